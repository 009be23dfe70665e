"""What a report's files are made with beside its content, and what all of them say on top."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from vc import dates
from vc.config import Settings
from vc.reports.content import Content


@dataclass(frozen=True, slots=True)
class Look:
    """The office's settings and zone, and the digest of what is frozen; empty for a draft."""

    settings: Settings
    zone: ZoneInfo
    sha256: str = ""


def title_of(content: Content) -> str:
    """Return what a report is called."""
    return f"Informe {content.period.of}"


def standing_of(content: Content, zone: ZoneInfo) -> str:
    """Return how it stands: frozen by whom and when, or a draft of which instant."""
    if content.frozen_at is None:
        return f"Borrador, contado el {dates.stamp(content.counted_at, zone)}"
    at = dates.stamp(content.frozen_at, zone)
    return f"Versión {content.version}, congelada el {at} por {content.frozen_by}"


def compared(content: Content) -> tuple[str, str]:
    """Return what the two columns of comparison are called."""
    period = content.period
    return dates.sentence(period.moved(-1).name), dates.sentence(period.year_ago.name)
