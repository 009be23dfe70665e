"""The rows of coverage on the page «Oficina»."""

from sqlalchemy import select

from vc.coverage import months, queries, rotation
from vc.coverage.models import Zone
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


def turn(look: Look) -> Value:
    """Return this month's zone."""
    month = months.index_of(look.now.astimezone(look.zone).date())
    name = look.session.scalar(select(Zone.name).where(Zone.id == rotation.zone_id_of(month)))
    return Value(f"Este mes, {name}") if name else Value("Sin orden todavía", "wait")


ROWS = (
    OfficeRow(
        *(Group.RECORD, "coverage.index", "Cobertura de CMSP", covered),
        words="consejo municipal seguridad pública mapa municipios sesión",
    ),
    OfficeRow(
        *(Group.OFFICE, "municipalities.index", "Zonas y municipios"),
        words="centro altiplano media huasteca lista",
    ),
    OfficeRow(
        *(Group.OFFICE, "zone_turns.list_turns", "Turno de las zonas", turn),
        words="rotación mes cmsp orden",
    ),
)
