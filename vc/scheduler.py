"""The worker's tasks, by what the features bring. Rows are the truth; a task may run twice."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from huey import crontab

from vc import kept_settings, workers
from vc.db import db, read_only
from vc.feature import Daily
from vc.jobs import BackgroundJob, DueMixin, due_rows
from vc.services import services_of

EACH_DAY = timedelta(days=1)


def register(app: Flask) -> None:
    """Define the tasks of every feature on the app's engine, by name."""
    services = services_of(app)
    queue, tasks = services.queue, services.registry.tasks
    for job in services.registry.jobs:
        tasks[job.name] = queue.task(name=job.name)(_work_of(app, job))
    for daily in services.registry.daily:
        tasks[daily.name] = queue.task(name=daily.name)(_daily_work_of(app, daily))

    @queue.task(name="sweep")
    def sweep() -> None:
        with app.app_context():
            kept_settings.follow(app)
            sweep_in_turn(app)

    tasks["sweep"] = sweep
    queue.periodic_task(crontab(minute="*"), name="each_minute")(lambda: spread_sweeps(app))


def _work_of(app: Flask, job: BackgroundJob[DueMixin]) -> Callable[[int], None]:
    """Return the task of one kind of job: an id in, one step."""

    def work(row_id: int) -> None:
        with app.app_context():
            kept_settings.follow(app)
            job.run(db.session(), row_id, services_of(app))

    return work


def _daily_work_of(app: Flask, daily: Daily) -> Callable[[], None]:
    """Return the task of what is done once a day."""

    def work() -> None:
        with app.app_context():
            # Threads are used again, and the last one may have only read.
            read_only(False)
            kept_settings.follow(app)
            daily.work(db.session(), services_of(app))

    return work


def spread_sweeps(app: Flask) -> None:
    """Schedule the looks of the coming minute, so that one happens every few seconds."""
    services = services_of(app)
    for delay in range(0, 60, services.settings.sweep_s):
        # Huey's own clock knows whole minutes; rows are to wait for seconds only.
        services.registry.tasks["sweep"].schedule(delay=delay)


def sweep_in_turn(app: Flask) -> None:
    """Sweep, and begin what is due once a day, unless another process just did."""
    read_only(False)
    services = services_of(app)
    now = services.clock()
    # Half of it: looks that come a little early are no second ones.
    every = timedelta(seconds=services.settings.sweep_s) / 2
    is_ours = workers.take_turn(db.session(), "sweep", now=now, every=every)
    daily = [one for one in services.registry.daily if is_ours and _is_turn(one, now)]
    # The turn is taken before the work begins: a process that dies in it does not have it done
    # twice.
    db.session.commit()
    # First: a look that fails comes again in seconds, what is due once a day only tomorrow.
    for one in daily:
        services.registry.tasks[one.name]()
    if is_ours:
        run_sweep(app)


def _is_turn(daily: Daily, now: datetime) -> bool:
    """Tell whether a work of every day is to be begun by us now."""
    return workers.take_turn(db.session(), daily.name, now=now, every=EACH_DAY, at=daily.at)


def run_sweep(app: Flask) -> int:
    """Wake the task of every row that is due and that nobody holds; return how many."""
    read_only(False)
    services = services_of(app)
    now = services.clock()
    for plan in services.registry.planners:
        # Each in a transaction of its own, so that one that fails takes nothing back of the others.
        plan(db.session(), now)
        db.session.commit()
    due = [
        (one.name, row)
        for one in services.registry.jobs
        for row in due_rows(db.session(), one.model, now)
    ]
    # It only read: nothing stays open while the tasks are woken.
    db.session.rollback()
    for name, row_id in due:
        services.registry.tasks[name](row_id)
    return len(due)
