"""What publishing brings."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from vc.access import office_zone
from vc.booking.hooks import (
    CHAIN_STOPS,
    DAY_NOTES,
    NEXT_OFFERS,
    PANELS_BESIDE_ROOM,
    PENDING,
    TIMELINE,
)
from vc.booking.queries import campaigns
from vc.channels import service as channel_rules
from vc.channels.queries import offered
from vc.clips.hooks import PANELS_RIGHT, SHOWN
from vc.connections.hooks import WAITING, Waiting
from vc.connections.models import Use
from vc.consents.hooks import CONSENT_REVOKED
from vc.feature import Feature
from vc.jobs import BackgroundJob
from vc.lists.hooks import LISTS, Listing, Part
from vc.networks.facts import Network
from vc.office.hooks import CURES, OFFICE_ROWS
from vc.programme.hooks import DELIVERABLES, FIGURES
from vc.publishing import (
    cures,
    day,
    deliverables,
    figure_views,
    labels,
    pending,
    session_life,
    shown,
    steps,
    takedowns,
)
from vc.publishing.action_views import bp as buttons
from vc.publishing.finders import PUBLICATIONS
from vc.publishing.models import Publication
from vc.publishing.office_rows import ROWS
from vc.publishing.panels import panel, session_panel
from vc.search.hooks import FINDERS
from vc.services import services


def plan(session: Session, now: datetime) -> None:
    """Make due what the clock alone makes due; the sweep calls it and commits."""
    steps.plan(session, now, zone=office_zone())
    networks = [one for one in Network if one in services().publishers]
    channel_rules.schedule_first_checks(session, now, connected=networks)


def channel_ids(session: Session) -> Iterator[int]:
    """Return the channels that are in use."""
    return (one.id for one in offered(session))


FEATURE = Feature(
    name="publishing",
    labels=labels,
    blueprints=(figure_views.bp, buttons),
    planners=(plan,),
    adds=(
        LISTS.adds(
            Listing(
                "publishing.index",
                (
                    *(Part("ver"), Part("q")),
                    Part("canal", "canal", channel_ids),
                    Part("campana", "campaña", lambda session: dict(campaigns(session))),
                ),
            )
        ),
        CURES.adds(*cures.OWN),
        CHAIN_STOPS.adds(session_life.stop),
        TIMELINE.adds(session_life.entries),
        NEXT_OFFERS.adds(session_life.offers, rank=-3),
        PANELS_BESIDE_ROOM.adds(session_panel, rank=-2),
        OFFICE_ROWS.adds(*ROWS),
        PENDING.adds(*pending.KINDS),
        DAY_NOTES.adds(day.notes),
        FIGURES.adds(day.goals),
        DELIVERABLES.adds(*deliverables.KINDS),
        PANELS_RIGHT.adds(panel),
        SHOWN.adds(shown.SHOWN),
        CONSENT_REVOKED.adds(takedowns.note_revoked),
        FINDERS.adds(PUBLICATIONS, rank=3),
        WAITING.adds(
            Waiting(
                *(Use.POSTS, "settle_publication", Publication),
                lambda name: Publication.channel.has(network=name),
            )
        ),
    ),
    jobs=(BackgroundJob("settle_publication", Publication, steps.settle),),
)
