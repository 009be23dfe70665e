"""Where the demonstration's clips went: published with figures, planned, held up, taken down."""

import zlib
from collections.abc import Callable
from datetime import datetime, timedelta

from vc.channels import service as channels
from vc.channels.models import Channel
from vc.channels.service import ChannelRequest
from vc.checklists import queries as checklists
from vc.consents import service as consents
from vc.consents.hooks import CONSENT_REVOKED
from vc.consents.models import Consent
from vc.demonstration import queries
from vc.demonstration.demo_clips import AUTHOR, REVIEWER, Made
from vc.demonstration.stage import Stage
from vc.jobs import release
from vc.networks.facts import REACH, VIEWS, Network
from vc.networks.known import NETWORKS
from vc.publishing import metrics, outcome, pauses, proof, service, steps, takedowns
from vc.publishing.models import Moment, Phase, Publication, PublicationStatus
from vc.publishing.pauses import NewPause
from vc.publishing.publication_job import TOO_LATE
from vc.publishing.service import PublicationRequest
from vc.states import advance

S = PublicationStatus
CHANNELS_AGO = timedelta(days=60)
PLANNED_BEFORE = timedelta(hours=2)
ASKED_AGO = timedelta(minutes=20)
NEXT_LOOK = timedelta(minutes=40)
GIVEN_UP_AFTER = outcome.MOST_LOOKS * outcome.LOOK_AFTER
REVOKED_AGO, TAKEN_DOWN_AGO = timedelta(minutes=50), timedelta(minutes=30)
PROOF = "El enlace dice que el contenido ya no está disponible."
ADDRESSES = {
    Network.FACEBOOK: "https://www.facebook.com/secesp.example",
    Network.INSTAGRAM: "https://www.instagram.com/secesp.example/",
    Network.YOUTUBE: "https://www.youtube.com/@secesp-example",
    Network.X: "https://x.com/secesp_example",
}
POSTS = {
    Network.FACEBOOK: "https://www.facebook.com/reel/10000000000{number:05d}",
    Network.INSTAGRAM: "https://www.instagram.com/reel/Demo{number:07d}/",
    Network.YOUTUBE: "https://www.youtube.com/watch?v=Demo{number:07d}",
    Network.X: "https://x.com/secesp_example/status/10000000000{number:05d}",
}
"""Addresses of posts that are none."""


def add(stage: Stage, made: list[Made]) -> None:
    """Plan and publish what was approved, in the order of time. The caller commits."""
    by_network = _channels(stage)
    posts = [
        (stage.at(days, clock), one, by_network[Network(network)], state)
        for one in made
        for network, days, clock, state in one.told.get("posts", ())
    ]
    for at, one, channel, state in sorted(posts, key=lambda post: (post[0], post[1].clip.id)):
        if state != "processing" or stage.has_emulator:
            WAYS[state](stage, one, channel, at)
    for told in queries.month()["pauses"]:
        channel = by_network[Network(told["network"])]
        until = stage.now + timedelta(days=told["days"])
        new = NewPause(reason=told["reason"], channel_id=channel.id, ends_at=until)
        pauses.pause(stage.request(REVIEWER, stage.now), new)


def take_down(stage: Stage, consent: Consent, why: str) -> None:
    """Revoke a consent, and take down what shows its person; one post is still to go."""
    by, at = stage.people[REVIEWER], stage.now - REVOKED_AGO
    hearers = stage.services.registry.added_to(CONSENT_REVOKED)
    consents.revoke(stage.session, consent, why=why, by=by, now=at, hearers=hearers)
    shown = checklists.clips_naming(stage.session, consent)
    for publication in [
        one for clip in shown for one in takedowns.published_of(stage.session, clip)
    ]:
        if publication.channel.network is Network.FACEBOOK:
            context = stage.request(REVIEWER, stage.now - TAKEN_DOWN_AGO)
            takedowns.finish(context, publication, PROOF)


def _channels(stage: Stage) -> dict[Network, Channel]:
    """Add the usual channels, and switch on those that there is something for."""
    at, by = stage.now - CHANNELS_AGO, stage.people["admin"]
    found = {}
    for channel in channels.add_first(stage.session, now=at, by=by):
        found[channel.network] = channel
        if channel.network not in ADDRESSES:
            continue
        wanted = ChannelRequest(
            network=channel.network, name=channel.name, url=ADDRESSES[channel.network]
        )
        version = channel.version
        channels.change(stage.session, channel, wanted, version, connected=(), now=at, by=by)
    return found


def _plan(stage: Stage, one: Made, channel: Channel, at: datetime) -> Publication:
    """Plan a clip on a channel, some hours after it was approved."""
    planned = min(stage.at(one.told["approved"], queries.PLANNED_AT), stage.now - ASKED_AGO)
    wanted = PublicationRequest(
        channel_id=channel.id,
        publish_after=at,
        shape=one.cut.shape,
        title=one.cut.title,
        text=one.cut.text,
        insists=True,
    )
    return service.queue(stage.request(AUTHOR, planned), one.clip, [wanted])[0]


def _queued(stage: Stage, one: Made, channel: Channel, at: datetime) -> Publication:
    """Plan it."""
    return _plan(stage, one, channel, at)


def _cancelled(stage: Stage, one: Made, channel: Channel, at: datetime) -> Publication:
    """Plan it, and think again."""
    publication = _plan(stage, one, channel, at)
    service.cancel(stage.request(REVIEWER, stage.now - ASKED_AGO), publication)
    return publication


def _asked(stage: Stage, one: Made, channel: Channel, at: datetime) -> Publication:
    """Plan it for a while ago, and ask a person to publish it."""
    at = min(at, stage.now - ASKED_AGO)
    if at.date() == stage.now.date() or at < stage.now - ASKED_AGO:
        at = stage.now - ASKED_AGO
    publication = _plan(stage, one, channel, at)
    advance(publication, S.PUBLISHING, now=at, asked_at=at)
    due_at = min(at + steps.REMIND_AFTER, publication.last_at)
    release(publication, due_at=due_at)
    return publication


def _missed(stage: Stage, one: Made, channel: Channel, at: datetime) -> Publication:
    """Plan it, and let nobody find the time."""
    publication = _plan(stage, one, channel, at)
    why = TOO_LATE.format(minutes=channel.window_min, why="")
    advance(publication, S.PUBLISHING, now=at, asked_at=at)
    advance(publication, S.MISSED, now=publication.last_at, reason=why)
    release(publication, due_at=None, error=why)
    return publication


def _unknown(stage: Stage, one: Made, channel: Channel, at: datetime) -> Publication:
    """Let the system have sent it and heard nothing: a person looks whether it is there."""
    publication = _plan(stage, one, channel, at)
    why = outcome.UNKNOWN.format(channel=channel)
    advance(publication, S.PUBLISHING, now=at, sent_at=at, send_count=1, phase=Phase.SENT)
    advance(publication, S.UNKNOWN, now=at + GIVEN_UP_AFTER, reason=why)
    release(publication, due_at=None, error=why)
    return publication


def _banned(stage: Stage, one: Made, channel: Channel, at: datetime) -> Publication:
    """Plan it before somebody entered the ban that then stopped it."""
    publication = _plan(stage, one, channel, at)
    ban = queries.month()["bans"][0]["name"]
    why = f"Hay veda en esa fecha: {ban}. Hace falta una excepción documentada."
    advance(publication, S.FAILED, now=at, reason=why)
    release(publication, due_at=None, error=why)
    return publication


def _processing(stage: Stage, one: Made, channel: Channel, at: datetime) -> Publication:
    """Publish it by hand, at an address that does not answer yet."""
    publication = _reported(stage, one, channel, at)
    why = steps.PROBLEMS[steps.PostCheck.NO_ANSWER]
    publication.look_count = steps.TELL_AT
    release(publication, due_at=stage.now + NEXT_LOOK, error=why)
    return publication


def _published(stage: Stage, one: Made, channel: Channel, at: datetime) -> Publication:
    """Publish it."""
    if NETWORKS[channel.network].is_ours:
        publication = _plan(stage, one, channel, at)
        url = f"{stage.services.settings.mail_url}/difusion/{publication.slug}"
        for status in (S.PUBLISHING, S.PROCESSING):
            advance(publication, status, now=at)
        publication.permalink_url = url
        advance(publication, S.PUBLISHED, now=at, published_at=at, reason=url)
        release(publication, due_at=None)
    else:
        publication = _reported(stage, one, channel, at)
        proof.confirm_seen(stage.request(AUTHOR, at + timedelta(minutes=6)), publication)
    return publication


def _counted(stage: Stage, one: Made, channel: Channel, at: datetime) -> Publication:
    """Publish it, and read the figures off the network's page at each moment since."""
    publication = _published(stage, one, channel, at)
    out_at = publication.published_at
    assert out_at is not None
    for moment in metrics.missing(publication, stage.now):
        context = stage.request(AUTHOR, out_at + metrics.AFTER[moment] + timedelta(minutes=2))
        metrics.keep(context, publication, moment, _figures(stage, one, publication, moment))
    return publication


def _reported(stage: Stage, one: Made, channel: Channel, at: datetime) -> Publication:
    """Plan it, ask a person at its time, and bring the address of the post."""
    publication = _plan(stage, one, channel, at)
    advance(publication, S.PUBLISHING, now=at, asked_at=at)
    url = POSTS[channel.network].format(number=publication.id)
    proof.report(stage.request(AUTHOR, at + timedelta(minutes=5)), publication, url)
    return publication


def _figures(
    stage: Stage, one: Made, publication: Publication, moment: Moment
) -> dict[str, int | None]:
    """Return how often a post was watched by a moment: by network, weekday, and some chance."""
    told, network = queries.month()["figures"], publication.channel.network.value
    weekday = publication.publish_after.astimezone(stage.zone).weekday()
    chance = zlib.crc32(f"{one.cut.name} {network}".encode()) % 31 / 100 + 0.85
    views = told["views"][network] * told["weekdays"][weekday] * chance
    name, where, times = told["exception"]
    if (one.cut.name, network) == (name, where):
        views *= times
    views *= told["shares"][moment.value]
    return {VIEWS.key: round(views), REACH.key: round(views * (1.2 + chance / 5))}


WAYS: dict[str, Callable[[Stage, Made, Channel, datetime], Publication]] = {
    "queued": _queued,
    "cancelled": _cancelled,
    "asked": _asked,
    "unknown": _unknown,
    "missed": _missed,
    "banned": _banned,
    "processing": _processing,
    "published": _published,
    "counted": _counted,
}
"""How a publication comes to each state."""
