"""The Spanish words of connections."""

NO_SUCH = "Esa conexión no existe."
ACTIONS = {
    "connection.stop": "se rechazó la conexión; lo pendiente espera",
    "connection.resume": "se aceptó de nuevo la conexión; lo pendiente continúa",
}
