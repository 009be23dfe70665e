"""A worker's turn at a row, with services of a test in the place of the application's."""

from collections.abc import Callable
from dataclasses import replace

from flask import Flask
from sqlalchemy import select

from vc.booking.models import UNDO_TIME
from vc.db import db
from vc.jobs import DueMixin, due_rows
from vc.services import services_of


def take_turn_at(
    app: Flask, name: str, row_id: int, *, step: Callable | None = None, **changes: object
) -> None:
    """Take one turn of a kind of job at a row, if that is due and free.

    `changes` are services, such as a clock; `step` stands in the place of the job's own.
    """
    own = services_of(app)
    (job,) = [one for one in own.registry.jobs if one.name == name]
    if step is not None:
        job = replace(job, step=step)
    job.run(db.session(), row_id, replace(own, **changes))


def take_due_turns(app: Flask, name: str, model: type[DueMixin]) -> int:
    """Take a turn at each row that is due; return how many there were.

    Where none is, at those that wait only so that somebody may take it back, as if that time had
    passed: nobody does.
    """
    now = services_of(app).clock()
    due, then = due_rows(db.session, model, now), now
    if not due:
        then = now + UNDO_TIME
        due = list(db.session.scalars(select(model.id).where(model.due_at == then)))
    db.session.rollback()
    for row_id in due:
        take_turn_at(app, name, row_id, **({} if then == now else {"clock": lambda: then}))
    return len(due)
