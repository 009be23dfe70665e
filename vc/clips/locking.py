"""Who has a clip open for cutting: one page at a time, and another may take over."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.clips.models import Clip
from vc.errors import ConcurrentChangeError

LOCKED_FOR = timedelta(minutes=2)
"""How long a page that says nothing keeps a clip; it speaks every half minute."""
ELSEWHERE = "Usted tiene abierto este clip en otra ventana."
BY_OTHERS = "{name} está editando este clip."
TAKE_OVER = "{who} Puede tomar el relevo: lo que se guardó hasta ahora se conserva."


class ClipLockedError(ConcurrentChangeError):
    """Somebody else, or another page of the same person, has the clip open."""


def take(
    session: Session,
    clip: Clip,
    token: str,
    *,
    takes_over: bool = False,
    now: datetime,
    by: Person,
) -> None:
    """Let the page with this `token` cut the clip from now on, or go on cutting it.

    Raises ClipLockedError when another page has it, unless this one `takes_over`. The caller
    commits.
    """
    is_free = or_(Clip.locked_until.is_(None), Clip.locked_until <= now, Clip.lock_token == token)
    holder = clip.locked_by
    statement = (
        update(Clip)
        .where(Clip.id == clip.id, *(() if takes_over else (is_free,)))
        .values(locked_by_id=by.id, locked_until=now + LOCKED_FOR, lock_token=token)
        .execution_options(synchronize_session=False)
    )
    if session.execute(statement).rowcount != 1:
        raise ClipLockedError(TAKE_OVER.format(who=_who(clip, by)))
    if takes_over and holder is not None and holder.id != by.id:
        audit.record(
            session,
            clip,
            "clip.take_over",
            now=now,
            by=by,
            before={"locked_by": holder.name},
            after={"locked_by": by.name},
        )
    # Also what another page saved until this one got its turn.
    session.refresh(clip)


def let_go(session: Session, clip: Clip, token: str) -> None:
    """Let others cut the clip, if the page with this `token` has it. The caller commits."""
    statement = (
        update(Clip)
        .where(Clip.id == clip.id, Clip.lock_token == token)
        .values(locked_by_id=None, locked_until=None, lock_token="")
        .execution_options(synchronize_session=False)
    )
    session.execute(statement)


def holder(clip: Clip, now: datetime) -> Person | None:
    """Return who has the clip open at this moment."""
    is_held = clip.locked_until is not None and clip.locked_until > now
    return clip.locked_by if is_held else None


def _who(clip: Clip, by: Person) -> str:
    """Return who has it, as a sentence."""
    if clip.locked_by_id == by.id or clip.locked_by is None:
        return ELSEWHERE
    return BY_OTHERS.format(name=clip.locked_by.name)
