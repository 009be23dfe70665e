"""Live videos as Graph words them: the bodies we send, and what its objects say.

Facts: Graph v26.0, `LiveVideo`. Its id is not that of the video which stays afterwards.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urljoin

from integrations.contracts.broadcasting import LiveRequest, LiveStage, LiveVideo, StreamTarget
from integrations.http.fields import object_in, text_in

SITE = "https://www.facebook.com"
MOST_TITLE = 254
# `broadcast_start_time` is missing on new live videos: nothing relies on it.
FIELDS = (
    "id,title,description,status,permalink_url,planned_start_time,broadcast_start_time,live_views,"
    "total_views,secure_stream_url,video"
)
LISTED_FIELDS = "id,description,creation_time"
NOT_OVER = ("SCHEDULED_UNPUBLISHED", "SCHEDULED_LIVE", "UNPUBLISHED", "LIVE")
STAGES = {
    "UNPUBLISHED": LiveStage.SCHEDULED,
    "SCHEDULED_UNPUBLISHED": LiveStage.SCHEDULED,
    "SCHEDULED_LIVE": LiveStage.SCHEDULED,
    "LIVE": LiveStage.LIVE,
    "LIVE_STOPPED": LiveStage.STOPPED,
    "PROCESSING": LiveStage.STOPPED,
    "VOD": LiveStage.READY,
    "SCHEDULED_CANCELED": LiveStage.CANCELLED,
    "SCHEDULED_EXPIRED": LiveStage.EXPIRED,
}
_EARLIEST = datetime.min.replace(tzinfo=UTC)
# A query after the key belongs to it: the encoder sends it along.
_TARGET = re.compile(r"(rtmps?://[^/?#\s]+/(?:[^?#\s]*/)?)([^/?#\s]+(?:\?\S*)?)")


def texts_for(request: LiveRequest) -> dict[str, object]:
    """Return title and description as Facebook gets them, our folio in a line of its own."""
    lines = [request.description, _folio_line(request)]
    description = "\n\n".join(line for line in lines if line)
    return {"title": request.title[:MOST_TITLE], "description": description}


def event_for(request: LiveRequest) -> dict[str, object]:
    """Return the beginning, in Unix seconds, and the cover."""
    event: dict[str, object] = {"start_time": int(request.starts_at.timestamp())}
    return event | ({"cover": request.cover_url} if request.cover_url else {})


def carries_folio(one: Mapping[str, object], request: LiveRequest) -> bool:
    """Tell whether a listed live video is the one that was asked for."""
    # The folio of another session may begin with the same letters.
    wanted = rf"\b{re.escape(_folio_line(request))}(?![\w-])"
    is_same = re.search(wanted, text_in(one.get("description"))) is not None
    return is_same and text_in(one.get("id")) != ""


def made_at(one: Mapping[str, object]) -> datetime:
    """Return the instant when a listed live was made; long ago where Facebook tells none."""
    return _instant(one.get("creation_time")) or _EARLIEST


def live_from(body: object) -> LiveVideo:
    """Return a live video by Graph's object.

    Raises ValueError for one without an id, and for a status that is new to us: whichever stage
    stood for it, something would be started or given up that must not be.
    """
    known = object_in(body)
    external_id, status = text_in(known.get("id")), text_in(known.get("status"))
    if not external_id or status not in STAGES:
        raise ValueError("no live video, or one in a state that is not known")
    address = text_in(known.get("permalink_url"))
    permalink = urljoin(SITE, address) if address else ""
    video = known.get("video")
    return LiveVideo(
        external_id=external_id,
        stage=STAGES[status],
        permalink_url=permalink,
        video_id=text_in(video.get("id") if isinstance(video, Mapping) else video),
        title=text_in(known.get("title")),
        description=text_in(known.get("description")),
        starts_at=_instant(known.get("planned_start_time")),
        began_at=_instant(known.get("broadcast_start_time")),
        viewers=_count(known.get("live_views")),
        views=_count(known.get("total_views")),
        target=target_from(text_in(known.get("secure_stream_url")), permalink),
    )


def target_from(url: str, permalink: str) -> StreamTarget | None:
    """Return a picture's target: the address up to its last slash, and the key behind it."""
    found = _TARGET.fullmatch(url)
    return StreamTarget(found[1], found[2], permalink) if found else None


def _folio_line(request: LiveRequest) -> str:
    """Return the line by which we find a live video again."""
    return f"Folio {request.folio}"


def _instant(value: object) -> datetime | None:
    """Return an instant that is given in Unix seconds or as ISO 8601; None for anything else."""
    try:
        if isinstance(value, str) and not value.isdigit():
            found = datetime.fromisoformat(value)
            return found.astimezone(UTC) if found.tzinfo else None
        if not isinstance(value, int | float | str):
            return None
        return datetime.fromtimestamp(int(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _count(value: object) -> int | None:
    """Return a count, which Graph writes as a number or as its digits; None for anything else."""
    digits = text_in(value)
    return int(digits) if re.fullmatch(r"[0-9]{1,15}", digits) else None
