"""How rows are called in a report, which outlives them: without names of persons outside.

A session or a clip in which somebody tells their own story is called by its folio and kind alone:
its title may be that person's name, and what is frozen cannot be taken back. People who
registered, attended, signed a consent or asked not to appear are never read here at all.
"""

from datetime import datetime

from vc.booking.labels import KINDS as SESSION_KINDS
from vc.booking.models import EventKind
from vc.clips.labels import KINDS as CLIP_KINDS
from vc.clips.models import ClipKind

OF_ONE_PERSON = (EventKind.INTERVIEW, ClipKind.INTERVIEW, ClipKind.STORY)


def session_name(folio: str, kind: EventKind, title: str) -> str:
    """Return what a session is called: its folio, and its title or kind."""
    return f"{folio} {SESSION_KINDS[kind] if kind in OF_ONE_PERSON else title}".strip()


def clip_name(clip_id: int, made_at: datetime, kind: ClipKind, title: str) -> str:
    """Return what a clip is called: its folio, and its title or kind."""
    told = "" if kind in OF_ONE_PERSON else title
    return f"C-{made_at:%Y}-{clip_id:03d} {told or CLIP_KINDS[kind]}"


ENDPOINTS = {
    "event": ("booking.show", "event_id"),
    "live": ("live.show", "event_id"),
    "recording": ("player.show", "recording_id"),
    "clip": ("clips.show", "clip_id"),
    "publication": ("publishing.show", "publication_id"),
}
"""The page of each kind of row, and what its address names."""
