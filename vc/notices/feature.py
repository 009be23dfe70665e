"""What notices bring: the bell, and the daily letter."""

from datetime import time

from flask import Flask

from vc.accounts.hooks import ACCOUNT_PANELS
from vc.commits import OnCommit, Stage
from vc.feature import Daily, Feature
from vc.jobs import BackgroundJob
from vc.mail.hooks import COMPOSERS
from vc.mail.models import Kind
from vc.notices import happenings, labels, letter, service
from vc.notices.models import DailyLetter
from vc.notices.panels import letter_panel, unseen_notices
from vc.notices.views import bp
from vc.office.hooks import OWN_TEXTS


def set_up(app: Flask) -> None:
    """Let every page's bell say how much was not seen."""
    app.jinja_env.globals["unseen_notices"] = unseen_notices


FEATURE = Feature(
    name="notices",
    labels=labels,
    blueprints=(bp,),
    set_up=set_up,
    adds=(
        COMPOSERS.adds((Kind.DAILY, letter.write)),
        ACCOUNT_PANELS.adds(letter_panel),
        OWN_TEXTS.adds(letter.GROUP, rank=1),
    ),
    jobs=(BackgroundJob("queue_daily_letter", DailyLetter, letter.queue, in_one=True),),
    daily=(
        Daily("let_go_of_notices", time(10, 37), service.let_go),
        # Before the office opens.
        Daily("tell_of_expiring", time(12, 37), happenings.tell_of_expiring),
    ),
    on_commit=(OnCommit(Stage.TELL, happenings.tell_of_lines),),
)
