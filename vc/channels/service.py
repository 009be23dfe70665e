"""The rules of channels: what may be set, and that only what can publish by itself does so."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.channels.models import Channel, Mode
from vc.channels.slots import lies_between
from vc.connections import service as connections
from vc.connections.models import Use, VendorConnection
from vc.errors import ConcurrentChangeError, RuleError
from vc.mail import service as mail
from vc.networks.facts import Network
from vc.networks.known import NETWORKS

STOPPED = "El canal {names} dejó de aceptar al sistema"
STOPPED_MANY = "Los canales {names} dejaron de aceptar al sistema"

NAME_TAKEN = "Ya hay un canal con ese nombre."
NO_CONNECTION = (
    "Todavía no hay conexión con esta red: déjelo a mano. En «Conexión» se dice qué falta."
)
BY_HAND_ONLY = "En esta red el sistema no publica: déjelo a mano."
ONE_SITE = "El sitio web ya está en la lista: solo hay uno."
QUIET_HOUR = "Las {hour} caen en las horas de silencio de este canal."
OLD_FORM = "Alguien más cambió este canal mientras usted lo editaba. Revíselo y guarde de nuevo."

FIRST = tuple((one, known.label, known.is_offered_on) for one, known in NETWORKS.items())
"""What an office that has none yet is offered: the network, the name, whether it is on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRequest:
    """A channel as somebody wants it."""

    network: Network
    name: str
    url: str = ""
    mode: Mode = Mode.BY_HAND
    is_on: bool = True
    gap_min: int = 180
    most_per_day: int = 3
    quiet_from: time = time(23)
    quiet_until: time = time(7)
    hours: tuple[time, ...] = ()
    window_min: int = 180


def add(
    session: Session,
    wanted: ChannelRequest,
    *,
    connected: Collection[str],
    now: datetime,
    by: Person,
) -> Channel:
    """Add a channel; `connected` are the networks that can be reached. Raises RuleError.

    The caller commits.
    """
    _check(session, wanted, connected, own_id=None)
    channel = Channel(network=wanted.network)
    _write(channel, wanted)
    session.add(channel)
    session.flush()
    audit.record(session, channel, "channel.add", now=now, by=by, before={}, after={})
    return channel


def add_first(session: Session, *, now: datetime, by: Person | None) -> list[Channel]:
    """Add the channels that most offices have, if there is none yet. The caller commits."""
    # Whoever deleted or renamed one of them does not get it back.
    if session.scalar(select(Channel.id).limit(1)) is not None:
        return []
    channels = [
        Channel(network=network, name=name, is_on=is_on, mode=_mode_of(network))
        for network, name, is_on in FIRST
    ]
    session.add_all(channels)
    session.flush()
    for channel in channels:
        audit.record(session, channel, "channel.add", now=now, by=by, before={}, after={})
    return channels


def change(
    session: Session,
    channel: Channel,
    wanted: ChannelRequest,
    version: int,
    *,
    connected: Collection[str],
    now: datetime,
    by: Person,
) -> None:
    """Change a channel whose form showed `version`; its network stays. The caller commits.

    Raises RuleError and ConcurrentChangeError.
    """
    if version != channel.version:
        raise ConcurrentChangeError(OLD_FORM)
    _check(session, wanted, connected, own_id=channel.id)
    _write(channel, wanted)
    audit.record_changes(session, channel, "channel.change", now=now, by=by)


def schedule_first_checks(session: Session, now: datetime, *, connected: Collection[str]) -> None:
    """Let networks be looked at on which the system publishes. The caller commits."""
    for network in by_api(session):
        if network in connected:
            connections.schedule_first_check(session, Use.POSTS, network.value, now)


def by_api(session: Session) -> dict[Network, list[Channel]]:
    """Return the channels on which the system publishes by itself, by network."""
    found: dict[Network, list[Channel]] = {}
    query = select(Channel).where(Channel.mode == Mode.API).order_by(Channel.id)
    for channel in session.scalars(query):
        found.setdefault(channel.network, []).append(channel)
    return found


def tell_of_network(session: Session, connection: VendorConnection, now: datetime) -> None:
    """Tell everybody who coordinates that a network refuses us."""
    names = [str(one) for one in by_api(session).get(Network(connection.vendor), [])]
    if not names:
        # By hand nobody waits for it.
        return
    words = STOPPED_MANY if len(names) > 1 else STOPPED
    subject = words.format(names=", ".join(names))
    mail.alarm(session, None, subject=subject, text=connection.reason, now=now)


def _mode_of(network: Network) -> Mode:
    """Return who publishes at first: our own page needs nobody."""
    return Mode.API if NETWORKS[network].is_ours else Mode.BY_HAND


def _write(channel: Channel, wanted: ChannelRequest) -> None:
    """Write what was asked for."""
    for name in ("name", "url", "is_on", "gap_min", "most_per_day", "quiet_from", "quiet_until"):
        setattr(channel, name, getattr(wanted, name))
    channel.mode = Mode.API if NETWORKS[wanted.network].is_ours else wanted.mode
    channel.window_min = wanted.window_min
    channel.hours = [hour.strftime("%H:%M") for hour in sorted(set(wanted.hours))]


def _check(
    session: Session, wanted: ChannelRequest, connected: Collection[str], *, own_id: int | None
) -> None:
    """Raise RuleError for what cannot be."""
    others = select(Channel).where(Channel.id != own_id) if own_id else select(Channel)
    if session.scalar(others.where(Channel.name == wanted.name).limit(1)) is not None:
        raise RuleError(NAME_TAKEN, field="name")
    is_site = NETWORKS[wanted.network].is_ours
    has_site = others.where(Channel.network == wanted.network).limit(1)
    if is_site and session.scalar(has_site) is not None:
        raise RuleError(ONE_SITE, field="network")
    if wanted.mode is Mode.API and not is_site and wanted.network not in connected:
        can_be = NETWORKS[wanted.network].guide
        raise RuleError(NO_CONNECTION if can_be else BY_HAND_ONLY, field="mode")
    for hour in wanted.hours:
        if lies_between(wanted.quiet_from, wanted.quiet_until, hour):
            raise RuleError(QUIET_HOUR.format(hour=f"{hour:%H:%M}"), field="hours")
