"""What the worker would do, and what happens at both vendors, for tests of broadcasts."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from tests.conftest import Clock
from tests.people import may_write
from tests.vendor import Vendor
from vc.audit import AuditLine
from vc.booking.models import Event
from vc.db import db
from vc.jobs import due_rows
from vc.live.feature import plan
from vc.live.models import Broadcast, BroadcastStatus
from vc.mail.models import Kind, Message
from vc.services import services_of

MOST_STEPS = 60
MOST_ROUNDS = 40
TASKS = ("settle_meeting", "take_delivery", "settle_broadcast", "check_connection", "fetch_file")


def work(app: Flask, *only: str) -> int:
    """Plan, and run every due task until nothing is due; return how many were run.

    `only` names the tasks that run; empty means those that a broadcast has to do with.
    """
    ran = 0
    with may_write():
        db.session.rollback()
        now = services_of(app).clock()
        plan(db.session, now)
        db.session.commit()
        for _ in range(MOST_ROUNDS):
            kinds = {one.name: one.model for one in services_of(app).registry.jobs}
            kinds = {name: kinds[name] for name in only or TASKS}
            due = [
                (name, row) for name, of in kinds.items() for row in due_rows(db.session, of, now)
            ]
            db.session.rollback()
            for name, row_id in due:
                services_of(app).registry.tasks[name].call_local(row_id)
            ran += len(due)
            if not due:
                break
        else:
            raise AssertionError(f"never quiet: {due}")
        db.session.rollback()
    db.session.expire_all()
    return ran


class Times:
    """The clocks of the app and of the vendors, which move together."""

    def __init__(self, app: Flask, clock: Clock, vendor: Vendor) -> None:
        self.app, self.clock, self.vendor = app, clock, vendor

    def move_to(self, moment: datetime) -> None:
        """Set the clocks, and let the worker do what is due by then.

        A message that is on its way arrives first: no clock runs ahead of it.
        """
        self.vendor.wait_for_messages()
        self.clock.now = moment
        self.vendor.set_clock(moment)
        work(self.app)

    def advance(self, **delta: float) -> None:
        """Move the clocks on, and let the worker do what is due by then."""
        self.move_to(self.clock.now + timedelta(**delta))

    def until(self, event: Event, status: BroadcastStatus) -> Broadcast:
        """Move on to what is due next, until the broadcast is so; fail after many steps."""
        for _ in range(MOST_STEPS):
            broadcast = broadcast_of(event)
            if broadcast.status is status:
                return broadcast
            soon, late = (self.clock.now + timedelta(seconds=wait) for wait in (1, 30))
            self.move_to(min(max(soon, broadcast.due_at or late), late))
        raise AssertionError(f"{broadcast_of(event).status} never became {status}")


def broadcast_of(event: Event) -> Broadcast:
    """Return a session's broadcast as it stands in the database now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Broadcast).where(Broadcast.event_id == event.id)).one()


def lines_of(event: Event, *actions: str) -> list[str]:
    """Return the session's audit lines of these actions, oldest first; all without any."""
    query = select(AuditLine).where(AuditLine.event_id == event.id).order_by(AuditLine.id)
    return [one.action for one in db.session.scalars(query) if not actions or one.action in actions]


def alarm_mails() -> list[Message]:
    """Return the mails about alarms that were queued."""
    db.session.rollback()
    return list(db.session.scalars(select(Message).where(Message.kind == Kind.ALARM)))
