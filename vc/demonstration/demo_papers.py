"""The papers of the demonstration: consents, an electoral ban that is over, letters."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.consents import service as consents
from vc.consents.models import Consent, Scope
from vc.consents.service import NewConsent
from vc.demonstration import demo_clips, demo_recordings, queries
from vc.demonstration.stage import Stage
from vc.jobs import release
from vc.mail import service as mail
from vc.mail.models import Kind, Message, MessageStatus
from vc.mail.service import Draft
from vc.mail.wording import Addressee
from vc.publishing_bans import service as bans
from vc.publishing_bans.models import BanScope
from vc.publishing_bans.service import NewBan
from vc.states import advance

NOON = time(12)
SENT_BEFORE = timedelta(days=9)
INVITED = 6
"""Of how many sessions the letters are kept."""


def enter_bans(stage: Stage) -> None:
    """Enter the bans, and let a second person confirm them. The caller commits."""
    for told in queries.month()["bans"]:
        at = stage.at(told["entered"], NOON)
        first, last = (stage.at(told[name], NOON).date() for name in ("first", "last"))
        scope, where = BanScope(told["scope"]), told["scope_note"]
        new = NewBan(told["name"], first, last, scope, told["document"], scope_note=where)
        ban = bans.enter(stage.session, new, now=at, by=stage.people["admin"])
        stage.session.flush()
        at += timedelta(hours=2)
        bans.confirm(stage.session, ban, now=at, by=stage.people["comunicacion"])


def add_consents(stage: Stage) -> dict[str, Consent]:
    """Register who agreed to appear; return the consents by the film. The caller commits."""
    found = {}
    for told in queries.month()["consents"]:
        paper = demo_clips.kept_letter(stage, "consentimientos", "consentimiento.pdf")
        at = stage.at(told["days"], NOON)
        until = told.get("until")
        new = NewConsent(
            person_name=told["name"],
            scope=frozenset(Scope(one) for one in told["scope"]),
            channels=frozenset(told["channels"]),
            valid_from=at.date(),
            valid_until=stage.at(until, NOON).date() if until is not None else None,
            evidence_key=paper.key,
            is_minor="guardian" in told,
            guardian_name=told.get("guardian", ""),
            opinion_key=paper.key if "guardian" in told else "",
            event_id=demo_recordings.video_of(stage, told["film"]).event_id,
        )
        by = stage.people["comunicacion"]
        found[told["film"]] = consents.register(stage.session, new, now=at, by=by)
    return found


def send_letters(stage: Stage) -> None:
    """Keep the invitations to the last sessions: sent by hand, but for one. The caller commits."""
    told = queries.month()["letters"]
    held = select(Event).where(
        Event.ended_by(stage.now), Event.guests != "", Event.status == EventStatus.CONFIRMED
    )
    rows = list(
        stage.session.scalars(held.order_by(Event.starts_at.desc()).limit(INVITED)).unique()
    )
    for event in rows:
        at = event.starts_at - SENT_BEFORE
        message = _written(stage, event, event.guest_emails[0], told, at)
        advance(message, MessageStatus.BY_HAND, now=at)
        mail.mark_sent(stage.session, message, by=event.host, now=at + timedelta(minutes=12))
    if rows:
        at = rows[0].starts_at - SENT_BEFORE
        message = _written(stage, rows[0], told["failed_address"], told, at)
        for status in (MessageStatus.SENDING, MessageStatus.FAILED):
            advance(message, status, now=at)
        release(message, due_at=None, error=told["failed"])


def _written(stage: Stage, event: Event, address: str, told: dict, at: datetime) -> Message:
    """Write a letter about a session."""
    key = f"demo:{event.id}:{address}"
    draft = Draft(kind=Kind.INVITATION, to=Addressee(address, ""), key=key, event=event)
    mail.queue(stage.session, [draft], at)
    message = stage.session.scalars(select(Message).where(Message.key == key)).one()
    message.subject = told["subject"].format(summary=event.summary)
    message.body = told["text"].format(summary=event.summary)
    release(message, due_at=None)
    return message
