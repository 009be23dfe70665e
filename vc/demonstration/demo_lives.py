"""Who came to what the demonstration held, who registered, and how the lives went."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from vc import audit
from vc.attendance.models import Attendance, Registration, RegistrationStatus
from vc.attendance.service import token_hash
from vc.booking import exposure
from vc.booking.models import Event
from vc.demonstration import queries
from vc.demonstration.queries import Planned
from vc.demonstration.stage import Stage
from vc.live import service as live
from vc.live import sync
from vc.live.models import BroadcastStatus
from vc.privacy import refusals
from vc.privacy import service as privacy
from vc.privacy.hooks import APPEARANCE_REFUSED
from vc.privacy.models import Source
from vc.states import advance

LIVE = "https://www.facebook.com/secesp.example/videos/10000000000{number:05d}"
ANNOUNCED_BEFORE = timedelta(days=3)
REGISTERED_BEFORE = timedelta(days=6)
COUNTED_AFTER = timedelta(hours=1)
BY = "comunicacion"


def add(stage: Stage) -> None:
    """Add everything that goes with the sessions that are told of. The caller commits."""
    summaries = queries.told_summaries()
    rows = stage.session.scalars(select(Event).where(Event.summary.in_(summaries)))
    for event in sorted(rows.unique(), key=lambda one: one.id):
        planned = queries.told_of(event.summary)
        _register(stage, event, planned.registered)
        if event.starts_at <= stage.now:
            _held(stage, event, planned)


def _held(stage: Stage, event: Event, planned: Planned) -> None:
    """Add what is known of a session that has begun."""
    if planned.streams:
        _broadcast(stage, event, planned.watched)
    if planned.came:
        _count(stage, event, planned)
    if planned.refuses:
        refusals.note(
            stage.session,
            event,
            planned.refuses,
            source=Source.OFFICE,
            hint="Preguntó al final, con la cámara encendida.",
            now=event.ends_at,
            by=stage.people[BY],
            hearers=stage.services.registry.added_to(APPEARANCE_REFUSED),
        )


def _broadcast(stage: Stage, event: Event, watched: Sequence[int]) -> None:
    """Broadcast a session by hand: announced, begun and, where it has ended, ended with figures."""
    follow_settings = sync.follow_settings_of(stage.services)
    announced = stage.request(BY, event.starts_at - ANNOUNCED_BEFORE)
    session = stage.session
    sync.follow_event(session, event, follow_settings=follow_settings, now=announced.now)
    broadcast = sync.broadcast_of(session, event)
    assert broadcast is not None
    url = LIVE.format(number=event.id)
    live.paste_link(announced, broadcast, url, follow_settings=follow_settings)
    live.start(stage.request(BY, event.starts_at - timedelta(minutes=2)), broadcast)
    if event.ends_at > stage.now:
        broadcast.due_at = stage.now
        return
    over = stage.request(BY, event.ends_at + timedelta(minutes=4))
    live.stop(over, broadcast)
    peak, reach = watched
    live.keep_figures(over, broadcast, peak=peak, reach=reach, incident="")
    at = over.now + COUNTED_AFTER
    # Its session's film is with us.
    advance(broadcast, BroadcastStatus.ARCHIVED, now=at, archived_at=at)
    broadcast.due_at = None


def _stayed(most: int, minutes: int) -> list[int]:
    """Return how many were there in each minute: they come in a quarter, and some leave early."""
    coming = max(minutes // 4, 1)
    return [
        max(1, most * (4 * coming + 6 * at) // (10 * coming))
        if at < coming
        else max(1, most - most * (at - coming) // (5 * minutes))
        for at in range(minutes)
    ]


def _count(stage: Stage, event: Event, planned: Planned) -> None:
    """Count who came, as the vendor tells an hour after the end."""
    registered = min(planned.registered, planned.came * 2 // 3)
    stayed = _stayed(planned.came - planned.came // 10, event.duration_min)
    counted = Attendance(
        event_id=event.id,
        looks=2,
        counted_at=min(event.ends_at + COUNTED_AFTER, stage.now),
        people=planned.came - planned.came // 20,
        anonymous=planned.came // 20,
        registered=registered,
        peak=max(stayed),
        presence_from=event.starts_at,
        presence=stayed,
    )
    stage.session.add(counted)
    stage.session.flush()


def _register(stage: Stage, event: Event, count: int) -> None:
    """Register people for a session, who accepted the notice; those without a seat wait for one."""
    if not count:
        return
    told, begun = queries.month()["registrations"], event.starts_at - REGISTERED_BEFORE
    notice_id, exposed = privacy.current(stage.session).id, exposure.kinds(event)
    first = min(begun, stage.now - timedelta(days=2))
    for number in range(count):
        at = first + timedelta(minutes=97 * number)
        is_seated = not event.seats or number < event.seats
        status = RegistrationStatus.CONFIRMED if is_seated else RegistrationStatus.WAITING
        row = _registration(event, told, number, status, min(at, stage.now))
        row.notice_id, row.accepted_exposure, row.place = notice_id, exposed, number + 1
        stage.session.add(row)
        stage.session.flush()
        audit.record(
            *(stage.session, row, "registration.add"), now=at, by=None, before={}, after={}
        )


def _registration(
    event: Event, told: dict, number: int, status: RegistrationStatus, at: datetime
) -> Registration:
    """Return the row of one person of the list."""
    firsts, lasts = told["first_names"], told["last_names"]
    name = f"{firsts[number % len(firsts)]} {lasts[number % len(lasts)]}"
    # Nobody may follow it: only its owner has the address, and here there is none.
    token = hashlib.sha256(f"{event.slug} {number}".encode()).hexdigest()[:32]
    return Registration(
        event=event,
        email=f"{name.lower().replace(' ', '.')}@correo.example",
        name=name,
        institution=told["institutions"][number % len(told["institutions"])],
        municipality=told["municipalities"][number % len(told["municipalities"])],
        status=status,
        token=token,
        token_hash=token_hash(token),
        consented_at=at,
        created_at=at,
    )
