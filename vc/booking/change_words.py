"""The Spanish sentences after a session was moved, ended, or that was taken back."""

from vc.booking.undo import Undone

MOVED = "La sesión se movió. El enlace es el mismo."
NOT_MOVED = "Ya estaba a esa hora: no cambió nada ni se avisa a nadie."
CANCELLED = "La sesión se canceló."
BACK_IN_PLACE = "La sesión regresó a su hora."
GOES_ON = "La sesión sigue en pie, con la misma sala."
GOES_ON_ANEW = (
    "La sesión sigue en pie. Se crea otra sala; la dirección que se da es la misma. A quien supo "
    "de la cancelación se le avisa de nuevo, una vez, cuando la sala esté lista."
)
NOBODY = "Nadie supo del cambio."
ONE = "Se avisa a 1 persona."
MANY = "Se avisa a {count} personas."
CHOOSE_CAMPAIGN = "Elija una campaña."
CAMPAIGNS = (
    "Así quedó la campaña de 1 sesión",
    "Así quedó la campaña de {} sesiones",
    "No cambió la campaña de ninguna sesión",
)
"""Of one, of several and of none that were put into a campaign, or out of theirs."""


def undone(done: Undone, told: int) -> str:
    """Return what became of a change that was taken back, and who hears of it."""
    if done.has_new_room:
        return GOES_ON_ANEW
    said = GOES_ON if done.was_cancelled else BACK_IN_PLACE
    whom = NOBODY if not told else ONE if told == 1 else MANY.format(count=f"{told:,}")
    return f"{said} {whom}"
