"""The rows of people on the page «Oficina»."""

from sqlalchemy import func, select

from vc.accounts import labels
from vc.accounts.models import Person
from vc.labels import counted
from vc.office.hooks import Group, Look, OfficeRow, Value


def people(look: Look) -> Value:
    """Return how many people can enter."""
    query = select(func.count()).where(Person.is_active.is_(True))
    return Value(counted(look.session.scalar(query) or 0, "persona", "personas"))


def own_role(look: Look) -> Value:
    """Return what who is signed in is here for."""
    return Value(labels.ROLES[look.person.role])


ROWS = (
    OfficeRow(
        *(Group.PEOPLE, "accounts.people", "Personas y permisos", people),
        words="usuarios cuentas roles contraseña temporal",
    ),
    OfficeRow(
        *(Group.PEOPLE, "accounts.account", "Mi cuenta", own_role),
        words="contraseña equipos donde entró",
    ),
    OfficeRow(
        *(Group.RECORD, "accounts.audit", "Historia de cambios"),
        words="auditoría quién hizo qué",
    ),
)
