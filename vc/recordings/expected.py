"""What the clock alone says of recordings: which should exist, and which are about to be lost."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vc import dates
from vc.booking.models import Event, Meeting
from vc.booking.states import EventStatus, MeetingStatus
from vc.db import insert_once
from vc.jobs import wake
from vc.licences.models import Licence, Platform
from vc.mail import service as mail
from vc.recordings import schedule
from vc.recordings.labels import source_name
from vc.recordings.models import AWAITED, Recording, RecordingStatus, Survey, VendorCopy
from vc.recordings.service import UPLOAD

WARNED_BEFORE = timedelta(days=7)
EXPIRES = "Una grabación se borrará pronto de {source}: {title}"
EXPIRES_TEXT = (
    "{source} la borra {when} y aquí todavía no hay una copia. En «Grabaciones» se ve por qué y "
    "qué hacer."
)
AT = "el {day} a las {hour} h"
SOON = "en menos de 7 días"
"""Of a recording that is of no session, whose zone would tell the day."""
RECORDABLE = (MeetingStatus.OPEN, MeetingStatus.DIVERGED, MeetingStatus.GONE)


def plan(session: Session, now: datetime) -> None:
    """Await what ended, survey every account, and warn of what its vendor deletes soon."""
    _await_what_ended(session, now)
    _survey_every_account(session, now)
    _warn(session, now)


def will_be_awaited(event: Event, now: datetime) -> bool:
    """Tell whether the next sweep awaits the recording of a session that has ended."""
    is_near = event.ends_at <= now < event.ends_at + schedule.HOPE
    is_held = event.status is EventStatus.CONFIRMED and event.meeting.status in RECORDABLE
    return event.records and is_near and is_held


def _await_what_ended(session: Session, now: datetime) -> None:
    """Say of each session that was to be recorded and has ended that it should have a recording."""
    has_one = select(Recording.id).where(
        Recording.event_id == Event.id,
        or_(Recording.source == Meeting.platform, Recording.source == UPLOAD),
    )
    query = (
        select(Event)
        .join(Meeting)
        .where(
            Event.records.is_(True),
            Event.ended_by(now),
            Event.ends_after(now - schedule.HOPE),
            Event.status == EventStatus.CONFIRMED,
            Meeting.status.in_(RECORDABLE),
            ~has_one.exists(),
        )
        .limit(100)
    )
    for event in session.scalars(query).unique():
        _await(session, event, now)


def _await(session: Session, event: Event, now: datetime) -> None:
    """Say that a session should have a recording, and have its account looked through in time."""
    meeting = event.meeting
    is_by_hand = meeting.platform is Platform.OTHER
    recording_id = insert_once(
        session,
        Recording,
        ("source", "external_id"),
        event_id=event.id,
        source=UPLOAD if is_by_hand else meeting.platform.value,
        external_id=f"{AWAITED}{event.id}",
        recorded_at=event.starts_at,
        created_at=now,
    )
    licence = meeting.licence
    if recording_id is None or licence is None or is_by_hand:
        return
    _survey_account(session, licence)
    first = next(schedule.looks_after(event.ends_at))
    row = session.scalars(
        select(Survey).where(
            Survey.source == licence.platform.value, Survey.host_email == licence.account_email
        )
    ).one()
    at = max(first, now)
    if row.due_at is None or row.due_at > at:
        row.due_at = at
        wake(session, "survey_account", row.id)


def _survey_every_account(session: Session, now: datetime) -> None:
    """Have each account that is in use looked through at least once a day."""
    known = select(Survey.id).where(
        Survey.source == Licence.platform, Survey.host_email == Licence.account_email
    )
    query = select(Licence).where(
        Licence.is_active.is_(True), Licence.platform != Platform.OTHER, ~known.exists()
    )
    for licence in session.scalars(query):
        _survey_account(session, licence, due_at=now)


def _survey_account(session: Session, licence: Licence, *, due_at: datetime | None = None) -> None:
    """Make the row of an account, unless it is there."""
    insert_once(
        session,
        Survey,
        ("source", "host_email"),
        source=licence.platform.value,
        host_email=licence.account_email,
        due_at=due_at,
    )


def survey_now(session: Session, *, now: datetime) -> int:
    """Have every account looked through at once; return how many."""
    rows = list(session.scalars(select(Survey).where(Survey.lease_until.is_(None))))
    for row in rows:
        row.due_at = now
        wake(session, "survey_account", row.id)
    return len(rows)


def _warn(session: Session, now: datetime) -> None:
    """Tell people, once, of what its vendor deletes soon and of which we have no copy."""
    has_copy = (RecordingStatus.STORED, RecordingStatus.PURGED)
    query = select(Recording).where(
        Recording.warned_at.is_(None),
        # Of lives their own feature warns.
        Recording.host_email != "",
        Recording.is_dismissed.is_(False),
        Recording.trashed_at.is_(None),
        Recording.vendor_copy == VendorCopy.PRESENT,
        Recording.status.not_in(has_copy),
        Recording.expires_at_vendor_at > now,
        Recording.expires_at_vendor_at <= now + WARNED_BEFORE,
    )
    for recording in session.scalars(query):
        recording.warned_at = now
        source = source_name(recording.source)
        subject = EXPIRES.format(source=source, title=recording)
        text = EXPIRES_TEXT.format(source=source, when=_expiry(recording, now))
        mail.alarm(session, recording.event, subject=subject, text=text, now=now)


def _expiry(recording: Recording, now: datetime) -> str:
    """Return when a vendor deletes a recording, in the words of its session's zone."""
    at, event = recording.expires_at_vendor_at, recording.event
    if at is None or event is None:
        return SOON
    zone = ZoneInfo(event.tzid)
    return AT.format(day=dates.day(at, zone, now), hour=dates.clock_time(at, zone))
