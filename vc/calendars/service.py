"""The rules of calendars: entries rendered with each change, and the private feeds."""

import hashlib
import logging
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeGuard, TypeVar

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from vc import audit
from vc.accounts.endings import Ending
from vc.accounts.models import Person
from vc.booking.models import Campaign, Event, EventKind, events_of
from vc.booking.states import EventStatus
from vc.calendars import renaming
from vc.calendars.entries import Office, feed_entries, office_of
from vc.calendars.ical import UNREVISED, Entry, Revision, live_url_in, render_entry, revised
from vc.calendars.models import Audience, Feed, FeedItem, FeedVersion, Fragment
from vc.commits import Notes
from vc.db import UTCDateTime
from vc.errors import NotFoundError, RuleError
from vc.inputs import number_of
from vc.permissions import Capability, Somebody, check, may
from vc.services import Services

PUBLIC = "public"
STAFF = "staff"
PLAN = "plan"
"""Observances, and what features further right add: what is to be prepared, and when."""

Row = TypeVar("Row", Fragment, FeedItem)

# Both databases understand it; rows that are not there yet begin at version 1.
RAISE = text(
    "INSERT INTO feed_version (scope, version, changed_at) VALUES (:scope, 1, :now) "
    "ON CONFLICT (scope) DO UPDATE SET version = feed_version.version + 1, changed_at = :now"
).bindparams(bindparam("now", type_=UTCDateTime))

log = logging.getLogger(__name__)


def render_touched(session: Session, notes: Notes, services: Services) -> None:
    """Render the entries of the sessions that a transaction changed.

    Where it changed the name of a person or a campaign, a job renders those that show it.
    """
    now = services.clock()
    renamed = [row for row in notes.changed if is_renamed(row, notes)]
    for row in sorted(renamed, key=lambda one: one.id):
        renaming.ask(session, row, now)
    events = events_of(notes.touched(session))
    if events:
        new_ids = {one.id for one in events if one in notes.added}
        render_events(session, events, office=office_of(services), now=now, new_ids=new_ids)
        # Whoever tells people of changes does so by what was rendered.
        notes.rendered.update(events)


def show_office_anew(session: Session, now: datetime) -> None:
    """Have feeds and sessions to come show an office that is called otherwise."""
    renaming.ask_for_all(session, now)
    raise_versions(session, session.scalars(select(FeedVersion.scope)).all(), now)


def is_renamed(row: object, notes: Notes) -> TypeGuard[Person | Campaign]:
    """Tell whether a row's name, which entries show, is another one now."""
    if not isinstance(row, Person | Campaign):
        return False
    return notes.changed[row].get("name", row.name) != row.name


def host_scope(person_id: int) -> str:
    """Return the scope of the sessions that a person hosts or co-hosts."""
    return f"host:{person_id}"


def kind_scope(kind: EventKind) -> str:
    """Return the scope of the sessions of one kind."""
    return f"kind:{kind.value}"


def render_events(
    session: Session,
    events: Sequence[Event],
    *,
    office: Office,
    now: datetime,
    new_ids: Collection[int] = (),
) -> None:
    """Render the sessions' entries anew and raise what changed: SEQUENCE, instants, versions.

    Of the sessions in `new_ids` nothing can be stored yet, so nothing is looked for.

    It belongs into the transaction of the change. A session whose entry cannot be rendered keeps
    an empty fragment: the booking is not lost, and the feeds that hold it answer 503.
    """
    ids = [event.id for event in events if event.id not in new_ids]
    kept = {(one.event_id, one.audience): one for one in _kept(session, Fragment, ids)}
    items: dict[int, dict[str, FeedItem]] = {}
    for item in _kept(session, FeedItem, ids):
        items.setdefault(item.event_id, {})[item.scope] = item
    raised: set[str] = set()
    revised: list[Event] = []
    # What is written is written together, not session by session.
    with session.no_autoflush:
        for event in events:
            own_items = items.get(event.id, {})
            before = {a: kept[event.id, a] for a in Audience if (event.id, a) in kept}
            sequence, modified = event.sequence, event.last_modified
            raised |= _render_event(session, event, before, own_items, office=office, now=now)
            if (event.sequence, event.last_modified) != (sequence, modified):
                revised.append(event)
    _keep_revisions(session, revised)
    raise_versions(session, raised, now)


def raise_versions(session: Session, scopes: Collection[str], now: datetime) -> None:
    """Raise the version of each scope, so that its feeds are built anew."""
    if scopes:
        rows = [{"scope": scope, "now": now} for scope in sorted(scopes)]
        session.execute(RAISE, rows)


def add_feed(session: Session, scope: str, *, by: Person, now: datetime) -> tuple[Feed, str]:
    """Make a private feed; return it and its token, which is shown once and kept nowhere."""
    _check_scope(session, scope, by)
    token = secrets.token_urlsafe(32)
    feed = Feed(owner_id=by.id, scope=scope, token_hash=token_hash(token), created_at=now)
    session.add(feed)
    session.flush()
    audit.record(session, feed, "feed.add", now=now, by=by, before={}, after={"scope": scope})
    return feed, token


def renew_feed(session: Session, feed_id: int, *, by: Person, now: datetime) -> tuple[Feed, str]:
    """Give a feed a new token; the old address stops working at once."""
    feed = own_feed(session, feed_id, by)
    token = secrets.token_urlsafe(32)
    feed.token_hash = token_hash(token)
    feed.last_fetched_at = None
    audit.record(session, feed, "feed.renew", now=now, by=by, before={}, after={})
    return feed, token


def revoke_feed(session: Session, feed_id: int, *, by: Person, now: datetime) -> None:
    """Close a feed for good; its address answers 404 from now on."""
    feed = own_feed(session, feed_id, by)
    feed.revoked_at = now
    audit.record(session, feed, "feed.revoke", now=now, by=by, before={}, after={})


def end_feeds(ending: Ending) -> None:
    """Close every feed of an account that is closed: opening the account again opens none."""
    query = select(Feed).where(Feed.owner_id == ending.person.id, Feed.revoked_at.is_(None))
    for feed in ending.session.scalars(query):
        feed.revoked_at = ending.now
        audit.record(
            ending.session, feed, "feed.revoke", now=ending.now, by=ending.by, before={}, after={}
        )


def may_read(scope: str, owner: Somebody) -> bool:
    """Tell whether a feed still opens for its owner, who may have lost access or a role since."""
    return may(owner, needed_for(scope, owner))


def needed_for(scope: str, owner: Somebody) -> Capability:
    """Return the capability that a feed of a scope needs."""
    kind, _, rest = scope.partition(":")
    is_of_another = kind == "host" and int(rest) != owner.id
    return Capability.SUBSCRIBE_TO_OTHERS if is_of_another else Capability.SUBSCRIBE


def own_feed(session: Session, feed_id: int, by: Person) -> Feed:
    """Return one of the person's own open feeds. Raises NotFoundError."""
    feed = session.get(Feed, feed_id)
    if feed is None or feed.owner_id != by.id or feed.revoked_at is not None:
        raise NotFoundError("Ese calendario ya no existe.")
    return feed


def token_hash(token: str) -> str:
    """Return the stored form of a token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def _check_scope(session: Session, scope: str, by: Person) -> None:
    """Refuse a scope that does not exist, or that is not this person's to read."""
    kind, _, rest = scope.partition(":")
    if scope in (STAFF, PLAN) or (
        kind == "kind" and rest in [member.value for member in EventKind]
    ):
        return
    host_id = number_of(rest)
    if kind != "host" or host_id is None or session.get(Person, host_id) is None:
        raise RuleError("Elija un calendario de la lista.", field="scope")
    check(by, needed_for(scope, by))


def _kept(session: Session, model: type[Row], ids: Sequence[int]) -> list[Row]:
    """Return the stored rows of these sessions."""
    if not ids:
        return []
    return list(session.scalars(select(model).where(model.event_id.in_(ids))))


def _render_event(
    session: Session,
    event: Event,
    before: dict[Audience, Fragment],
    items: dict[str, FeedItem],
    *,
    office: Office,
    now: datetime,
) -> set[str]:
    """Render one session for its audiences; return the scopes whose feeds changed."""
    entries = feed_entries(event, office, was_public=Audience.PUBLIC in before)
    texts = {audience: _rendered(entry, office.tzid) for audience, entry in entries.items()}
    scopes = _scopes(event, has_public=Audience.PUBLIC in entries)
    known = {audience: one.body for audience, one in before.items()}
    # An entry that could not be rendered is empty and tried again.
    same_text = all(known.values()) and texts == _unrevised(known)
    if same_text and set(items) == scopes:
        return set()
    if not same_text:
        is_revision = bool(before) and _tells_more(before, entries, office.tzid)
        _revise(event, before, now, is_revision=is_revision)
        _store(session, event, before, texts)
    _place(session, event, items, scopes)
    return set(items) | scopes


def _scopes(event: Event, *, has_public: bool) -> set[str]:
    """Return the scopes that show a session; none shows what is held anew as another one."""
    if event.is_held_anew:
        return set()
    people = {event.host_id, *(person.id for person in event.cohosts)}
    scopes = {STAFF, kind_scope(event.kind), *map(host_scope, people)}
    return scopes | {PUBLIC} if has_public else scopes


def _tells_more(
    before: dict[Audience, Fragment], entries: dict[Audience, Entry], tzid: str
) -> bool:
    """Tell whether more than the address of the broadcast changed, for any audience."""
    known = {audience: one.body for audience, one in before.items() if one.body}
    as_it_was = {
        audience: _rendered(replace(entries[audience], live_url=live_url_in(body)), tzid)
        for audience, body in known.items()
        if audience in entries
    }
    return set(known) != set(entries) or as_it_was != _unrevised(known)


def _unrevised(bodies: Mapping[Audience, bytes]) -> dict[Audience, bytes]:
    """Return stored texts as they are rendered before anybody knows which revision they are."""
    return {audience: revised(body, UNREVISED) for audience, body in bodies.items()}


def _revise(
    event: Event,
    before: dict[Audience, Fragment],
    now: datetime,
    *,
    is_revision: bool,
) -> None:
    """Raise the session's revision; `_keep_revisions` writes it.

    The first rendering keeps what the booking set; `ical` tells which change leaves SEQUENCE.
    """
    staff = before.get(Audience.STAFF)
    if staff is None:
        return
    completes = (
        staff.event_status == EventStatus.TENTATIVE and event.status is EventStatus.CONFIRMED
    )
    raised = 0 if completes or not is_revision else 1
    set_committed_value(event, "sequence", event.sequence + raised)
    set_committed_value(event, "last_modified", now)


def _keep_revisions(session: Session, events: Sequence[Event]) -> None:
    """Write the revisions of sessions, past the version that guards edits by people."""
    if not events:
        return
    table = Event.__table__
    statement = (
        update(table)
        .where(table.c.id == bindparam("event_id"))
        .values(sequence=bindparam("raised"), last_modified=bindparam("modified"))
    )
    rows = [
        {"event_id": one.id, "raised": one.sequence, "modified": one.last_modified}
        for one in events
    ]
    session.connection().execute(statement, rows)


def _store(
    session: Session,
    event: Event,
    before: dict[Audience, Fragment],
    texts: dict[Audience, bytes],
) -> None:
    """Store the fragments of the audiences that see the session, and drop the others."""
    revision = Revision(event.sequence, event.last_modified)
    for audience in Audience:
        if audience not in texts:
            if audience in before:
                session.delete(before[audience])
            continue
        fragment = before.get(audience) or Fragment(event_id=event.id, audience=audience)
        fragment.body = revised(texts[audience], revision)
        fragment.event_status = event.status.value
        session.add(fragment)


def _rendered(entry: Entry, tzid: str) -> bytes:
    """Return the entry's bytes; nothing when it cannot be rendered, which its feeds will say."""
    try:
        return render_entry(entry, tzid)
    except Exception:
        log.exception("entry %s cannot be rendered", entry.uid)
        return b""


def _place(
    session: Session, event: Event, items: dict[str, FeedItem], scopes: Iterable[str]
) -> None:
    """Give the session its place in the scopes that show it now."""
    wanted = set(scopes)
    for scope, item in items.items():
        if scope not in wanted:
            session.delete(item)
    for scope in wanted:
        item = items.get(scope) or FeedItem(scope=scope, event_id=event.id)
        item.starts_at, item.ends_at = event.starts_at, event.ends_at
        session.add(item)
