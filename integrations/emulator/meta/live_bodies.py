"""Live videos and their copies as Graph describes them."""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import request

from integrations.emulator.meta import cdn, state
from integrations.emulator.meta.live_lifecycle import Live
from integrations.emulator.meta.live_state import SECURE_STREAM_URL, STREAM_URL
from integrations.emulator.meta.operation import GraphError, parameter
from integrations.emulator.operation import RequestContext
from integrations.emulator.state import JsonObject

USUAL_VIEWERS = 12
GAINED_PER_MINUTE = 3
MOST_LISTED = 100


def live_body(live: Live, context: RequestContext) -> JsonObject:
    """Return all that the emulator knows of a live video, its key included while it is of use."""
    body: JsonObject = {
        "id": live.id,
        "status": live.status,
        "title": live.title,
        "description": live.description,
        "creation_time": written(live.created_at),
        "permalink_url": permalink(live),
        "embed_html": f'<iframe src="https://www.facebook.com/plugins/video.php?v={live.id}">',
        "video": video_body(live, context),
        "from": _page(context),
        "live_views": viewers(live, context),
        "total_views": str(views(live, context)),
        "is_manual_mode": False,
        "is_reference_only": False,
    }
    times = {"planned_start_time": live.planned_at, "broadcast_start_time": live.began_at}
    body |= {name: written(value) for name, value in times.items() if value is not None}
    if live.planned_at is not None:
        body["seconds_left"] = max(0, int(live.planned_at - context.now.timestamp()))
    return body | (_ingest(live) if live.takes_picture else {})


def video_body(live: Live, context: RequestContext) -> JsonObject:
    """Return all that the emulator knows of the copy; it can be fetched once it is a VOD."""
    is_ready = live.status == "VOD"
    body: JsonObject = {
        "id": live.video_id,
        "title": live.title,
        "description": live.description,
        "permalink_url": permalink(live),
        "created_time": written(live.created_at),
        "updated_time": written(live.ended_at or live.created_at),
        "from": _page(context),
        "published": live.began_at is not None,
        "live_status": live.status,
        "status": {"video_status": "ready" if is_ready else "processing"},
        "length": _length_s(live) if is_ready else 0,
        "views": views(live, context),
    }
    return body | ({"source": cdn.address(live, context)} if is_ready else {})


def viewers(live: Live, context: RequestContext) -> int:
    """Return how many watch at this moment: nobody, without a broadcast."""
    if live.status != "LIVE" or live.began_at is None:
        return 0
    if live.viewers is not None:
        return live.viewers
    minutes = int(context.now.timestamp() - live.began_at) // 60
    return USUAL_VIEWERS + GAINED_PER_MINUTE * minutes if live.is_receiving else 0


def views(live: Live, context: RequestContext) -> int:
    """Return how often it was watched, from its beginning until now or its end."""
    if live.began_at is None:
        return 0
    if live.views is not None:
        return live.views
    until = live.ended_at or context.now.timestamp()
    return 2 * (USUAL_VIEWERS + GAINED_PER_MINUTE * (int(until - live.began_at) // 60))


def permalink(live: Live) -> str:
    """Return where the public watches; Graph gives it without the host."""
    return f"/{live.page}/videos/{live.video_id}/"


def written(seconds: float) -> str:
    """Return an instant as Graph writes it."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S+0000}"


def page_of_nodes(found: Sequence[object]) -> JsonObject:
    """Return the part of a list that was asked for, and how to ask for the next one."""
    limit, after = _count(parameter("limit") or 25), str(parameter("after"))
    first = _count(base64.urlsafe_b64decode(after).decode()) if after else 0
    last = first + min(limit, MOST_LISTED)
    cursors = {"before": _cursor(first), "after": _cursor(last)}
    paging: JsonObject = {"cursors": cursors}
    if last < len(found):
        # Meta writes the token into this address; whoever follows it sends theirs anyway.
        asked = {name: value for name, value in request.args.items() if name != "access_token"}
        query = urlencode(asked | {"after": cursors["after"]})
        paging["next"] = f"{request.base_url}?{query}"
    data = list(found[first:last])
    return {"data": data} | ({"paging": paging} if data else {})


def _count(value: object) -> int:
    """Return a number of a list's parameters."""
    if not str(value).isdecimal():
        raise GraphError(100, "(#100) Invalid cursor or limit")
    return int(str(value))


def _cursor(number: int) -> str:
    """Return a place in a list in a form that nobody reads."""
    return base64.urlsafe_b64encode(str(number).encode()).decode()


def _length_s(live: Live) -> float:
    """Return how long the copy is."""
    return round((live.ended_at or 0) - (live.began_at or 0), 2)


def _page(context: RequestContext) -> JsonObject:
    """Return the Page as the author of something."""
    return {"id": state.PAGE_ID, "name": state.conduct(context.tx).page_name}


def _ingest(live: Live) -> JsonObject:
    """Return where a picture is to be sent, and how it arrives."""
    secure, plain = SECURE_STREAM_URL + live.stream_key, STREAM_URL + live.stream_key
    stream: JsonObject = {
        "id": live.id + "0",
        "stream_id": "0",
        "is_master": True,
        "secure_stream_url": secure,
        "stream_url": plain,
    }
    if live.is_receiving:
        stream["stream_health"] = {"video_bitrate": 4_000_000, "video_framerate": 30}
    return {
        "secure_stream_url": secure,
        "stream_url": plain,
        "secure_stream_secondary_urls": [],
        "stream_secondary_urls": [],
        "ingest_streams": [stream],
    }
