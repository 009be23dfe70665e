"""The Spanish words for roles, and for what people did with accounts."""

from vc.accounts.models import Role
from vc.search.hooks import Named

ROLES = {
    Role.ADMINISTRATOR: "Administración",
    Role.COORDINATOR: "Coordinación (Comunicación Social)",
    Role.HOST: "Anfitrión",
    Role.PRODUCTION: "Producción",
    Role.VIEWER: "Consulta",
}

ROLE_MEANINGS = {
    Role.ADMINISTRATOR: "Todo lo de Coordinación, y además personas, la historia de cambios "
    "y el estado del sistema.",
    Role.COORDINATOR: "Todas las sesiones y lo que sale de ellas; aprueba, publica y detiene; "
    "cuentas, canales, vedas y plantillas.",
    Role.HOST: "Agenda, y decide sobre sus sesiones (las que agenda, conduce o coorganiza) y lo "
    "que sale de ellas. Corta clips de cualquier grabación.",
    Role.PRODUCTION: "Para practicantes y diseño: sube material, corta, subtitula, responde listas "
    "y prepara publicaciones. No agenda, no aprueba, y no abre consentimientos ni registros.",
    Role.VIEWER: "Solo lee.",
}
"""What a person with each role may do, in one sentence; `vc.permissions` holds the whole."""

ACTIONS = {
    "person.sign_in": "entró",
    "person.sign_out": "salió",
    "person.add": "agregó a la persona",
    "person.change": "cambió los datos de la persona",
    "person.password": "cambió su contraseña",
    "person.reset": "dio una contraseña temporal",
}

COLUMNS = {
    "name": "Nombre",
    "email": "Correo",
    "role": "Rol",
    "is_active": "Activa",
}
VALUES = {"role": ROLES}


def role_facts() -> list[tuple[str, str]]:
    """Return each role by its name with what it may do."""
    return [(name, ROLE_MEANINGS[role]) for role, name in ROLES.items()]


PAGES = {
    "accounts.account": Named(
        "Cambiar mi contraseña", words="mi cuenta clave equipos donde entró sesión salir"
    ),
    "accounts.new_person": Named("Agregar una persona", words="nueva usuario cuenta acceso"),
}
