"""What calendars bring; the public feed is answered before Flask is asked."""

from flask import Flask

from vc.accounts.endings import Holding
from vc.accounts.hooks import HOLDINGS
from vc.calendars import labels, renaming, service
from vc.calendars.cli import rebuild_feeds_command
from vc.calendars.feed_middleware import FeedDoor
from vc.calendars.feed_views import bp
from vc.calendars.finders import OBSERVANCES
from vc.calendars.models import Renaming
from vc.calendars.office_rows import ROWS
from vc.commits import OnCommit, Stage
from vc.feature import Feature
from vc.jobs import BackgroundJob
from vc.office.hooks import OFFICE_ROWS
from vc.search.hooks import FINDERS


def set_up(app: Flask) -> None:
    """Put the door of the public feed before the application."""
    app.wsgi_app = FeedDoor(app.wsgi_app, app)  # type: ignore[method-assign]  # As Flask says to.


FEATURE = Feature(
    name="calendars",
    labels=labels,
    blueprints=(bp,),
    commands=(rebuild_feeds_command,),
    adds=(
        OFFICE_ROWS.adds(*ROWS),
        HOLDINGS.adds(Holding(service.end_feeds)),
        FINDERS.adds(OBSERVANCES, rank=7),
    ),
    set_up=set_up,
    jobs=(BackgroundJob(renaming.TASK, Renaming, renaming.show, in_one=True),),
    on_commit=(OnCommit(Stage.RENDER, service.render_touched),),
)
