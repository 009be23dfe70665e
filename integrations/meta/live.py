"""Facebook as a Broadcaster: live videos of one Page by the Graph API.

Graph has no idempotency key: after a lost answer to `create`, `find` looks for the folio in the
descriptions.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, quote

from integrations.contracts.broadcasting import LiveRequest, LiveStage, LiveVideo
from integrations.contracts.common import Connection, FileLink
from integrations.errors import (
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RejectedError,
    UnavailableError,
)
from integrations.http.call import NOT_UNDERSTOOD, VendorRequest, is_loopback
from integrations.http.fields import address_in, object_in, text_in
from integrations.join_links import check_live_link
from integrations.meta.check import check
from integrations.meta.errors import GONE, VENDOR, NoEventError
from integrations.meta.live_bodies import (
    FIELDS,
    LISTED_FIELDS,
    NOT_OVER,
    SITE,
    carries_folio,
    event_for,
    live_from,
    made_at,
    texts_for,
)
from integrations.meta.scopes import FOR_BROADCASTS
from integrations.meta.session import FacebookSession, FacebookSettings

__all__ = ["FacebookLive", "FacebookSettings"]

PAGE_SIZE = 100
MOST_PAGES = 20
"""Two thousand live videos that are not over: more is an endless list, not a list."""
NO_COPY = "Facebook no pudo preparar la grabación de la transmisión."


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
        sleep: Callable[[float], None] = time.sleep,
        **time_outs: float,
    ) -> None:
        """Keep the settings; nothing is sent. `time_outs` are `connect_s` and `read_s`."""
        self._settings = settings
        self._session = FacebookSession(settings, now=now, sleep=sleep, **time_outs)
        self._now = now

    def check_link(self, url: str) -> None:
        """Raise RejectedError, in Spanish, when `url` cannot be a live video's address."""
        check_live_link(url)

    def producer_url(self, video_id: str) -> str:
        """Return Facebook's own page for whoever operates the live video; empty for none."""
        return f"{SITE}/live/producer/{quote(video_id, safe='')}" if video_id else ""

    def create(self, request: LiveRequest) -> LiveVideo:
        """Announce it; not idempotent: after OutcomeUnknownError call `find` first."""
        body = {"status": "SCHEDULED_UNPUBLISHED", **texts_for(request)}
        body["event_params"] = event_for(request)
        call = VendorRequest(
            "create_live", "POST", self._lives, params={"fields": FIELDS}, body=body
        )
        answer = self._session.call(call)
        external_id = text_in(object_in(answer.body).get("id"))
        if not external_id:
            raise _lost("create_live", NOT_UNDERSTOOD, answer.status)
        try:
            live = live_from(answer.body)
        except ValueError:
            return self._read_new(external_id)
        return live if live.target and live.permalink_url else self._read_new(external_id)

    def find(self, request: LiveRequest) -> LiveVideo | None:
        """Return the live with `request.folio` among those that are not over; the newest one."""
        found = [one for one in self._listed() if carries_folio(one, request)]
        if not found:
            return None
        return self.read(text_in(max(found, key=made_at)["id"]))

    def read(self, external_id: str) -> LiveVideo:
        """Read it as it stands now. Raises NotFoundError when it is gone."""
        path = _node(external_id, "read_live")
        call = VendorRequest("read_live", "GET", path, params={"fields": FIELDS}, is_write=False)
        answer = self._session.call(call)
        try:
            return live_from(answer.body)
        except ValueError as error:
            raise _unreadable("read_live", answer.status) from error

    def update(self, external_id: str, request: LiveRequest) -> LiveVideo:
        """Change title, text, time and cover, and read it back."""
        texts = texts_for(request)
        try:
            self._change(external_id, texts | {"event_params": event_for(request)})
        except NoEventError:
            # Made as a plain live video, by hand for example: its start has another name.
            start = event_for(request)["start_time"]
            self._change(external_id, texts | {"planned_start_time": start})
        return self.read(external_id)

    def cancel(self, external_id: str) -> None:
        """Take the announcement back; one that is gone already counts as taken back."""
        try:
            self._write(VendorRequest("delete_live", "DELETE", _node(external_id, "delete_live")))
        except NotFoundError:
            return

    def go_live(self, external_id: str) -> LiveVideo:
        """Let the public see what arrives, and read it back; one that is live already is fine.

        One that is over, taken back or expired is returned as it is: look at its stage.
        """
        live = self.read(external_id)
        if live.stage is not LiveStage.SCHEDULED:
            return live
        self._change(external_id, {"status": "LIVE_NOW"})
        return self.read(external_id)

    def end(self, external_id: str) -> LiveVideo:
        """End it and read it back; one that has ended already, or never began, is left alone."""
        live = self.read(external_id)
        if live.stage is not LiveStage.LIVE:
            return live
        self._change(external_id, {"end_live_video": True})
        return self.read(external_id)

    def copy(self, video_id: str) -> FileLink | None:
        """Return the link of the copy; None while Facebook still works on it."""
        path, params = _node(video_id, "read_video"), {"fields": "source,status"}
        call = VendorRequest("read_video", "GET", path, params=params, is_write=False)
        video = object_in(self._session.call(call).body)
        if not text_in(video.get("id")):
            raise _unreadable("read_video", 200)
        state = text_in(object_in(video.get("status")).get("video_status"))
        if state == "error":
            raise RejectedError(NO_COPY, vendor=VENDOR, operation="read_video")
        if state == "expired":
            raise _gone("read_video")
        url = text_in(video.get("source"))
        if not url or state == "processing":
            return None
        is_ours = is_loopback(url) and is_loopback(self._settings.api_base)
        if address_in(url).scheme != "https" and not is_ours:
            raise _unreadable("read_video", 200)
        # The address carries its own signature: the token is never sent there.
        return FileLink(url)

    def check(self) -> Connection:
        """Try the token and name what is missing; never raises for a refusal."""
        return check(self._session, self._settings, self._now(), parts=FOR_BROADCASTS)

    @property
    def _lives(self) -> str:
        """Return the address of the Page's live videos."""
        return f"/{self._settings.page_id}/live_videos"

    def _change(self, external_id: str, body: Mapping[str, object]) -> None:
        """Change a live video."""
        path = _node(external_id, "update_live")
        self._write(VendorRequest("update_live", "POST", path, body=body))

    def _write(self, call: VendorRequest) -> None:
        """Send a write whose answer says no more than whether it was done."""
        answer = self._session.call(call)
        if object_in(answer.body).get("success") is False:
            raise _lost(call.operation, NOT_UNDERSTOOD, answer.status)

    def _read_new(self, external_id: str) -> LiveVideo:
        """Read what was just made: whatever fails now, it does exist."""
        try:
            return self.read(external_id)
        except IntegrationError as error:
            raise _lost("create_live", error.message, error.status) from error

    def _listed(self) -> Iterator[Mapping[str, object]]:
        """Give the live videos that are not over, page by page."""
        params: dict[str, str | int] = {
            "broadcast_status": json.dumps(NOT_OVER),
            "fields": LISTED_FIELDS,
            "limit": PAGE_SIZE,
        }
        for _ in range(MOST_PAGES):
            call = VendorRequest("list_lives", "GET", self._lives, params=params, is_write=False)
            body = object_in(self._session.call(call).body)
            listed = body.get("data")
            if not isinstance(listed, list):
                raise _unreadable("list_lives", 200)
            yield from (one for one in listed if isinstance(one, Mapping))
            after = _cursor(object_in(body.get("paging")))
            if after is None:
                return
            params["after"] = after
        # "None of them" would let a second one be made.
        raise _unreadable("list_lives", 200)


def _cursor(paging: Mapping[str, object]) -> str | None:
    """Return where the next page begins; None where this was the last one.

    The address of the next page may lead anywhere and holds the token: only its cursor is taken.
    """
    following = text_in(paging.get("next"))
    if not following:
        return None
    given = text_in(object_in(paging.get("cursors")).get("after"))
    after = given or parse_qs(address_in(following).query).get("after", [""])[0]
    if not after:
        raise _unreadable("list_lives", 200)
    return after


def _node(number: str, operation: str) -> str:
    """Return the address of a node; what is no id of Graph's leads nowhere."""
    if not re.fullmatch(r"[0-9]+(_[0-9]+)?", number):
        raise _gone(operation)
    return f"/{number}"


def _gone(operation: str) -> NotFoundError:
    """Return the error for what Facebook does not have."""
    return NotFoundError(GONE, vendor=VENDOR, operation=operation)


def _unreadable(operation: str, status: int) -> UnavailableError:
    """Return the error for an answer to a read that makes no sense."""
    return UnavailableError(NOT_UNDERSTOOD, vendor=VENDOR, operation=operation, status=status)


def _lost(operation: str, message: str, status: int | None) -> OutcomeUnknownError:
    """Return the error for a write of which nobody knows what became of it."""
    return OutcomeUnknownError(message, vendor=VENDOR, operation=operation, status=status)
