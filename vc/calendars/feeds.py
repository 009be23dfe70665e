"""The bytes of feeds: built from stored entries when a version changed, else from memory.

A request costs one plain query for the version. What was built is kept per process, bounded in
bytes; its ETag comes from the bytes, so several processes and a restart agree.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, and_, func, not_, select
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_date

from vc import inputs
from vc.booking.states import EventStatus
from vc.calendars.hooks import PlanDay
from vc.calendars.ical import TAIL, Head, Organizer, Revision, render_day, render_head
from vc.calendars.models import Audience, FeedItem, FeedVersion, Fragment, Observance
from vc.calendars.service import PLAN, PUBLIC, STAFF
from vc.db import plain_query

VERSION = "SELECT version FROM feed_version WHERE scope = :scope"
PAST_DAYS = 90
CANCELLED_DAYS = 30
MOST_BYTES = 64 * 1024 * 1024
MOST_PART_BYTES = 8 * 1024 * 1024
MOST_ASKED = 256
ANYBODYS, PRIVATE = "public, max-age=300", "private, max-age=300"
WITH_BODY = [
    ("Content-Type", "text/calendar; charset=utf-8"),
    ("Content-Disposition", 'inline; filename="charlas.ics"'),
]
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
FASTEST = 1
"""gzip's level: on 10,000 entries level 6 costs five times the time for a fifth fewer bytes."""


def takes_gzip(accepted: str) -> bool:
    """Tell whether an Accept-Encoding header takes gzip: `gzip;q=0` does not (RFC 9110, 12.5.3)."""
    return "gzip" in accepted and parse_accept_header(accepted, Accept).quality("gzip") > 0


class BrokenFeedError(Exception):
    """An entry of the feed could not be rendered; an incomplete feed would delete it for people."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Which part of a scope is asked for: from a date on, with or without what was cancelled."""

    since_on: date | None = None
    has_cancelled: bool = True


WHOLE = Variant()


@dataclass(slots=True)
class Built:
    """A feed as it is sent, and until when it is right."""

    version: int
    day: date
    body: bytes
    etag: str
    """Of the bytes, in its quotes; `packed_etag` is that of the compressed ones."""
    packed_etag: str
    changed_at: datetime
    last_modified: str
    """`changed_at` as HTTP writes it."""
    _packed: bytes = field(default=b"", repr=False)

    def headers(self, *, is_packed: bool, is_private: bool) -> list[tuple[str, str]]:
        """Return the headers that go with the feed and with a 304 of it, its ETag first."""
        headers = [
            ("ETag", self.packed_etag if is_packed else self.etag),
            ("Last-Modified", self.last_modified),
            ("Cache-Control", PRIVATE if is_private else ANYBODYS),
            ("Vary", "Accept-Encoding"),
        ]
        return [*headers, ("X-Robots-Tag", "noindex")] if is_private else headers

    def is_had_by(
        self, etag: str, if_none_match: str | None, if_modified_since: str | None
    ) -> bool:
        """Tell whether the client's copy is this one. If-None-Match wins over the date."""
        if if_none_match is not None:
            known = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
            return etag in known or "*" in known
        is_readable = inputs.is_readable_date(if_modified_since or "")
        since = parse_date(if_modified_since) if is_readable else None
        return since is not None and since >= self.changed_at.replace(microsecond=0)

    def packed(self) -> bytes:
        """Return the body compressed; done at the first time somebody asks for it."""
        if not self._packed:
            self._packed = gzip.compress(self.body, FASTEST, mtime=0)
        return self._packed

    @property
    def size(self) -> int:
        """Return the number of bytes it takes, those of its compressed copy included."""
        return len(self.body) + len(self._packed)


@dataclass(frozen=True, slots=True)
class Source:
    """Where feeds come from: the database, the office's zone, and what a feed says of itself."""

    engine: Engine
    zone: ZoneInfo
    uid_domain: str
    head_of: Callable[[str, datetime], Head]
    organizer: Organizer
    plan_days: tuple[Callable[[Connection, date], Iterable[PlanDay]], ...] = ()
    """What the plan's feed has beside observances."""


Key = tuple[str, Variant]


class FeedCache:
    """Keeps built feeds, the least recently asked for going first when it grows too large.

    Anybody may name a date from which on they want a feed, and there are many dates: such a part
    is kept once it is asked for again, and only beside other parts, never in place of a whole feed.
    """

    def __init__(
        self, most_bytes: int = MOST_BYTES, most_part_bytes: int = MOST_PART_BYTES
    ) -> None:
        self._most = {False: most_bytes, True: most_part_bytes}
        self._built: OrderedDict[Key, Built] = OrderedDict()
        self._asked: OrderedDict[Key, None] = OrderedDict()
        """The parts that were asked for lately, whether they are kept or not."""
        self._building: dict[Key, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(
        self, source: Source, scope: str, variant: Variant, *, version: int, today: date
    ) -> Built:
        """Return the feed at this version; of several who need it built, one builds.

        Raises BrokenFeedError when one of its entries could not be rendered.
        """
        key = (scope, variant)
        found = self._fresh(key, version, today)
        if found is not None:
            return found
        with self._lock:
            lock = self._building.setdefault(key, threading.Lock())
        with lock:
            found = self._fresh(key, version, today)
            if found is None:
                found = build(source, scope, variant, today)
                self._keep(key, found)
            return found

    def peek(self, scope: str, *, version: int, today: date) -> Built | None:
        """Return the whole feed of a scope if it is in memory and right; never builds."""
        return self._fresh((scope, WHOLE), version, today)

    def packed(self, built: Built) -> bytes:
        """Return a feed compressed; what it takes then counts as well."""
        body = built.packed()
        with self._lock:
            self._shrink()
        return body

    @property
    def size(self) -> int:
        """Return the number of bytes that are kept."""
        with self._lock:
            return sum(one.size for one in self._built.values())

    def _fresh(self, key: Key, version: int, today: date) -> Built | None:
        """Return what is kept, if it is of this version (or newer) and of this day."""
        with self._lock:
            found = self._built.get(key)
            if found is None or found.version < version or found.day != today:
                return None
            self._built.move_to_end(key)
            return found

    def _keep(self, key: Key, built: Built) -> None:
        """Keep a feed if it is asked for often, and let go of others until they fit."""
        with self._lock:
            if not _is_part(key) or self._is_asked_again(key):
                self._built[key] = built
                self._built.move_to_end(key)
                self._shrink()
            for forgotten in set(self._building) - set(self._built):
                if not self._building[forgotten].locked():
                    del self._building[forgotten]

    def _is_asked_again(self, key: Key) -> bool:
        """Note that a part was asked for; tell whether it was before, not long ago."""
        is_again = key in self._asked
        self._asked[key] = None
        self._asked.move_to_end(key)
        while len(self._asked) > MOST_ASKED:
            self._asked.popitem(last=False)
        return is_again

    def _shrink(self) -> None:
        """Let go of what was not asked for the longest, of whole feeds and of parts each."""
        for are_parts, most in self._most.items():
            keys = [key for key in self._built if _is_part(key) is are_parts]
            size = sum(self._built[key].size for key in keys)
            for key in keys[:-1]:
                if size <= most:
                    break
                size -= self._built.pop(key).size


def _is_part(key: Key) -> bool:
    """Tell whether it is a part that begins at a date that somebody chose."""
    return key[1].since_on is not None


def version_of(engine: Engine, scope: str) -> int:
    """Return the present version of a scope; 0 while nothing was ever in it."""
    row = plain_query(engine, VERSION, scope=scope)
    return row[0] if row else 0


def build(source: Source, scope: str, variant: Variant, today: date) -> Built:
    """Join the stored entries of a scope into a feed.

    Raises BrokenFeedError when one of them is empty: it could not be rendered.
    """
    with source.engine.connect() as connection:
        row = connection.execute(
            select(FeedVersion.version, FeedVersion.changed_at).where(FeedVersion.scope == scope)
        ).first()
        version, changed_at = row or (0, LONG_AGO)
        midnight = _midnight(today, source.zone)
        bodies = _bodies(connection, scope, variant, midnight)
        changed_at = max(changed_at, _last_left_at(connection, scope, variant, midnight))
        days = _days(connection, source, today) if scope in (STAFF, PLAN) else []
        if scope == PLAN:
            days += _plan_days(connection, source, today)
            # Each midnight something may leave it, or begin to be late.
            changed_at = max(changed_at, midnight.astimezone(UTC))
        connection.rollback()
    if not all(bodies):
        raise BrokenFeedError(scope)
    head = render_head(source.head_of(scope, changed_at))
    body = b"".join((head, *bodies, *days, TAIL))
    digest = hashlib.sha256(body).hexdigest()[:32]
    return Built(
        version=version,
        day=today,
        body=body,
        etag=f'"{digest}"',
        packed_etag=f'"{digest}-gz"',
        changed_at=changed_at,
        last_modified=format_datetime(changed_at, usegmt=True),
    )


def _bodies(
    connection: Connection, scope: str, variant: Variant, midnight: datetime
) -> list[bytes]:
    """Return the entries of a scope within the window, the earliest first."""
    since = midnight - timedelta(days=PAST_DAYS)
    if variant.since_on is not None:
        since = _midnight(variant.since_on, midnight.tzinfo)
    forgotten_before = midnight - timedelta(days=CANCELLED_DAYS)
    if not variant.has_cancelled:
        forgotten_before = datetime.max.replace(tzinfo=UTC)
    audience = Audience.PUBLIC if scope == PUBLIC else Audience.STAFF
    is_forgotten = and_(
        Fragment.event_status == EventStatus.CANCELLED.value, FeedItem.ends_at < forgotten_before
    )
    query = (
        select(Fragment.body)
        .join_from(
            FeedItem,
            Fragment,
            and_(Fragment.event_id == FeedItem.event_id, Fragment.audience == audience),
        )
        .where(FeedItem.scope == scope, FeedItem.ends_at >= since, not_(is_forgotten))
        .order_by(FeedItem.starts_at, FeedItem.event_id)
    )
    return list(connection.scalars(query))


def _last_left_at(
    connection: Connection, scope: str, variant: Variant, midnight: datetime
) -> datetime:
    """Return the midnight at which an entry, or an observance, last left the feed by its age.

    The bytes changed then, so that whoever asks by date has to get them.
    """
    left = [LONG_AGO]
    if variant.since_on is None:
        ended = select(func.max(FeedItem.ends_at)).where(
            FeedItem.scope == scope, FeedItem.ends_at < midnight - timedelta(days=PAST_DAYS)
        )
        left.append(_left_at(connection.scalar(ended), PAST_DAYS, midnight))
    if variant.has_cancelled:
        is_cancelled = and_(
            Fragment.event_id == FeedItem.event_id,
            Fragment.event_status == EventStatus.CANCELLED.value,
        )
        ended = (
            select(func.max(FeedItem.ends_at))
            .join(Fragment, is_cancelled)
            .where(
                FeedItem.scope == scope,
                FeedItem.ends_at < midnight - timedelta(days=CANCELLED_DAYS),
            )
        )
        left.append(_left_at(connection.scalar(ended), CANCELLED_DAYS, midnight))
    if scope == STAFF:
        over = select(func.max(Observance.ends_on)).where(
            Observance.ends_on < midnight.date() - timedelta(days=PAST_DAYS)
        )
        last = connection.scalar(over)
        if last is not None:
            left.append(_midnight(last + timedelta(days=PAST_DAYS + 1), midnight.tzinfo))
    return max(left).astimezone(UTC)


def _left_at(ended_at: datetime | None, days: int, midnight: datetime) -> datetime:
    """Return the first midnight after which what ended then is older than so many days."""
    if ended_at is None:
        return LONG_AGO
    ended_on = ended_at.astimezone(midnight.tzinfo).date()
    return _midnight(ended_on + timedelta(days=days + 1), midnight.tzinfo)


def _days(connection: Connection, source: Source, today: date) -> list[bytes]:
    """Return the observances as all-day entries."""
    query = select(
        Observance.id, Observance.name, Observance.observed_on, Observance.ends_on,
        Observance.sequence, Observance.modified_at,
    ).where(Observance.ends_on >= today - timedelta(days=PAST_DAYS))  # fmt: skip
    return [
        render_day(
            f"observance-{number}@{source.uid_domain}",
            name,
            (first, last),
            Revision(sequence, modified_at),
            source.organizer,
        )
        for number, name, first, last, sequence, modified_at in connection.execute(
            query.order_by(Observance.observed_on, Observance.id)
        )
    ]


def _plan_days(connection: Connection, source: Source, today: date) -> list[bytes]:
    """Return what is to be done as all-day entries."""
    since = today - timedelta(days=PAST_DAYS)
    return [
        render_day(
            f"{one.uid}@{source.uid_domain}",
            one.name,
            (one.day, one.day),
            # What is done leaves the feed; another name or day comes with another instant.
            Revision(0, one.modified_at),
            source.organizer,
        )
        for days_from in source.plan_days
        for one in days_from(connection, since)
    ]


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    """Return the beginning of an office's day."""
    return datetime.combine(day, time(), zone)
