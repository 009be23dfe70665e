"""What a March of the office's is made of: sessions, who came, a clip that is out."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask

from tests.booking.sessions import book
from vc.accounts.models import Person
from vc.approvals.models import Decision, Review
from vc.attendance.models import Attendance
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.clips.models import Clip
from vc.db import db
from vc.publishing.models import Figure, Moment, Publication, PublicationStatus
from vc.states import advance

ZONE = ZoneInfo("America/Mexico_City")


def held(app: Flask, host: Person, starts_at: datetime, **values: object) -> Event:
    """Book a session whose room was ready."""
    event = book(app, host, starts_at, **values)
    advance(event, EventStatus.CONFIRMED, now=event.created_at)
    db.session.commit()
    return event


def counted(event: Event, people: int, peak: int) -> None:
    """Let the vendor have told who came."""
    at = event.ends_at + timedelta(hours=1)
    db.session.add(Attendance(event_id=event.id, counted_at=at, people=people, peak=peak))
    db.session.commit()


def out(clip: Clip, channel_id: int, at: datetime, **counts: int) -> Publication:
    """Let a clip have gone out, with what came of it."""
    (film,) = clip.current_renders
    row = Publication(
        clip_id=clip.id,
        channel_id=channel_id,
        status=PublicationStatus.PUBLISHED,
        length=film.length,
        shape=film.shape,
        file_sha256=film.sha256,
        title=clip.title,
        publish_after=at,
        published_at=at,
        by_id=clip.author_id,
        created_at=at - timedelta(days=1),
    )
    if counts:
        row.figures = [
            Figure(moment=Moment.HOUR, counts=dict.fromkeys(counts, 1), at=at),
            Figure(moment=Moment.WEEK, counts=counts, at=at),
        ]
    db.session.add(row)
    db.session.commit()
    return row


def emergency(clip: Clip, at: datetime) -> None:
    """Let the author have approved alone."""
    db.session.add(
        Review(
            clip_id=clip.id,
            decision=Decision.APPROVED,
            is_emergency=True,
            comment="No había nadie más.",
            files_sha256="0" * 64,
            text_sha256="0" * 64,
            by_id=clip.author_id,
            at=at,
        )
    )
    db.session.commit()
