"""Whether a publication may go out at an instant: asked when it is planned, and again as it goes.

A gate answers with sentences for people; none means that nothing is in the way.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from vc.approvals import service as approvals
from vc.channels.models import Channel
from vc.clips import networks
from vc.clips import queries as clips
from vc.clips.models import Clip, ClipRender, RenderStatus
from vc.networks.counting import count, title_problems
from vc.networks.facts import Network
from vc.networks.known import NETWORKS
from vc.networks.weighted_length import has_address
from vc.publishing.models import TAKES_A_PLACE, UNDER_WAY, Pause, Publication, PublicationStatus

S = PublicationStatus
LONGEST_GAP = timedelta(days=8)
OUT = (*UNDER_WAY, S.PUBLISHED, S.RETRACTED)
"""In these it counts for the day on which it went out."""
NO_SHAPE = "Esta red no admite un archivo {shape} como reel: elija el vertical o el cuadrado."

CHANNEL_OFF = "El canal {name} está apagado."
NO_FILE = "El archivo que se planeó ya no es el del clip: elija el nuevo en «Cambiar»."
TEXT_WAITS = (
    "El texto de este canal no es el aprobado con el clip: lo tiene que aprobar otra persona."
)
DAY_FULL = "{name} ya tiene todas las publicaciones que admite ese día ({count})."
LINK_COSTS = "Una dirección en el texto de X cuesta más: quítela o confirme que la quiere."


def reasons_against(
    session: Session, publication: Publication, at: datetime, *, zone: ZoneInfo
) -> list[str]:
    """Return every reason why a publication may not go out at an instant; its time aside."""
    channel, clip = publication.channel, publication.clip
    reasons = []
    if not channel.is_on:
        reasons.append(CHANNEL_OFF.format(name=channel.name))
    if publication.film is None:
        reasons.append(NO_FILE)
    elif not channel.is_by_hand:
        # Whoever publishes by hand sees what the network says, and may know a way.
        reasons += film_problems(channel.network, publication.film)
    reasons += words_problems(
        channel,
        publication.title,
        publication.text,
        confirms_link=publication.confirms_link,
    )
    if not is_text_approved(session, publication):
        reasons.append(TEXT_WAITS)
    key = NETWORKS[channel.network].consent_key
    reasons += approvals.why_not_publishable(session, clip, at, channel=key, zone=zone)
    gone_out = _went_out_on(session, publication, at, zone)
    if gone_out >= channel.most_per_day:
        reasons.append(DAY_FULL.format(name=channel.name, count=gone_out))
    return reasons


def words_problems(channel: Channel, title: str, text: str, *, confirms_link: bool) -> list[str]:
    """Return what a channel's network does not take of a title and a text."""
    problems = title_problems(channel.network, title)
    problems += count(channel.network, text).problems
    if NETWORKS[channel.network].charges_links and has_address(text) and not confirms_link:
        problems.append(LINK_COSTS)
    return problems


def films_of(clip: Clip, network: Network) -> list[ClipRender]:
    """Return the clip's files that are made, the one that suits a network first."""
    made = [one for one in clip.current_renders if one.status is RenderStatus.DONE]
    order = NETWORKS[network].shapes
    return sorted(made, key=lambda one: (order.index(one.shape), one.length.value))


def film_problems(network: Network, film: ClipRender) -> list[str]:
    """Return what a network would not take of a file, as sentences."""
    known = NETWORKS[network]
    way = next((one for one in known.formats if film.shape in one.takes), None)
    if way is not None:
        return networks.problems_of(way, film.duration_ms or 0, film.size_bytes)
    refused = NO_SHAPE.format(shape=film.shape.value)
    return [refused] if known.takes_only_its_formats else []


def is_text_approved(session: Session, publication: Publication) -> bool:
    """Tell whether the words are those of the clip, or somebody else approved them."""
    if publication.approved_text_sha256 == publication.words_sha256:
        return True
    edit = clips.edit_of(session, publication.clip)
    return (publication.title, publication.text) == (edit.title, edit.text)


def pause_of(session: Session, publication: Publication, now: datetime) -> Pause | None:
    """Return the pause that holds a publication back, the one that lasts longest."""
    holding = [
        pause
        for pause in active_pauses(session, now)
        if pause.holds(publication.channel, publication.clip.event)
    ]
    return max(holding, key=_end_of, default=None)


def active_pauses(session: Session, now: datetime) -> list[Pause]:
    """Return the pauses that last, the newest first."""
    query = select(Pause).where(Pause.lifted_at.is_(None), Pause.begins_at <= now)
    found = session.scalars(query.order_by(Pause.id.desc()))
    return [pause for pause in found if pause.ends_at is None or pause.ends_at > now]


def taken_times(
    session: Session, channel: Channel, now: datetime, *, without: Iterable[Publication] = ()
) -> list[datetime]:
    """Return when a channel publishes or has published, for those who keep their distance."""
    left_out = {one.id for one in without}
    # What has been out for so long keeps nobody at a distance any more.
    since = now - LONGEST_GAP
    is_out = (Publication.status == S.PUBLISHED) & (Publication.published_at >= since)
    to_come = Publication.status.in_(set(TAKES_A_PLACE) - {S.PUBLISHED})
    query = select(Publication).where(Publication.channel_id == channel.id, or_(is_out, to_come))
    return [
        one.published_at or one.ready_at
        for one in session.scalars(query).unique()
        if one.id not in left_out
    ]


def _went_out_on(session: Session, publication: Publication, at: datetime, zone: ZoneInfo) -> int:
    """Return how many others of the channel went out on the office's day of an instant."""
    day = at.astimezone(zone).date()
    begin = datetime.combine(day, time(0), tzinfo=zone)
    end = datetime.combine(day + timedelta(days=1), time(0), tzinfo=zone)
    at_latest = func.coalesce(Publication.sent_at, Publication.asked_at, Publication.publish_after)
    others = select(Publication.id).where(
        Publication.channel_id == publication.channel_id,
        Publication.id != publication.id,
        Publication.status.in_(OUT),
    )
    # One after the other, each by the index: what has a time is looked up by it.
    is_out = (Publication.published_at >= begin) & (Publication.published_at < end)
    on_its_way = Publication.published_at.is_(None) & (at_latest >= begin) & (at_latest < end)
    both = others.where(is_out).union_all(others.where(on_its_way))
    return session.scalar(select(func.count()).select_from(both.subquery())) or 0


def _end_of(pause: Pause) -> tuple[bool, float]:
    """Return what orders pauses by their end; one without is the last."""
    return pause.ends_at is None, pause.ends_at.timestamp() if pause.ends_at else 0.0
