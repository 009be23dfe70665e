"""Every background task: an id in, one service call. Rows are the truth; a task may run twice."""

from zoneinfo import ZoneInfo

from flask import Flask
from huey import Huey, crontab

from vc.attending import service as attending
from vc.booking import rooms
from vc.booking.models import Meeting
from vc.db import db, read_only
from vc.jobs import Task, due_rows
from vc.mailing import service as mailing
from vc.upkeep import service as upkeep

# What the clock alone makes due, such as a reminder: asked before the sweep looks for rows.
PLANNERS = (mailing.plan, attending.plan, upkeep.plan)
# Which rows the sweep looks through, by the task that works on them.
KINDS = {"settle_meeting": Meeting}


def register(queue: Huey, app: Flask) -> dict[str, Task]:
    """Define the tasks on the app's engine and return them by name."""

    @queue.task()
    def settle_meeting(meeting_id: int) -> None:
        with app.app_context():
            rooms.settle(
                db.session,
                meeting_id,
                providers=app.extensions["providers"],
                clock=app.config["CLOCK"],
                zone=ZoneInfo(app.config["SETTINGS"].tzid),
            )

    @queue.task()
    def sweep() -> None:
        with app.app_context():
            run_sweep(app)

    @queue.periodic_task(crontab(minute="*"))
    def each_minute() -> None:
        spread_sweeps(app)

    app.extensions["sweep"] = sweep
    return {"settle_meeting": settle_meeting}


def spread_sweeps(app: Flask) -> None:
    """Schedule the looks of the coming minute, so that one happens every few seconds."""
    for delay in range(0, 60, app.config["SETTINGS"].sweep_s):
        app.extensions["sweep"].schedule(delay=delay)


def run_sweep(app: Flask) -> int:
    """Wake the task of every row that is due and that nobody holds; return how many."""
    read_only(False)
    now = app.config["CLOCK"]()
    for plan in PLANNERS:
        plan(db.session, now)
        db.session.commit()
    due = [(task, row) for task, model in KINDS.items() for row in due_rows(db.session, model, now)]
    db.session.rollback()
    for task, row_id in due:
        app.extensions["tasks"][task](row_id)
    return len(due)
