"""Telling everybody who belongs to a session: a bounded piece at once, the rest by the worker.

It goes on in pieces of so many people, each a transaction of its own that ends by keeping whom it
ended with: a worker that is killed between two of them loses nothing.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.booking.models import Event, events_of
from vc.booking.states import EventStatus
from vc.commits import Notes
from vc.db import insert_once
from vc.jobs import Job, wake
from vc.mail import notifications, templates
from vc.mail.models import Kind, Message, MessageStatus, Notification, Told
from vc.mail.notifications import among, bring_up_to_date, is_told, own_addresses, tell_some
from vc.mail.service import LEADS, OF_A_SESSION, Draft, Office, office_of, queue
from vc.mail.wording import Addressee
from vc.services import Services
from vc.states import advance

PIECE = 50
"""How many people one transaction tells."""
AT_ONCE = 5
"""Of how many sessions a change tells by itself; of those of a long series the worker does."""
LATE = timedelta(hours=1)
"""A reminder whose moment is longer gone is not sent any more."""
OWN, COMING, TOLD = "own", "coming", "told"
"""The parts of a change: a session's own people, who belongs to it beside them, who did before."""


def tell(session: Session, event: Event, *, office: Office, now: datetime) -> None:
    """Queue what the people of a session have not been told yet; the worker goes on with many.

    It belongs into the transaction of the change, after its calendar entries were rendered.
    """
    if not is_told(event, now):
        return
    cursor = _piece(session, event, Kind.INVITATION, OWN, office, now)
    if cursor:
        _leave_rest(session, event, Kind.INVITATION, cursor, now)


def tell_touched(session: Session, notes: Notes, services: Services) -> None:
    """Queue what the people of the sessions that were rendered anew have not been told.

    An address that somebody changed is a change too: their sessions to come are told there.
    """
    now = services.clock()
    _tell_readdressed(session, notes, now)
    if notes.rendered:
        _tell_rendered(session, notes, office_of(services), now)


def _tell_readdressed(session: Session, notes: Notes, now: datetime) -> None:
    """Let the people whose address changed be told of their sessions at the new one."""
    people = [row for row in notes.changed if isinstance(row, Person)]
    # In one order everywhere: whoever locks rows in another may wait in a circle.
    for person in sorted(people, key=lambda one: one.id):
        before = notes.changed[person].get("email")
        if isinstance(before, str) and before != person.email:
            for event in notifications.readdress(session, person.id, before, now):
                tell_later(session, event, now)


def _tell_rendered(session: Session, notes: Notes, office: Office, now: datetime) -> None:
    """Tell the people of the first sessions that were rendered anew; the worker those of more."""
    events = events_of(notes.rendered)
    # Of what was only rendered anew, as by `flask rebuild-feeds`, nobody is to be told more.
    written = [one for one in events if notes.changed.get(one) or notes.changed.get(one.meeting)]
    later = set(written[AT_ONCE:])
    for event in events:
        if event not in later:
            tell(session, event, office=office, now=now)
        elif is_told(event, now):
            tell_later(session, event, now)


def tell_later(session: Session, event: Event, now: datetime) -> None:
    """Let the worker tell the people of a session what they have not been told yet."""
    _leave_rest(session, event, Kind.INVITATION, OWN, now)


def plan(session: Session, now: datetime) -> None:
    """Begin the reminders whose moment has come, to everybody who was invited before it.

    What waits for a person and is over leaves the pile.
    """
    _drop_what_is_over(session, now)
    for kind, lead in LEADS.items():
        is_begun = select(Notification.id).where(
            Notification.event_id == Event.id,
            Notification.kind == kind,
            Notification.starts_at == Event.starts_at,
        )
        query = select(Event).where(
            Event.status == EventStatus.CONFIRMED,
            Event.starts_at > max(now, now + lead - LATE),
            Event.starts_at <= now + lead,
            ~is_begun.exists(),
        )
        for event in session.scalars(query).unique().all():
            # The first piece at once, in the sweep: for most sessions it is all of it.
            cursor = _remind(session, event, kind, "", now)
            _leave_rest(session, event, kind, cursor, now)


def _leave_rest(session: Session, event: Event, kind: Kind, cursor: str, now: datetime) -> None:
    """Leave those after a cursor to the worker; empty keeps only that it was begun, and is done."""
    starts_at = event.starts_at if kind in LEADS else None
    key = f"{kind.value}:{event.id}"
    if starts_at is not None:
        key += f":{templates.utc_key(starts_at)}"
    due_at = now if cursor else None
    values = {"event_id": event.id, "kind": kind, "starts_at": starts_at}
    number = insert_once(
        session, Notification, "key", key=key, cursor=cursor, due_at=due_at, **values
    )
    if number is None:
        # Somebody changed it again while the rest was being told: it begins anew.
        number = session.execute(
            update(Notification)
            .where(Notification.key == key)
            .values(cursor=cursor, due_at=due_at)
            .returning(Notification.id)
            .execution_options(synchronize_session=False)
        ).scalar_one()
    if cursor:
        wake(session, "notify_people", number)


def tell_rest(job: Job[Notification]) -> None:
    """Tell everybody who is left, one piece after the other, each in a transaction of its own."""
    office = office_of(job.services)
    row = job.row
    while True:
        # Whoever changed the session meanwhile let it begin anew.
        job.hold()
        cursor = _piece(job.session, row.event, row.kind, row.cursor, office, job.now())
        if not cursor:
            row.cursor = ""
            job.done()
            return
        job.heartbeat(cursor=cursor)


def _piece(
    session: Session, event: Event, kind: Kind, cursor: str, office: Office, now: datetime
) -> str:
    """Tell the people after a cursor; return the next cursor, empty when nobody is left."""
    if kind in LEADS:
        return _remind(session, event, kind, cursor, now)
    if not is_told(event, now):
        return ""
    half, _, reached = cursor.partition(":")
    if half == OWN:
        tell_some(session, event, own_addresses(event), office=office, now=now)
    if half != TOLD:
        coming = _tell_coming(session, event, reached, office, now)
        if coming:
            return coming
    return _tell_told(session, event, reached if half == TOLD else "", office, now)


def _tell_coming(
    session: Session, event: Event, reached: str, office: Office, now: datetime
) -> str:
    """Tell the next of those who belong to a session beside its own people.

    `reached` is how far this went: the audience, and the number in it, since each has its own.
    """
    if event.status is EventStatus.CANCELLED:
        return ""
    key, _, number = reached.partition(":")
    known = [one.key for one in office.audience]
    # Of an audience that is none (any more) it begins anew: nobody is told twice.
    first = known.index(key) if key in known else 0
    own = set(own_addresses(event))
    for audience in office.audience[first:]:
        after = int(number) if audience.key == key else 0
        page = audience.page(session, event, after=after, limit=PIECE)
        addresses = [one.email.lower() for _, one in page if one.email.lower() not in own]
        # As the letter finds them: who belongs to two audiences is told as of the first.
        people = among(session, event, office, addresses) if addresses else {}
        told = [one for one in addresses if one in people]
        bring_up_to_date(session, event, told, people, office.head, now)
        # A full page says that there may be more, also where this was just the last one.
        if len(page) == PIECE:
            return f"{COMING}:{audience.key}:{page[-1][0]}"
    return ""


def _tell_told(session: Session, event: Event, after: str, office: Office, now: datetime) -> str:
    """Tell the next of those who were told before and no longer belong to the session."""
    page = _told_page(session, event, after, Told.is_cancelled.is_(False))
    addresses = [row.address for row in page]
    people = {}
    if event.status is not EventStatus.CANCELLED:
        people = among(session, event, office, addresses)
    gone = [address for address in addresses if address not in people]
    bring_up_to_date(session, event, gone, {}, office.head, now)
    return f"{TOLD}:{addresses[-1]}" if len(page) == PIECE else ""


def _remind(session: Session, event: Event, kind: Kind, cursor: str, now: datetime) -> str:
    """Queue the reminder to the next of those who were invited before its moment."""
    was_told = Told.since <= event.starts_at - LEADS[kind]
    page = _told_page(session, event, cursor, Told.is_cancelled.is_(False), was_told)
    start = templates.utc_key(event.starts_at)
    drafts = [
        Draft(
            kind=kind,
            to=Addressee(row.address, row.name),
            key=f"{kind.value}:{event.id}:{start}:{row.address}",
            event=event,
            about={"starts_at": start},
        )
        for row in page
    ]
    queue(session, drafts, now)
    return page[-1].address if len(page) == PIECE else ""


def _told_page(
    session: Session, event: Event, after: str, *conditions: ColumnElement[bool]
) -> list[Told]:
    """Return the next rows of a session's people by their address."""
    query = select(Told).where(Told.event_id == event.id, Told.address > after, *conditions)
    return list(session.scalars(query.order_by(Told.address).limit(PIECE)))


def _drop_what_is_over(session: Session, now: datetime) -> None:
    """Take from the pile what nobody passed on before its session began, or was over."""
    for kinds, until in (
        (tuple(LEADS), Event.starts_at),
        (OF_A_SESSION, Event.ends_at),
    ):
        query = (
            select(Message)
            .join(Event, Event.id == Message.event_id)
            .where(Message.status == MessageStatus.BY_HAND, Message.kind.in_(kinds), until <= now)
        )
        for message in session.scalars(query):
            advance(message, MessageStatus.DROPPED, now=now)
