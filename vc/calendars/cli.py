"""`flask rebuild-feeds`: render every calendar entry anew."""

import click
from sqlalchemy import select

from vc.booking.models import Event
from vc.calendars import service
from vc.commits import notes_of
from vc.db import db, read_only
from vc.services import services
from vc.startup import with_database

CHUNK = 500


@click.command("rebuild-feeds")
@with_database
def rebuild_feeds_command() -> None:
    """Render every calendar entry anew; the same rows give the same bytes.

    Whoever was told less than an entry says now, is told at the commit.
    """
    read_only(False)
    last_id, count = 0, 0
    while True:
        query = select(Event).where(Event.id > last_id).order_by(Event.id).limit(CHUNK)
        events = list(db.session.scalars(query).unique())
        if not events:
            break
        service.render_events(
            db.session(), events, office=service.office_of(services()), now=services().clock()
        )
        notes_of(db.session()).rendered.update(events)
        count, last_id = count + len(events), events[-1].id
        db.session.commit()
        db.session.expunge_all()
    click.echo(f"Se revisaron {count} sesiones.")
