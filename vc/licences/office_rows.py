"""The rows of licences on the page «Oficina»."""

from sqlalchemy import func, select

from vc.labels import counted
from vc.licences.models import Licence
from vc.office.hooks import Group, Look, OfficeRow, Value

MISSING = "Ninguna todavía"


def accounts(look: Look) -> Value:
    """Return how many accounts can host, and whether one of them cannot now."""
    query = select(Licence.is_active, Licence.unusable_reason != "", func.count())
    found = look.session.execute(query.group_by(Licence.is_active, Licence.unusable_reason != ""))
    counts = {(is_active, is_refused): count for is_active, is_refused, count in found}
    if refused := counts.get((True, True), 0):
        return Value(counted(refused, "no sirve", "no sirven"), "problem")
    usable = counts.get((True, False), 0)
    return Value(counted(usable, "cuenta", "cuentas")) if usable else Value(MISSING, "wait")


ROWS = (
    OfficeRow(
        *(Group.ROOMS, "licences.index", "Cuentas de Zoom y Meet", accounts),
        words="licencias anfitrión",
    ),
)
