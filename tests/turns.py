"""A worker's turn at a row, with services of a test in the place of the application's."""

from collections.abc import Callable
from dataclasses import replace

from flask import Flask

from vc.db import db
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
