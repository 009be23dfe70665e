"""Who has a clip open for cutting: one page at a time.

Opening another page takes it from the same person's older one; from somebody else it is taken only
when the person says so. A page that lost it is told at its next word, and keeps what was typed.
"""

from datetime import datetime, timedelta

from sqlalchemy import case, literal, or_, update
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.endings import Ending
from vc.accounts.models import Person
from vc.clips.models import Clip
from vc.db import UTCDateTime
from vc.errors import ConcurrentChangeError

LOCKED_FOR = timedelta(minutes=2)
"""How long a page that says nothing keeps a clip; it speaks every half minute."""
ELSEWHERE = "Usted tiene abierto este clip en otra ventana"
BY_OTHERS = "{name} está editando este clip"


class ClipLockedError(ConcurrentChangeError):
    """Somebody else, or another page of the same person (`is_mine`), has the clip open."""

    def __init__(self, who: str, *, since: datetime | None, is_mine: bool) -> None:
        super().__init__(f"{who}.")
        self.who, self.since, self.is_mine = who, since, is_mine


def take(
    session: Session,
    clip: Clip,
    token: str,
    *,
    opens: bool = False,
    takes_over: bool = False,
    now: datetime,
    by: Person,
) -> None:
    """Let the page with this `token` cut the clip from now on, or go on cutting it.

    Raises ClipLockedError when another page has it, unless this one `takes_over`, or `opens` and
    the other is of the same person. The caller commits.
    """
    free = [Clip.locked_until.is_(None), Clip.locked_until <= now, Clip.lock_token == token]
    if opens:
        free.append(Clip.locked_by_id == by.id)
    holder = clip.locked_by
    # Going on with it is no new beginning.
    since = case((Clip.lock_token == token, Clip.locked_since), else_=literal(now, UTCDateTime()))
    statement = (
        update(Clip)
        .where(Clip.id == clip.id, *(() if takes_over else (or_(*free),)))
        .values(
            locked_since=since,
            locked_by_id=by.id,
            locked_until=now + LOCKED_FOR,
            lock_token=token,
        )
        .execution_options(synchronize_session=False)
    )
    # One statement: of two windows that open at once one finds it taken.
    is_taken = session.scalar(statement.returning(Clip.id)) is not None
    # Also what another page saved, or who took it, until this one got its turn.
    session.refresh(clip)
    if not is_taken:
        raise _refusal(clip, by)
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


def let_go(session: Session, clip: Clip, token: str) -> None:
    """Let others cut the clip, if the page with this `token` has it. The caller commits."""
    statement = (
        update(Clip)
        .where(Clip.id == clip.id, Clip.lock_token == token)
        .values(locked_by_id=None, locked_since=None, locked_until=None, lock_token="")
        .execution_options(synchronize_session=False)
    )
    session.execute(statement)


def free_all(ending: Ending) -> None:
    """Let others cut at once what a closed account has open."""
    statement = (
        update(Clip)
        .where(Clip.locked_by_id == ending.person.id)
        .values(locked_by_id=None, locked_until=None, lock_token="")
    )
    ending.session.execute(statement)


def holder(clip: Clip, now: datetime) -> Person | None:
    """Return the holder who has the clip open at this moment."""
    is_held = clip.locked_until is not None and clip.locked_until > now
    return clip.locked_by if is_held else None


def _refusal(clip: Clip, by: Person) -> ClipLockedError:
    """Return who has it, as an error for whom it is kept from."""
    other = clip.locked_by if clip.locked_by_id != by.id else None
    who = ELSEWHERE if other is None else BY_OTHERS.format(name=other.name)
    return ClipLockedError(who, since=clip.locked_since, is_mine=other is None)
