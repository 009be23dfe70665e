"""What some addresses have not been told of a session yet: queued in a few statements.

A change is compared with what each address was last told, so that only changes are told. Nothing
here asks for everybody: whoever tells many does so in pieces, by `fanout`.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from vc.booking.models import UNDO_TIME, Event, event_cohost
from vc.booking.states import EventStatus
from vc.mail import templates
from vc.mail.models import Kind, Message, MessageStatus, Told
from vc.mail.service import Draft, Office, queue
from vc.mail.wording import Addressee, Letterhead


def addressee_of(session: Session, event: Event, office: Office, address: str) -> Addressee | None:
    """Return the addressee with an address among those who are told; None when nobody has it."""
    return among(session, event, office, [address]).get(address.lower())


def tell_some(
    session: Session, event: Event, addresses: Iterable[str], *, office: Office, now: datetime
) -> None:
    """Queue what these addresses have not been told yet, whether they belong to it or no longer."""
    if not is_told(event, now):
        return
    # Each once, in their order: one address can stand in two places of a session.
    wanted = list(dict.fromkeys(address.lower() for address in addresses))
    people = among(session, event, office, wanted)
    bring_up_to_date(session, event, wanted, people, office.head, now)


def readdress(session: Session, person_id: int, before: str, now: datetime) -> list[Event]:
    """Forget a person's former address in the sessions to come; return them, to be told anew.

    What was told there counts for the new one, which is invited: nothing is taken back from
    somebody who may read both.
    """
    cohosted = select(event_cohost.c.event_id).where(event_cohost.c.person_id == person_id)
    is_theirs = or_(Event.host_id == person_id, Event.id.in_(cohosted))
    query = select(Event).where(
        Event.ends_after(now), Event.status != EventStatus.CANCELLED, is_theirs
    )
    events = {event.id: event for event in session.scalars(query).unique()}
    is_former = and_(Told.event_id.in_(events), Told.address == before.lower())
    for row in session.scalars(select(Told).where(is_former)).all():
        event = events[row.event_id]
        person = next(one for one in (event.host, *event.cohosts) if one.id == person_id)
        address = person.email.lower()
        at = (event.id, address)
        if row.address in own_addresses(event) or session.get(Told, at) is not None:
            continue
        # To another address it is another message, whatever it shows.
        row.address, row.digest = address, ""
        row.written = "elsewhere" if row.written else ""
    # What was just queued has to be among what is asked for.
    session.flush()
    return list(events.values())


def is_told(event: Event, now: datetime) -> bool:
    """Tell whether people are told of a session at all, as it stands."""
    if event.status is EventStatus.TENTATIVE or event.ends_at <= now:
        return False
    return event.status is EventStatus.CANCELLED or event.meeting.is_ready


def own_addresses(event: Event) -> list[str]:
    """Return the addresses that the session itself names: host, co-hosts and guests."""
    people = [event.host.email, *(person.email for person in event.cohosts), *event.guest_emails]
    return [address.lower() for address in people]


def among(
    session: Session, event: Event, office: Office, addresses: Collection[str]
) -> dict[str, Addressee]:
    """Return those of the addresses that are told of a session; nobody of a cancelled one.

    Somebody who is both gets what the staff's invitation says.
    """
    wanted = {address.lower() for address in addresses}
    people = [Addressee(person.email, person.name) for person in (event.host, *event.cohosts)]
    people += [Addressee(email) for email in event.guest_emails]
    # Reversed, so that of two with one address the first stays, who is the host.
    found = {one.email.lower(): one for one in reversed(people) if one.email.lower() in wanted}
    rest = wanted - set(found)
    for audience in office.audience if rest else ():
        for one in audience.among(session, event, rest):
            found.setdefault(one.email.lower(), one)
    return found


def bring_up_to_date(
    session: Session,
    event: Event,
    addresses: Collection[str],
    people: Mapping[str, Addressee],
    head: Letterhead,
    now: datetime,
) -> None:
    """Queue what these addresses were not told: the session to `people`, its end to the others."""
    if not addresses:
        return
    is_one = Told.address.in_(addresses)
    rows = session.scalars(select(Told).where(Told.event_id == event.id, is_one))
    told = {row.address: row for row in rows}
    waiting = _waiting(session, event, addresses)
    drafts = []
    for address in addresses:
        row = told.get(address)
        if row is not None and address in people and (address, Kind.CANCELLATION) in waiting:
            # The end has not left, and drops itself: they never hear of it, nor that it is undone.
            row.is_cancelled = False
        if address in people:
            found = _invitation(session, event, people[address], row, head, now)
        else:
            found = _end(event, row)
        if found is not None and (address, found[0]) not in waiting:
            drafts.append(_draft(event, *found))
    queue(session, drafts, now)


def unsent_ends(session: Session, event: Event, addresses: Collection[str]) -> set[str]:
    """Return those of the addresses whose message of an end has not been written yet."""
    if not addresses:
        return set()
    return {
        address
        for address, kind in _waiting(session, event, addresses)
        if kind is Kind.CANCELLATION
    }


def _waiting(session: Session, event: Event, addresses: Collection[str]) -> set[tuple[str, Kind]]:
    """Return which messages wait to be written: they will say what is so then."""
    query = select(Message.address, Message.kind).where(
        Message.event_id == event.id,
        Message.address.in_(addresses),
        Message.status == MessageStatus.PENDING,
    )
    session.flush()
    return {(address, kind) for address, kind in session.execute(query)}


def _invitation(
    session: Session,
    event: Event,
    to: Addressee,
    told: Told | None,
    head: Letterhead,
    now: datetime,
) -> tuple[Kind, Told, dict[str, str]] | None:
    """Return the invitation when this address was told nothing yet, or something else."""
    if told and not told.is_cancelled and templates.is_told(told.digest, event, to, head):
        return None
    is_invited = told is not None and not told.is_cancelled
    # Nothing was told at an address that took over from another one.
    is_update = told is not None and is_invited and bool(told.digest)
    if told is None:
        told = Told(event_id=event.id, address=to.email.lower(), since=now, times=0)
        session.add(told)
    if not is_invited:
        told.since = now
    told.name, told.digest = to.name, templates.digest(event, to, head)
    told.is_cancelled = False
    return Kind.INVITATION, told, {"is_update": "yes"} if is_update else {}


def _end(event: Event, told: Told | None) -> tuple[Kind, Told, dict[str, str]] | None:
    """Return the end of an invitation, for whoever was invited."""
    if told is None or told.is_cancelled:
        return None
    told.is_cancelled = True
    return Kind.CANCELLATION, told, {}


def _draft(event: Event, kind: Kind, told: Told, about: dict[str, str]) -> Draft:
    """Return a message to somebody who is told, under a key of its own."""
    told.times += 1
    key = f"{kind.value}:{event.id}:{told.times}:{told.address}"
    to = Addressee(told.address, told.name)
    # An end and a change can be taken back; who is invited for the first time hears at once.
    wait = UNDO_TIME if about or kind is Kind.CANCELLATION else timedelta()
    return Draft(kind=kind, to=to, key=key, event=event, about=about, wait=wait)
