"""The rows of channels on the page «Oficina»."""

from sqlalchemy import func, select

from vc.channels.models import Channel
from vc.labels import counted
from vc.office.hooks import Group, Look, OfficeRow, Value

NONE = "Ninguno todavía"


def channels(look: Look) -> Value:
    """Return how many channels posts can be planned for."""
    count = look.session.scalar(select(func.count()).where(Channel.is_on)) or 0
    return Value(counted(count, "canal", "canales") if count else NONE)


ROWS = (
    OfficeRow(
        *(Group.PUBLISHED, "channels.index", "Canales y horarios", channels),
        words="redes Facebook Instagram YouTube TikTok X horas",
    ),
)
