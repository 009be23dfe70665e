"""What is asked of the list of recordings."""

from collections.abc import Mapping
from dataclasses import dataclass

from vc.booking.models import EventKind
from vc.inputs import number_of
from vc.recordings.labels import SOURCES
from vc.recordings.models import RecordingStatus
from vc.recordings.queries import Search

LISTS = {
    "": "all",
    "atender": "attend",
    "huerfanas": "orphans",
    "ajenas": "dismissed",
    "material": "material",
    "papelera": "bin",
}
LONGEST_TEXT = 100


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer."""

    statuses: tuple[RecordingStatus, ...] = tuple(RecordingStatus)
    kinds: tuple[EventKind, ...] = tuple(EventKind)


def asked(arguments: Mapping[str, str]) -> Search:
    """Return the search that an address asks for; what makes no sense is left out."""
    status, kind = arguments.get("estado", ""), arguments.get("tipo", "")
    source = arguments.get("origen", "")
    return Search(
        shown=LISTS.get(arguments.get("ver", ""), "all"),
        text=arguments.get("q", "").replace("\x00", "")[:LONGEST_TEXT].strip(),
        status=RecordingStatus(status) if status in RecordingStatus.__members__ else None,
        kind=EventKind(kind) if kind in {one.value for one in EventKind} else None,
        source=source if source in SOURCES else "",
        page=number_of(arguments.get("pagina")) or 1,
    )
