"""The parts of the list of clips, by what is still to be done: what each holds, and how many."""

from enum import StrEnum

from sqlalchemy import ColumnElement, String, func, literal, select, union_all
from sqlalchemy.orm import Session

from vc.clips.models import Clip, ClipStatus
from vc.paging import MOST_COUNTED

S = ClipStatus


class Tab(StrEnum):
    """A part of the list, as addresses name it. But for `ALL` no clip is in two."""

    ALL = ""
    """All but those that were withdrawn."""
    EDITING = "edicion"
    """Its author has it: it is cut, its files are made or were refused, or it was sent back."""
    REVIEW = "revision"
    APPROVED = "aprobados"
    """It may be published, and is nowhere to be seen yet."""
    PUBLISHED = "publicados"
    DISCARDED = "descartados"


COUNTED = (Tab.EDITING, Tab.REVIEW, Tab.APPROVED, Tab.PUBLISHED)


def condition(tab: Tab, is_out: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition of a clip in a part; `is_out` is that of what the public sees."""
    match tab:
        case Tab.ALL:
            return Clip.status != S.WITHDRAWN
        case Tab.EDITING:
            return Clip.status.in_((S.DRAFT, S.RENDERING, S.READY, S.CHANGES_REQUESTED, S.FAILED))
        case Tab.REVIEW:
            return Clip.status == S.IN_REVIEW
        case Tab.APPROVED:
            return (Clip.status == S.APPROVED) & ~is_out
        case Tab.PUBLISHED:
            return (Clip.status == S.APPROVED) & is_out
        case Tab.DISCARDED:
            return Clip.status == S.WITHDRAWN


def counts(session: Session, is_out: ColumnElement[bool]) -> dict[Tab, int]:
    """Return how many clips are in each part, each up to one more than is told.

    It is one statement.
    """
    counting = []
    for tab in COUNTED:
        rows = select(Clip.id).where(condition(tab, is_out)).limit(MOST_COUNTED + 1).subquery()
        counting.append(select(literal(tab.value, String), func.count()).select_from(rows))
    found = {Tab(tab): count for tab, count in session.execute(union_all(*counting))}
    return {Tab.ALL: sum(found.values()), **found}


def number(count: int) -> str:
    """Return a count as a tab tells it."""
    return f"{count:,}" if count <= MOST_COUNTED else f"{MOST_COUNTED:,}+"
