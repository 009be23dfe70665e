"""What accounts that are connected here bring: they serve without any setting."""

from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from integrations import connect_meet, connect_youtube, file_sources
from integrations.contracts.meetings import MeetingProvider
from integrations.contracts.publishing import Publisher
from vc.connections.hooks import ALARMS
from vc.connections.models import Use
from vc.feature import Feature
from vc.grants import labels, service
from vc.grants.adapters import KeptAdapter, WithKept
from vc.grants.cli import connect_command
from vc.grants.models import Purpose
from vc.grants.panels import panel, youtube_card
from vc.grants.service import tell_of_refusal
from vc.grants.views import bp
from vc.licences.hooks import CONNECTION_CARDS, CONNECTION_PANELS
from vc.licences.models import Platform
from vc.services import services, services_of


def init_grants(app: Flask) -> None:
    """Let accounts that are connected here serve, where no setting says who we are."""
    own = services_of(app)
    settings = own.settings
    meet: KeptAdapter[MeetingProvider] = KeptAdapter(
        app, Purpose.GOOGLE_MEET, lambda consent: connect_meet(settings, consent)
    )
    youtube: KeptAdapter[Publisher] = KeptAdapter(
        app,
        Purpose.YOUTUBE,
        lambda consent: connect_youtube(settings, consent, is_kept=True, now=lambda: own.clock()),
    )
    # What a setting says goes before: a consent beside it serves nobody.
    if not settings.sets_meet:
        own.providers = WithKept(own.providers, Purpose.GOOGLE_MEET.value, meet)
        # What that account recorded is fetched by it too.
        own.file_sources = file_sources(own.providers, own.broadcaster)
    if not settings.sets_youtube:
        own.publishers = WithKept(own.publishers, Purpose.YOUTUBE.value, youtube)


def plan(session: Session, now: datetime) -> None:
    """Tell people of what ends soon; the sweep calls it and commits."""
    service.plan(session, now, zone=services().zone)


FEATURE = Feature(
    name="grants",
    labels=labels,
    blueprints=(bp,),
    planners=(plan,),
    commands=(connect_command,),
    adds=(
        ALARMS.adds((Use.POSTS, tell_of_refusal)),
        CONNECTION_CARDS.adds(youtube_card),
        CONNECTION_PANELS.adds((Platform.GOOGLE_MEET, panel)),
    ),
    set_up=init_grants,
)
