"""What calendars bring; the public feed is answered before Flask is asked."""

from datetime import time

from flask import Flask
from sqlalchemy.orm import Session

from vc.accounts.endings import Holding
from vc.accounts.hooks import HOLDINGS
from vc.booking.hooks import DAY_MARKS
from vc.calendars import cures, labels, observances, renaming, service
from vc.calendars.cli import rebuild_feeds_command
from vc.calendars.feed_middleware import FeedDoor
from vc.calendars.feed_views import bp
from vc.calendars.finders import OBSERVANCES
from vc.calendars.hooks import BANDS
from vc.calendars.models import Renaming
from vc.calendars.observance_views import bp as observances_pages
from vc.calendars.office_rows import ROWS
from vc.calendars.panels import bands_of_days_off, marks_of_observances
from vc.commits import OnCommit, Stage
from vc.feature import Daily, Feature
from vc.jobs import BackgroundJob
from vc.office.hooks import CURES, OFFICE_CHANGED, OFFICE_ROWS
from vc.search.hooks import FINDERS
from vc.services import Services


def set_up(app: Flask) -> None:
    """Put the door of the public feed before the application."""
    app.wsgi_app = FeedDoor(app.wsgi_app, app)  # type: ignore[method-assign]  # As Flask says to.


def lay_observances(session: Session, services: Services) -> None:
    """Make the days of the coming year that rules of observances give."""
    now = services.clock()
    observances.lay_coming_years(session, now, now.astimezone(services.zone).date())
    session.commit()


FEATURE = Feature(
    name="calendars",
    labels=labels,
    blueprints=(bp, observances_pages),
    daily=(Daily("lay_observances", time(8, 7), lay_observances),),
    commands=(rebuild_feeds_command,),
    adds=(
        CURES.adds(*cures.OWN),
        OFFICE_ROWS.adds(*ROWS),
        BANDS.adds(bands_of_days_off),
        DAY_MARKS.adds(marks_of_observances),
        OFFICE_CHANGED.adds(service.show_office_anew),
        HOLDINGS.adds(Holding(service.end_feeds)),
        FINDERS.adds(OBSERVANCES, rank=7),
    ),
    set_up=set_up,
    jobs=(BackgroundJob(renaming.TASK, Renaming, renaming.show, in_one=True),),
    on_commit=(OnCommit(Stage.RENDER, service.render_touched),),
)
