"""How a live video at Meta goes on by the clock alone: pure functions of a live and an instant.

The statuses are Meta's (Live Video API). How long each lasts is measured nowhere in its pages and
therefore ours, except for the life of a key (24 h), a broadcast (8 h) and its copy (30 days).
"""

import secrets
from dataclasses import dataclass, field, replace

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

KEY_LIFE_S = 24 * HOUR
LONGEST_S = 8 * HOUR
KEPT_S = 30 * DAY
EXPIRES_AFTER_S = 6 * HOUR
"""How long after its start a live that nobody started counts as expired."""
SILENCE_S = 15 * MINUTE
"""How long a live goes on without a picture before Meta ends it."""
STOPPED_S = 2 * MINUTE
WORKED_ON_S = 10 * MINUTE
"""How long after its end a live has no copy yet."""

WAITING = ("UNPUBLISHED", "SCHEDULED_UNPUBLISHED", "SCHEDULED_LIVE")
SCHEDULED = WAITING[1:]
ENDED = ("LIVE_STOPPED", "PROCESSING")


@dataclass(frozen=True, slots=True)
class Live:
    """A live video at Meta; instants are seconds since 1970, None for not yet.

    `is_event` tells whether it was made with `event_params`; `starts_alone` that the first picture
    makes it public. `key_given_at` is when its present key was first shown to anybody.
    """

    id: str
    video_id: str
    page: str
    status: str
    created_at: float
    title: str = ""
    description: str = ""
    planned_at: float | None = None
    is_event: bool = False
    starts_alone: bool = False
    stream_key: str = field(default="", repr=False)
    key_given_at: float | None = None
    is_receiving: bool = False
    silent_since: float | None = None
    began_at: float | None = None
    ended_at: float | None = None
    ready_at: float | None = None
    viewers: int | None = None
    views: int | None = None
    copy_path: str = ""
    copy_bytes: int = 300_000

    @property
    def takes_picture(self) -> bool:
        """Tell whether a picture that arrives is used."""
        return self.status in WAITING or self.status == "LIVE"


def settled(live: Live, now: float) -> Live:
    """Return a live video as the time that went by leaves it."""
    if live.status == "LIVE":
        live = _ended_by_meta(live, now)
    elif live.status in SCHEDULED:
        live = _expired(live, now)
    if live.status in ENDED:
        live = _worked_on(live, now)
    return _with_fresh_key(live, now) if live.takes_picture else live


def is_gone(live: Live, now: float) -> bool:
    """Tell whether Meta has deleted it, 30 days after it began."""
    return live.began_at is not None and live.status != "LIVE" and live.began_at + KEPT_S <= now


def begun(live: Live, now: float) -> Live:
    """Return a live video that the public sees from now on."""
    return replace(live, status="LIVE", began_at=now)


def over(live: Live, at: float) -> Live:
    """Return a live video that ended at an instant."""
    return replace(
        live, status=ENDED[0], ended_at=at, ready_at=at + WORKED_ON_S, is_receiving=False
    )


def new_key(live_id: str) -> str:
    """Return a key as Meta makes them: whoever has it can broadcast."""
    return f"FB-{live_id}-0-{secrets.token_hex(8)}"


def _ended_by_meta(live: Live, now: float) -> Live:
    """End what lasts too long, and what has had no picture for a while."""
    # It ended then and not when somebody looks: the work on the copy counts from there.
    at = (live.began_at or now) + LONGEST_S
    if not live.is_receiving and live.silent_since is not None:
        at = min(at, live.silent_since + SILENCE_S)
    return over(live, at) if at <= now else live


def _expired(live: Live, now: float) -> Live:
    """Let an announcement expire whose hour passed without a picture."""
    is_late = (live.planned_at or now) + EXPIRES_AFTER_S <= now
    return replace(live, status="SCHEDULED_EXPIRED") if is_late and not live.is_receiving else live


def _worked_on(live: Live, now: float) -> Live:
    """Let Meta work on the copy until it can be watched."""
    if now >= (live.ready_at or now):
        return replace(live, status="VOD")
    return replace(live, status=ENDED[1] if now >= (live.ended_at or now) + STOPPED_S else ENDED[0])


def _with_fresh_key(live: Live, now: float) -> Live:
    """Replace a key that was given a day ago, unless a picture arrives with it."""
    if live.is_receiving or live.key_given_at is None or live.key_given_at + KEY_LIFE_S > now:
        return live
    return replace(live, stream_key=new_key(live.id), key_given_at=None)
