"""What mail brings."""

from flask import Flask

from vc.booking.hooks import (
    CHANGE_TELLS,
    NEXT_OFFERS,
    PANELS_BESIDE_ROOM,
    PENDING,
    READINESS,
    TIMELINE,
)
from vc.commits import OnCommit, Stage
from vc.feature import Feature
from vc.forgetting import RECORD_KINDS
from vc.jobs import BackgroundJob
from vc.lists.hooks import LISTS, Listing, Part
from vc.mail import day, delivery, fanout, labels, pending, records, session_life
from vc.mail.models import Message, Notification
from vc.mail.office_rows import ROWS
from vc.mail.panels import panel, telling
from vc.mail.text_groups import GROUPS
from vc.mail.views import bp
from vc.office.hooks import OFFICE_ROWS, OWN_TEXTS
from vc.services import services_of


def set_up(app: Flask) -> None:
    """Let pages promise something by mail only where there is a server that sends it."""
    app.jinja_env.globals["sends_mail"] = lambda: services_of(app).mail is not None


FEATURE = Feature(
    name="mail",
    labels=labels,
    blueprints=(bp,),
    planners=(fanout.plan,),
    adds=(
        LISTS.adds(Listing("mail.index", tuple(map(Part, ("estado", "sesion"))))),
        RECORD_KINDS.adds(records.LETTERS),
        TIMELINE.adds(session_life.entries),
        NEXT_OFFERS.adds(session_life.offers),
        OFFICE_ROWS.adds(*ROWS),
        OWN_TEXTS.adds(*GROUPS),
        PANELS_BESIDE_ROOM.adds(panel),
        PENDING.adds(*pending.KINDS, rank=2),
        READINESS.adds(day.steps, rank=1),
        CHANGE_TELLS.adds(telling),
    ),
    set_up=set_up,
    jobs=(
        BackgroundJob("send_message", Message, delivery.send),
        BackgroundJob("notify_people", Notification, fanout.tell_rest),
    ),
    on_commit=(OnCommit(Stage.TELL, fanout.tell_touched),),
)
