"""The row of a session, as it is written from what was asked for, with its folio."""

from collections.abc import Mapping

from sqlalchemy import bindparam, update

from vc.accounts.models import Person
from vc.booking import exposure
from vc.booking.licence_assignment import BookingContext
from vc.booking.models import Event, Folio, Meeting
from vc.booking.requests import NewEvent
from vc.booking.states import EventStatus


def new_event(
    context: BookingContext, new: NewEvent, meeting: Meeting, people: Mapping[int, Person]
) -> Event:
    """Return the session's event, with the next folio of its year."""
    folio = _next_folio(context)
    event = Event(
        folio=folio,
        uid=f"talk-{folio}@{context.uid_domain}",
        submission_key=new.submission_key,
        status=EventStatus.TENTATIVE,
        sequence=0,
        last_modified=context.now,
        created_by_id=context.by.id,
        created_at=context.now,
        meeting=meeting,
        host=people[new.host_id],
        cohosts=[people[one] for one in sorted(set(new.cohost_ids) - {new.host_id})],
    )
    write(context, event, new, people)
    context.session.add(event)
    return event


RAISE_FOLIO = (
    update(Folio)
    .where(Folio.year == bindparam("of"))
    .values(last=Folio.last + 1)
    .returning(Folio.last)
    .execution_options(synchronize_session=False)
)


def _next_folio(context: BookingContext) -> str:
    """Return the next folio of the year; the allocation's lock keeps it unique and without gaps."""
    year = context.now.astimezone(context.zone).year
    last = context.session.scalar(RAISE_FOLIO, {"of": year})
    if last is None:
        last = 1
        context.session.add(Folio(year=year, last=last))
    return f"VC-{year}-{last:04d}"


# What `NewEvent` and `Event` call by the same name.
SAME_NAMES = tuple(
    column.key
    for column in Event.__table__.columns
    if column.key in NewEvent.__dataclass_fields__ and column.key != "submission_key"
)


def write(
    context: BookingContext, event: Event, new: NewEvent, people: Mapping[int, Person]
) -> set[str]:
    """Write what `new` says into the event; return the names of what changed."""
    changed, said = set(), exposure.kinds(event)
    for name in SAME_NAMES:
        value = getattr(new, name)
        if getattr(event, name) != value:
            setattr(event, name, value)
            changed.add(name)
    wanted = set(new.cohost_ids) - {new.host_id}
    if {person.id for person in event.cohosts} != wanted:
        event.cohosts = [people[person_id] for person_id in sorted(wanted)]
        changed.add("cohosts")
    if not exposure.kinds(event):
        event.exposed_since = None
    elif exposure.is_more(said, exposure.kinds(event)):
        event.exposed_since = context.now
    return changed
