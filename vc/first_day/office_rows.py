"""The row of the first day on the page «Oficina»."""

from vc.first_day.steps import states
from vc.office.hooks import Group, Look, OfficeRow, Value
from vc.once import once


def progress(look: Look) -> Value:
    """Return how many steps are over."""
    found = once(lambda: states(look), "first_day")
    over = sum(one.is_over for one in found)
    return Value(f"{over} de {len(found)} pasos")


ROWS = (
    OfficeRow(
        *(Group.OFFICE, "first_day.index", "Primer día", progress), words="empezar preparar pasos"
    ),
)
