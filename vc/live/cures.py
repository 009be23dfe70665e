"""Where refusals about broadcasts are mended."""

from vc.live import service
from vc.office.hooks import Cure

OWN = (
    Cure((service.NO_CHANNEL,), "connections.meta", "Conectar Facebook"),
    Cure((service.NO_CHANNEL,), "licences.integrations", "Ver las conexiones"),
    Cure((service.TOO_EARLY,), "live.early", "Leer la advertencia"),
)
