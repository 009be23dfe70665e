"""What is asked of the vendors about one broadcast: calls only, no row, no transaction."""

from contextlib import suppress
from dataclasses import dataclass

from integrations.contracts.broadcasting import (
    Broadcaster,
    LiveStage,
    LiveVideo,
    RoomStreams,
    StreamCheck,
    StreamTarget,
)
from integrations.contracts.common import RoomKey
from integrations.contracts.meetings import MeetingProvider
from integrations.errors import IntegrationError, NotFoundError, RejectedError

LABEL = "Facebook Live"


@dataclass(frozen=True, slots=True)
class Scene:
    """What the calls need to know of a broadcast. `streams` is None where the room sends nothing.

    `target` is the one that we know, `has_key` whether the room was given it; `sends` is whether
    the room is known to send, or was asked to a moment ago.
    """

    broadcaster: Broadcaster
    external_id: str
    room: RoomKey
    provider: MeetingProvider
    streams: RoomStreams | None
    target: StreamTarget
    has_key: bool
    sends: bool


@dataclass(slots=True)
class VendorView:
    """What the vendors showed and took; `trouble` is the first call that failed."""

    live: LiveVideo | None = None
    checks: tuple[StreamCheck, ...] = ()
    is_room_open: bool | None = None
    was_handed: bool = False
    was_sent: bool = False
    trouble: IntegrationError | None = None
    room_trouble: IntegrationError | None = None
    unseen: bool = False
    """The channel was asked to show the picture and has none yet."""


def rehearsal(scene: Scene) -> VendorView:
    """Read the live video, check the room, and give it the present key."""
    seen = VendorView()
    try:
        seen.live = scene.broadcaster.read(scene.external_id)
    except IntegrationError as error:
        seen.trouble = error
    if scene.streams is None or not scene.room.external_id:
        return seen
    try:
        # Before the key is handed over, so that whatever is wrong is told in its own words.
        seen.checks = scene.streams.check(scene.room)
        _hand_over(scene, scene.streams, seen)
    except IntegrationError as error:
        seen.room_trouble = error
    return seen


def beginning(scene: Scene) -> VendorView:
    """Let the room send its picture, and the channel show it as soon as it has one."""
    seen = VendorView()
    try:
        seen.live = scene.broadcaster.read(scene.external_id)
        if scene.streams is not None and not scene.sends:
            _hand_over(scene, scene.streams, seen)
            scene.streams.start(scene.room, LABEL)
            seen.was_sent = True
        if seen.live.stage is LiveStage.SCHEDULED:
            _show(scene, seen)
    except IntegrationError as error:
        seen.trouble = error
    return seen


def progress(scene: Scene) -> VendorView:
    """Read the live video, and look whether the room is open."""
    seen = VendorView()
    try:
        seen.live = scene.broadcaster.read(scene.external_id)
    except IntegrationError as error:
        seen.trouble = error
        return seen
    if scene.streams is not None and scene.room.external_id:
        # Not to know whether the room is open must not hide what the channel shows.
        with suppress(IntegrationError):
            open_now = scene.provider.live_rooms(scene.room.host_email)
            seen.is_room_open = scene.room.external_id in open_now
    return seen


def ending(scene: Scene) -> VendorView:
    """Let the room stop sending, and end the live video."""
    seen = VendorView()
    if scene.streams is not None and scene.room.external_id:
        # A room that was closed sends no more; the channel is what must be ended.
        with suppress(IntegrationError):
            scene.streams.stop(scene.room)
    try:
        # Last: until then the room may still be sending to it.
        seen.live = scene.broadcaster.end(scene.external_id)
    except IntegrationError as error:
        seen.trouble = error
    return seen


def _hand_over(scene: Scene, streams: RoomStreams, seen: VendorView) -> None:
    """Give the room the key, unless it has this very one."""
    target = seen.live.target if seen.live else None
    if target is None or not target.stream_key:
        return
    known = (scene.target.stream_url, scene.target.stream_key)
    if scene.has_key and known == (target.stream_url, target.stream_key):
        return
    streams.hand_over(scene.room, target)
    seen.was_handed = True


def _show(scene: Scene, seen: VendorView) -> None:
    """Let the public see it. The channel refuses while no picture arrives: that passes."""
    try:
        seen.live = scene.broadcaster.go_live(scene.external_id)
    # It is one of the refusals below, but one that does not pass.
    except NotFoundError:
        raise
    except RejectedError:
        seen.unseen = True
