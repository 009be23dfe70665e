"""The command that compares every room of the coming two weeks at once."""

import click
from flask import current_app

from vc.booking import labels as booking_labels
from vc.db import db, read_only
from vc.jobs import run
from vc.reconciliation import compare, labels, queries, service
from vc.reconciliation.models import Watch
from vc.services import services_of
from vc.startup import with_database


@click.command("reconcile")
@with_database
def reconcile_command() -> None:
    """Compare every room of the coming 14 days with its vendor now, and say what differs."""
    read_only(False)
    app, session = current_app, db.session()
    clock = services_of(app).clock
    count = service.nudge_all(session, clock())
    session.commit()
    for watch_id in queries.due_watches(session, clock()):
        run(session, Watch, watch_id, compare.look, services_of(app))
    session.rollback()
    session.expire_all()
    click.echo(f"{count} salas comparadas" if count != 1 else "1 sala comparada")
    for watch in queries.diverged(session, clock()):
        click.echo(
            f"{watch.meeting.event}: {booking_labels.MEETING_STATUSES[watch.meeting.status]}"
        )
        for name, ours, theirs in labels.in_words(watch, services_of(app).zone):
            click.echo(f"  {name}: aquí {ours}; en la sala {theirs}")
    for watch in queries.gone(session, clock()):
        click.echo(
            f"{watch.meeting.event}: {booking_labels.MEETING_STATUSES[watch.meeting.status]}"
        )
    session.rollback()
