"""The rows of coverage on the page «Oficina»."""

from sqlalchemy import func, select

from vc.coverage import months, queries, rotation
from vc.coverage.models import Municipality
from vc.labels import counted
from vc.office.hooks import Group, Look, OfficeRow, Value


def covered(look: Look) -> Value:
    """Return how many municipalities were covered this year."""
    today = look.now.astimezone(look.zone).date()
    first, following = (
        today.replace(month=1, day=1),
        today.replace(year=today.year + 1, month=1, day=1),
    )
    count = len(queries.covered(look.session, first, following, today).municipalities)
    return Value(f"{counted(count, 'municipio', 'municipios')} este año")


def zones(look: Look) -> Value:
    """Return how many municipalities are offered."""
    query = select(func.count(Municipality.id)).where(Municipality.is_active.is_(True))
    return Value(counted(look.session.scalar(query) or 0, "municipio", "municipios"))


def turn(look: Look) -> Value:
    """Return this month's zone."""
    month = months.index_of(look.now.astimezone(look.zone).date())
    zone = rotation.turn_of(look.session, month).zone
    return Value(
        f"Este mes, {zone.name}" if zone is not None else "Sin orden todavía",
        "" if zone else "wait",
    )


ROWS = (
    OfficeRow(
        *(Group.RECORD, "coverage.index", "Cobertura de CMSP", covered),
        words="consejo municipal seguridad pública mapa municipios sesión",
    ),
    OfficeRow(
        *(Group.OFFICE, "municipalities.index", "Zonas y municipios", zones),
        words="centro altiplano media huasteca lista",
    ),
    OfficeRow(
        *(Group.OFFICE, "zone_turns.list_turns", "Turno de las zonas", turn),
        words="rotación mes cmsp orden",
    ),
)
