"""The Spanish words of channels."""

from vc.channels.models import Mode
from vc.channels.slots import Clash
from vc.networks.known import NETWORKS as FACTS
from vc.search.hooks import Named

NETWORKS = {one: known.label for one, known in FACTS.items()}
MODES = {
    Mode.BY_HAND: "A mano: una persona publica y pega el enlace",
    Mode.API: "El sistema publica solo",
}
CLASHES = {
    Clash.QUIET: "Cae en las horas de silencio del canal.",
    Clash.CLOSE: "Queda demasiado cerca de otra publicación del canal.",
    Clash.FULL: "Ese día el canal ya tiene todas las publicaciones que admite.",
}
ACTIONS = {
    "channel.add": "agregó un canal",
    "channel.change": "cambió un canal",
}

COLUMNS = {
    "is_on": "Encendido",
    "gap_min": "Minutos entre publicaciones",
    "most_per_day": "Publicaciones al día",
    "window_min": "Minutos de tolerancia",
    "hashtags": "Etiquetas",
}
PAGES = {
    "channels.new": Named("Agregar un canal", words="nuevo red cuenta página"),
}
