"""Facebook as a Broadcaster: live videos of one Page by the Graph API.

Beside it: `facebook_session` (token, proof, pace), `facebook_errors` (codes), `facebook_webhooks`.
Graph has no idempotency key: after a lost answer to `create`, `find` looks for the folio, which
stands in a line of its own at the end of the description.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urljoin, urlsplit

from integrations.base import Connection, FileLink
from integrations.broadcasting import LiveRequest, LiveStage, LiveVideo, StreamTarget
from integrations.errors import (
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RejectedError,
    UnavailableError,
)
from integrations.facebook_check import check
from integrations.facebook_errors import VENDOR
from integrations.facebook_session import FacebookSession, FacebookSettings
from integrations.http import NOT_UNDERSTOOD, Call, is_loopback
from integrations.links import FACEBOOK_HOSTS, check_link

__all__ = ["FacebookLive", "FacebookSettings"]

SITE = "https://www.facebook.com"
FOLIO = "Folio {folio}"
MOST_TITLE = 254
MOST_PAGES = 20
# `broadcast_start_time` is missing on new live videos: nothing relies on it.
FIELDS = (
    "id,title,description,status,permalink_url,planned_start_time,broadcast_start_time,live_views,"
    "secure_stream_url,video"
)
NOT_OVER = ("SCHEDULED_UNPUBLISHED", "SCHEDULED_LIVE", "UNPUBLISHED", "LIVE")
NO_EVENT = "does not associate with a Live Online Event"
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


class FacebookLive:
    """Announces and ends live videos of one Page. Safe to share between threads."""

    channel = VENDOR
    works_by_itself = True
    furthest_ahead = timedelta(days=7)
    """Live Video API: an event can be scheduled at most seven days ahead."""
    least_ahead = timedelta(minutes=10)
    """Ours; Meta's page names no lower bound."""
    kept_for: timedelta | None = timedelta(days=30)
    """Meta deletes live videos 30 days after the broadcast since 2025-02-19."""

    def __init__(
        self,
        settings: FacebookSettings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        **time_outs: float,
    ) -> None:
        """Keep the settings; nothing is sent. `time_outs` are `connect_s` and `read_s`."""
        self._settings = settings
        self._session = FacebookSession(settings, now=now, **time_outs)
        self._now = now

    def check_link(self, url: str) -> None:
        """Raise RejectedError, in Spanish, when `url` cannot be a live video's address."""
        check_link(url, FACEBOOK_HOSTS, vendor=VENDOR, name="Facebook")

    def producer_url(self, video_id: str) -> str:
        """Return Facebook's own page for whoever operates the live video; empty for none."""
        return f"{SITE}/live/producer/{quote(video_id)}" if video_id else ""

    def create(self, request: LiveRequest) -> LiveVideo:
        """Announce it; not idempotent: after OutcomeUnknownError call `find` first."""
        body = {"status": "SCHEDULED_UNPUBLISHED", **_texts(request)}
        body["event_params"] = _event(request)
        path = f"/{self._settings.page_id}/live_videos"
        call = Call("create_live", "POST", path, params={"fields": FIELDS}, body=body)
        answer = self._session.call(call)
        external_id = _text(_object(answer.body).get("id"))
        if not external_id:
            raise OutcomeUnknownError(
                NOT_UNDERSTOOD, vendor=VENDOR, operation="create_live", status=answer.status
            )
        live = _live(answer.body)
        if live is not None and live.target is not None and live.permalink_url:
            return live
        return self._read_or_unknown(external_id)

    def find(self, request: LiveRequest) -> LiveVideo | None:
        """Look among those that are not over for one with `request.folio`; the newest one."""
        wanted = re.compile(rf"\b{re.escape(FOLIO.format(folio=request.folio))}\b")
        for one in self._listed():
            if wanted.search(_text(one.get("description"))) and _text(one.get("id")):
                return self.read(_text(one["id"]))
        return None

    def read(self, external_id: str) -> LiveVideo:
        """Read it as it stands now. Raises NotFoundError when it is gone."""
        params = {"fields": FIELDS}
        call = Call("read_live", "GET", _node(external_id), params=params, is_write=False)
        answer = self._session.call(call)
        live = _live(answer.body)
        if live is None:
            raise UnavailableError(
                NOT_UNDERSTOOD, vendor=VENDOR, operation="read_live", status=answer.status
            )
        return live

    def update(self, external_id: str, request: LiveRequest) -> LiveVideo:
        """Change title, text, time and cover, and read it back."""
        texts = _texts(request)
        try:
            self._change(external_id, texts | {"event_params": _event(request)})
        except RejectedError as error:
            if NO_EVENT not in error.message:
                raise
            # Made as a plain live video, by hand for example: its start has another name.
            start = int(request.starts_at.timestamp())
            self._change(external_id, texts | {"planned_start_time": start})
        return self.read(external_id)

    def cancel(self, external_id: str) -> None:
        """Take the announcement back; one that is gone already counts as taken back."""
        try:
            self._session.call(Call("delete_live", "DELETE", _node(external_id)))
        except NotFoundError:
            return

    def go_live(self, external_id: str) -> LiveVideo:
        """Let the public see what arrives, and read it back; one that is live already is fine."""
        live = self.read(external_id)
        if live.stage is not LiveStage.SCHEDULED:
            return live
        self._change(external_id, {"status": "LIVE_NOW"})
        return self.read(external_id)

    def end(self, external_id: str) -> LiveVideo:
        """End it and read it back; one that has ended already is fine."""
        live = self.read(external_id)
        if live.stage is not LiveStage.LIVE:
            return live
        self._change(external_id, {"end_live_video": True})
        return self.read(external_id)

    def copy(self, video_id: str) -> FileLink | None:
        """Return where the copy can be fetched; None while Facebook still works on it."""
        params = {"fields": "source,length,status,permalink_url"}
        call = Call("read_video", "GET", _node(video_id), params=params, is_write=False)
        url = _text(_object(self._session.call(call).body).get("source"))
        if not url:
            return None
        is_ours = is_loopback(url) and is_loopback(self._settings.api_base)
        if urlsplit(url).scheme != "https" and not is_ours:
            raise UnavailableError(NOT_UNDERSTOOD, vendor=VENDOR, operation="read_video")
        # The address carries its own signature: the token is never sent there.
        return FileLink(url)

    def check(self) -> Connection:
        """Try the token and name what is missing; never raises for a refusal."""
        return check(self._session, self._settings, self._now())

    def _change(self, external_id: str, body: Mapping[str, object]) -> None:
        """Change a live video."""
        self._session.call(Call("update_live", "POST", _node(external_id), body=body))

    def _read_or_unknown(self, external_id: str) -> LiveVideo:
        """Read what was just made: whatever fails now, it does exist."""
        try:
            return self.read(external_id)
        except IntegrationError as error:
            raise OutcomeUnknownError(
                error.message, vendor=VENDOR, operation="create_live", status=error.status
            ) from error

    def _listed(self) -> Iterator[Mapping[str, object]]:
        """Give the live videos that are not over, page by page, the newest first."""
        path = f"/{self._settings.page_id}/live_videos"
        params: dict[str, str | int] = {
            "broadcast_status": json.dumps(NOT_OVER),
            "fields": "id,title,description,planned_start_time,status",
            "limit": 100,
        }
        for _ in range(MOST_PAGES):
            call = Call("list_lives", "GET", path, params=params, is_write=False)
            body = _object(self._session.call(call).body)
            listed = body.get("data")
            yield from (one for one in listed or () if isinstance(one, Mapping))
            paging = _object(body.get("paging"))
            after = _text(_object(paging.get("cursors")).get("after"))
            # The address of the next page may lead anywhere; only its cursor is taken.
            if not paging.get("next") or not after:
                return
            params["after"] = after


def _texts(request: LiveRequest) -> dict[str, object]:
    """Return title and description as Facebook gets them, our folio at the end."""
    lines = [request.description, FOLIO.format(folio=request.folio)]
    description = "\n\n".join(line for line in lines if line)
    return {"title": request.title[:MOST_TITLE], "description": description}


def _event(request: LiveRequest) -> dict[str, object]:
    """Return when it begins, in Unix seconds, and its cover."""
    event: dict[str, object] = {"start_time": int(request.starts_at.timestamp())}
    return event | ({"cover": request.cover_url} if request.cover_url else {})


def _live(body: object) -> LiveVideo | None:
    """Return a live video by Graph's object; None when it is none."""
    known = _object(body)
    external_id, status = _text(known.get("id")), _text(known.get("status"))
    if not external_id or not status:
        return None
    address = _text(known.get("permalink_url"))
    permalink = urljoin(SITE, address) if address else ""
    video = known.get("video")
    return LiveVideo(
        external_id=external_id,
        # A word that is new to us: over is the only reading that starts nothing.
        stage=STAGES.get(status, LiveStage.STOPPED),
        permalink_url=permalink,
        video_id=_text(video.get("id") if isinstance(video, Mapping) else video),
        title=_text(known.get("title")),
        description=_text(known.get("description")),
        starts_at=_instant(known.get("planned_start_time")),
        began_at=_instant(known.get("broadcast_start_time")),
        viewers=_count(known.get("live_views")),
        target=_target(_text(known.get("secure_stream_url")), permalink),
    )


def _target(url: str, permalink: str) -> StreamTarget | None:
    """Return the address of a picture without its key, and the key, which is all that follows."""
    base, slash, key = url.rpartition("/")
    if not (url.startswith(("rtmps://", "rtmp://")) and slash and key):
        return None
    return StreamTarget(f"{base}/", key, permalink)


def _instant(value: object) -> datetime | None:
    """Return an instant that is given in Unix seconds or as ISO 8601; None for anything else."""
    try:
        if isinstance(value, str) and not value.isdigit():
            found = datetime.fromisoformat(value)
            return found.astimezone(UTC) if found.tzinfo else None
        return datetime.fromtimestamp(int(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _count(value: object) -> int | None:
    """Return a whole number, None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _node(number: str) -> str:
    """Return the address of a node."""
    return f"/{quote(number, safe='')}"


def _object(value: object) -> Mapping[str, object]:
    """Return a JSON object, an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    """Return a text or a number as text, empty for anything else."""
    is_plain = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value) if is_plain else ""
