"""The Spanish words for plates."""

from vc.branding.models import Corner
from vc.search.hooks import Named

CORNERS = {
    Corner.TOP_LEFT: "Arriba a la izquierda",
    Corner.TOP_RIGHT: "Arriba a la derecha",
    Corner.BOTTOM_LEFT: "Abajo a la izquierda",
    Corner.BOTTOM_RIGHT: "Abajo a la derecha",
}
ACTIONS = {
    "plate.keep": "guardó una plantilla gráfica",
    "plate.retire": "dejó de ofrecer una plantilla gráfica",
    "plate.bring_back": "volvió a ofrecer una plantilla gráfica",
}
PAGES = {
    "branding.new": Named("Agregar una plantilla gráfica", words="nueva logotipo cierre"),
}
