"""What the services and the pages read of channels."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.channels.models import Channel
from vc.errors import NotFoundError


def channel_by_id(session: Session, channel_id: int) -> Channel:
    """Return a channel. Raises NotFoundError."""
    channel = session.get(Channel, channel_id)
    if channel is None:
        raise NotFoundError("Ese canal no existe.")
    return channel


def all_channels(session: Session) -> list[Channel]:
    """Return every channel, those that are in use first."""
    return list(session.scalars(select(Channel).order_by(Channel.is_on.desc(), Channel.id)))


def offered(session: Session) -> list[Channel]:
    """Return the channels that posts can be planned for."""
    return list(session.scalars(select(Channel).where(Channel.is_on).order_by(Channel.id)))


def names_of(channels: Iterable[Channel]) -> list[tuple[int, str]]:
    """Return channels as (id, name) for a select."""
    return [(channel.id, channel.name) for channel in channels]
