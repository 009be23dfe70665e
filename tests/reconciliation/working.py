"""What a worker would do, and what Zoom would post, for tests of the comparison."""

import json
from datetime import datetime

from flask import Flask
from sqlalchemy import select
from webtest import Form, TestApp, TestResponse

from integrations.zoom.webhooks import sign
from tests.conftest import Clock
from tests.people import may_write
from tests.turns import take_turn_at
from tests.vendor import Vendor
from vc.audit import AuditLine
from vc.booking.models import Event, Meeting
from vc.connections.models import VendorConnection
from vc.db import db
from vc.jobs import due_rows
from vc.mail.models import Kind, Message
from vc.reconciliation import service
from vc.reconciliation.models import Delivery, Watch
from vc.services import services_of

SECRET = "the-secret-of-the-door"
KINDS = (VendorConnection, Delivery, Meeting, Watch)


def work(app: Flask, rounds: int = 10) -> int:
    """Plan, and do what is due until nothing is; return how many rows were taken."""
    taken = 0
    with may_write():
        db.session.rollback()
        for _ in range(rounds):
            service.plan(db.session, services_of(app).clock())
            db.session.commit()
            count = sum(_work_on(app, model) for model in KINDS)
            taken += count
            if not count:
                break
        db.session.rollback()
    db.session.expire_all()
    return taken


def _work_on(app: Flask, model: type) -> int:
    """Work on every due row of one kind; return how many there were."""
    (job,) = [one for one in services_of(app).registry.jobs if one.model is model]
    due = due_rows(db.session, model, services_of(app).clock())
    db.session.rollback()
    for row_id in due:
        take_turn_at(app, job.name, row_id)
    return len(due)


def pass_time(vendor: Vendor, clock: Clock, **delta: float) -> None:
    """Move the clocks of both on."""
    clock.advance(**delta)
    vendor.set_clock(clock())


def watch_of(event: Event) -> Watch:
    """Return the watch over a session's room."""
    return db.session.scalars(select(Watch).where(Watch.meeting_id == event.meeting.id)).one()


def lines_of(event: Event, *actions: str) -> list[str]:
    """Return the session's audit lines of these actions, oldest first."""
    query = select(AuditLine.action).where(
        AuditLine.event_id == event.id, AuditLine.action.in_(actions)
    )
    return list(db.session.scalars(query.order_by(AuditLine.id)))


def alarm_mails() -> list[Message]:
    """Return the mails about alarms that were queued."""
    return list(db.session.scalars(select(Message).where(Message.kind == Kind.ALARM)))


def message(event: str, meeting: Meeting | str, at: datetime, **about: object) -> dict:
    """Return an event as Zoom sends it."""
    number = meeting if isinstance(meeting, str) else meeting.external_id
    known = {"id": number, "uuid": "4444AAAiAAAAAiAiAiiAii==", "topic": "Plática: prevención"}
    return {
        "event": event,
        "event_ts": int(at.timestamp() * 1000),
        "payload": {"account_id": "A", "object": known | about},
    }


def post(
    browser: TestApp, body: object, clock: Clock, *, status: int = 200, secret: str = SECRET
) -> TestResponse:
    """Post a signed body to the door; bytes and text are sent as they are."""
    raw = json.dumps(body, ensure_ascii=False).encode() if isinstance(body, dict) else body
    stamp = str(int(clock().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "x-zm-request-timestamp": stamp,
        "x-zm-signature": sign(raw, stamp, secret),
    }
    return browser.post("/webhooks/zoom", raw, headers=headers, status=status)


def form_to(page: TestResponse, ending: str) -> Form:
    """Return the first form of a page whose address ends so."""
    return next(form for form in page.forms.values() if form.action.endswith(ending))
