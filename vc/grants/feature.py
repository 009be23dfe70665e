"""What accounts that are connected here bring: they serve without any setting."""

from datetime import datetime
from functools import partial

from flask import Flask
from sqlalchemy.orm import Session

from integrations import connect_meet, file_sources
from vc.booking.hooks import EXPIRING
from vc.connections.hooks import ALARMS
from vc.connections.models import Use
from vc.feature import Feature
from vc.grants import cures, day, labels, service
from vc.grants.adapters import KeptAdapter, WithKept
from vc.grants.authorization import publisher_by
from vc.grants.cli import connect_command
from vc.grants.known import PURPOSES, Purpose
from vc.grants.models import AccountGrant
from vc.grants.panels import cards, panel
from vc.grants.renewal import renew
from vc.grants.service import tell_of_refusal
from vc.grants.views import bp
from vc.jobs import BackgroundJob
from vc.kept_settings import RECONNECTED
from vc.licences.hooks import CONNECTION_CARDS, CONNECTION_PANELS
from vc.licences.models import Platform
from vc.office.hooks import CURES
from vc.services import services, services_of


def init_grants(app: Flask) -> None:
    """Let accounts that are connected here serve, where no setting says who we are."""
    own = services_of(app)
    settings = own.settings
    # What a setting says goes before: a consent beside it serves nobody.
    free = [one for one in Purpose if not service.is_set_elsewhere(one, settings)]
    posts = {
        one.value: KeptAdapter(app, one, partial(publisher_by, own, one))
        for one in free
        if PURPOSES[one].use is Use.POSTS
    }
    own.publishers = WithKept(own.publishers, posts)
    if Purpose.GOOGLE_MEET in free:
        meet = KeptAdapter(app, Purpose.GOOGLE_MEET, partial(connect_meet, settings))
        own.providers = WithKept(own.providers, {Purpose.GOOGLE_MEET.value: meet})
        # What that account recorded is fetched by it too.
        own.file_sources = file_sources(own.providers, own.broadcaster)


def plan(session: Session, now: datetime) -> None:
    """Tell people of what ends soon; the sweep calls it and commits."""
    service.plan(session, now, zone=services().zone)


FEATURE = Feature(
    name="grants",
    labels=labels,
    blueprints=(bp,),
    jobs=(BackgroundJob("renew_grant", AccountGrant, renew),),
    planners=(plan,),
    commands=(connect_command,),
    adds=(
        CURES.adds(*cures.OWN),
        RECONNECTED.adds(init_grants),
        ALARMS.adds((Use.POSTS, tell_of_refusal)),
        EXPIRING.adds(day.expiring),
        CONNECTION_CARDS.adds(cards),
        CONNECTION_PANELS.adds((Platform.GOOGLE_MEET, panel)),
    ),
    set_up=init_grants,
)
