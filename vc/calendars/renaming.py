"""The worker's half of a renaming: sessions to come show the new name, some in each transaction.

Somebody who has hosted for years has thousands of sessions. Those that are over keep the name under
which they took place, and their SEQUENCE: no calendar is told of them again.
"""

from datetime import datetime

from sqlalchemy import literal, or_, select
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.booking.models import Campaign, Event
from vc.calendars.models import Renaming
from vc.commits import touch
from vc.jobs import Job, wake

TASK = "show_new_name"
PIECE = 20
"""So many sessions are rendered and told of while others wait for the write lock."""


def ask(session: Session, row: Person | Campaign, now: datetime) -> None:
    """Have the sessions to come rendered anew that show the name of a row. The caller commits."""
    is_person = isinstance(row, Person)
    _queue(
        session,
        Renaming(
            person_id=row.id if is_person else None,
            campaign_id=None if is_person else row.id,
            due_at=now,
        ),
    )


def ask_for_all(session: Session, now: datetime) -> None:
    """Have every session to come rendered anew: the office itself is called otherwise."""
    _queue(session, Renaming(due_at=now))


def _queue(session: Session, renaming: Renaming) -> None:
    """Have a worker see to it."""
    session.add(renaming)
    session.flush()
    wake(session, TASK, renaming.id)


def show(job: Job[Renaming]) -> None:
    """Touch the next sessions, which the commit renders; those after them are another turn's."""
    session, renaming = job.session, job.row
    events = _next(session, renaming, job.now())
    for event in events:
        touch(session, event)
    if len(events) == PIECE:
        renaming.last_event_id = events[-1].id
        job.again_at(job.now())
        wake(session, TASK, renaming.id)
    else:
        session.delete(renaming)


def _next(session: Session, renaming: Renaming, now: datetime) -> list[Event]:
    """Return the next sessions that are not over and show the name."""
    is_shown = or_(
        Event.host_id == renaming.person_id,
        Event.cohosts.any(Person.id == renaming.person_id),
        Event.campaign_id == renaming.campaign_id,
        # Of nobody in particular: the office itself.
        literal(renaming.person_id is None and renaming.campaign_id is None),
    )
    query = (
        select(Event)
        .where(is_shown, Event.ends_after(now), Event.id > renaming.last_event_id)
        .order_by(Event.id)
        .limit(PIECE)
    )
    return list(session.scalars(query).unique())
