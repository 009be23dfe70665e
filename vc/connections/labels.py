"""The Spanish words of connections."""

NO_SUCH = "Esa conexión no existe."
ACTIONS = {
    "connection.stop": "la plataforma rechazó la conexión; lo pendiente espera",
    "connection.resume": "la plataforma aceptó de nuevo la conexión; lo pendiente continúa",
}
