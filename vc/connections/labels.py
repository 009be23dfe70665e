"""The Spanish words of connections."""

from vc.connections.models import Use

NEEDED = "Falta este dato: estos van juntos."
USES = {
    (Use.LIVES, "facebook"): "En vivo en Facebook",
    (Use.POSTS, "facebook"): "Clips en Facebook",
    (Use.POSTS, "instagram"): "Clips en Instagram",
    (Use.POSTS, "x"): "Clips en X",
}
NO_SUCH = "Esa conexión no existe."
ACTIONS = {
    "connection.stop": "se rechazó la conexión; lo pendiente espera",
    "connection.resume": "se aceptó de nuevo la conexión; lo pendiente continúa",
}
