"""Facebook as a Publisher: reels for upright films of 3 to 90 seconds, videos for all others.

An upright film that is sent as a video ends as a draft that nobody sees, so such ones always go as
reels. Facts: Graph v26.0, Reels Publishing API and Page videos (contract of Meta, 7.1 to 7.3).
"""

import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import urljoin

from integrations.contracts.common import Connection
from integrations.contracts.publishing import Draft, Post, Seen, Stage
from integrations.errors import (
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RejectedError,
    UnavailableError,
)
from integrations.http.call import NOT_UNDERSTOOD, VendorRequest, VendorResponse
from integrations.http.fields import figures_in, number_in, object_in, objects_in, text_in
from integrations.http.uploads import Upload, check_address, send
from integrations.meta.check import check
from integrations.meta.errors import GONE, VENDOR, error_for
from integrations.meta.live_bodies import SITE
from integrations.meta.scopes import FOR_POSTS
from integrations.meta.session import FacebookSession, FacebookSettings

LEAST_REEL_MS, MOST_REEL_MS = 3_000, 90_000
UPLOAD_HOSTS = ("rupload.facebook.com",)
FIELDS = "status,permalink_url,post_id"
VIDEO_METRICS = ("total_video_views",)
REEL_METRICS = ("blue_reels_play_count", "fb_reels_total_plays")
"""What Meta's pages call the views of videos and of reels («Video Insights», 2026): of these the
first that is still told counts, for Meta takes metrics away every year."""
REEL_PATH = "/reel/"
"""Where reels are seen: by it, and not by the film, it is known what Meta made of one."""
SESSION = "session:"
"""Begins what names the upload of a video, which has no address: `session:<id>:<first end>`."""
CAPTIONS_NAME = "subtitulos.es_LA.srt"
STAYED_DRAFT = "Facebook la dejó como borrador y nadie la ve. Publíquela a mano en Facebook."
TOO_LONG = "Un video vertical de menos de 3 s o más de 90 s no se puede publicar como reel."
FAILED = "Facebook no pudo preparar el video."


class FacebookPosts:
    """Publishes clips on one Page. Safe to share between threads."""

    network = VENDOR

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

    def begin(self, post: Post) -> Draft:
        """Make a place for it, which nobody sees."""
        if not post.is_upright:
            body = {"upload_phase": "start", "file_size": post.size_bytes}
            said = self._repeatable("start_video", self._page("videos"), body)
            session, end = text_in(said.get("upload_session_id")), text_in(said.get("end_offset"))
            is_known = bool(session) and end.isdecimal()
            return _draft("start_video", said, f"{SESSION}{session}:{end}" if is_known else "")
        if not LEAST_REEL_MS <= post.duration_ms <= MOST_REEL_MS:
            raise RejectedError(TOO_LONG, vendor=VENDOR, operation="start_reel")
        said = self._repeatable("start_reel", self._page("video_reels"), {"upload_phase": "start"})
        draft = _draft("start_reel", said, text_in(said.get("upload_url")))
        # The token goes there with the bytes, so the address is not taken on an answer's word.
        check_address(draft.upload_url, VENDOR, UPLOAD_HOSTS, self._settings.api_base)
        return draft

    def upload(self, draft: Draft, post: Post, alive: Callable[[], object]) -> Draft:
        """Send its bytes, from where they broke off."""
        if draft.upload_url.startswith(SESSION):
            self._transfer(draft, post, alive)
            return draft
        # Facebook's own count, and not ours: what was sent last may never have arrived.
        offset = self._received(draft)
        if offset >= post.size_bytes:
            return draft
        headers = {
            "Authorization": f"OAuth {self._settings.page_token}",
            "offset": str(offset),
            "file_size": str(post.size_bytes),
        }
        upload = Upload(
            VENDOR,
            "upload_reel",
            draft.upload_url,
            post.film,
            post.size_bytes,
            offset,
            headers=headers,
        )
        self._check(send(upload, alive), "upload_reel")
        return draft

    def is_ready(self, draft: Draft) -> bool:
        """Tell whether it can be published: here at once."""
        return True

    def publish(self, draft: Draft, post: Post) -> str:
        """Make it public; that it was taken is no proof yet. Never repeated."""
        if draft.upload_url.startswith(SESSION):
            session, _ = _session_of(draft)
            body = {"upload_phase": "finish", "upload_session_id": session}
            call = self._call("finish_video", self._page("videos"), body | _words(post))
        else:
            body = {
                "upload_phase": "finish",
                "video_id": draft.remote_id,
                "video_state": "PUBLISHED",
            }
            call = self._call("finish_reel", self._page("video_reels"), body | _words(post))
        said = object_in(self._session.call(call).body)
        # An answer of 200 that does not say so is neither a refusal nor a promise.
        if said.get("success") is not True:
            raise OutcomeUnknownError(NOT_UNDERSTOOD, vendor=VENDOR, operation=call.operation)
        return draft.remote_id

    def look(self, draft: Draft, post: Post) -> Seen:
        """Read how it stands."""
        try:
            video = self._read(draft.remote_id)
        except NotFoundError:
            return Seen(Stage.GONE)
        address = text_in(video.get("permalink_url"))
        stage, reason = _stage_of(object_in(video.get("status")))
        return Seen(stage, urljoin(SITE, address) if address else "", reason, draft.remote_id)

    def add_captions(self, remote_id: str, post: Post) -> None:
        """Add its captions, whose file's name tells their language; and a video's picture.

        For a reel Meta documents no picture of one's own (contract of Meta, 7.3).
        """
        node = _node(remote_id, "add_captions")
        if post.captions:
            file = (CAPTIONS_NAME, post.captions.encode(), "application/x-subrip")
            body = {"default_locale": "es_LA"}
            path = f"{node}/captions"
            self._repeatable("add_captions", path, body, files={"captions_file": file})
        if post.picture and not post.is_upright:
            picture = ("miniatura.jpg", post.picture, "image/jpeg")
            body = {"is_preferred": "true"}
            path = f"{node}/thumbnails"
            self._repeatable("set_thumbnail", path, body, files={"source": picture})

    def retract(self, remote_id: str) -> None:
        """Delete it; one that is gone already counts as taken down."""
        try:
            call = VendorRequest("delete_video", "DELETE", _node(remote_id, "delete_video"))
            self._session.call(call)
        except NotFoundError:
            return

    def figures(self, remote_id: str) -> Mapping[str, int]:
        """Read how often it was watched; reach is told no more (since 2026-06-15)."""
        address = text_in(self._read(remote_id).get("permalink_url"))
        path = f"{_node(remote_id, 'read_insights')}/video_insights"
        for metric in REEL_METRICS if REEL_PATH in address else VIDEO_METRICS:
            call = VendorRequest(
                "read_insights", "GET", path, params={"metric": metric}, is_write=False
            )
            try:
                said = object_in(self._session.call(call).body)
            except NotFoundError:
                raise
            except RejectedError:
                # "(#100) … valid insights metric": taken away, never a failure.
                continue
            if found := figures_in(views=_value_of(said)):
                return found
        return {}

    def check(self) -> Connection:
        """Try the token and name what is missing; never raises for a refusal."""
        return check(self._session, self._settings, self._now(), parts=FOR_POSTS)

    def _page(self, edge: str) -> str:
        """Return the address of one of the Page's edges."""
        return f"/{self._settings.page_id}/{edge}"

    def _call(self, operation: str, path: str, body: Mapping[str, object]) -> VendorRequest:
        """Return a write."""
        return VendorRequest(operation, "POST", path, body=body)

    def _repeatable(
        self,
        operation: str,
        path: str,
        body: Mapping[str, object],
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
    ) -> Mapping[str, object]:
        """Send a write that makes nothing public: a lost answer only means to send it again."""
        form = {name: str(value) for name, value in body.items()} if files else None
        call = VendorRequest(
            operation, "POST", path, body=None if files else body, form=form, files=files
        )
        try:
            return object_in(self._session.call(call).body)
        except OutcomeUnknownError as error:
            raise _again(error) from error

    def _read(self, remote_id: str) -> Mapping[str, object]:
        """Read a video."""
        path = _node(remote_id, "read_video")
        call = VendorRequest("read_video", "GET", path, params={"fields": FIELDS}, is_write=False)
        return object_in(self._session.call(call).body)

    def _received(self, draft: Draft) -> int:
        """Return how many bytes of a reel Facebook has."""
        status = object_in(self._read(draft.remote_id).get("status"))
        phase = object_in(status.get("uploading_phase"))
        # Meta's own pages spell it in two ways.
        return number_in(phase.get("bytes_transfered", phase.get("bytes_transferred"))) or 0

    def _transfer(self, draft: Draft, post: Post, alive: Callable[[], object]) -> None:
        """Send a video piece by piece, as Facebook asks for them."""
        session, end = _session_of(draft)
        begin = 0
        while begin < end:
            with post.film.open("rb") as file:
                file.seek(begin)
                piece = file.read(end - begin)
            begin, end = self._send_piece(session, begin, piece)
            alive()

    def _send_piece(self, session: str, begin: int, piece: bytes) -> tuple[int, int]:
        """Send one piece; return which is wanted next."""
        body = {
            "upload_phase": "transfer",
            "upload_session_id": session,
            "start_offset": begin,
        }
        files = {"video_file_chunk": ("film.mp4", piece, "application/octet-stream")}
        try:
            said = self._repeatable("transfer_video", self._page("videos"), body, files=files)
        except RejectedError as error:
            # It has more, or less, than we know of: a new one is begun, nobody saw this.
            raise NotFoundError(error.message, vendor=VENDOR, operation=error.operation) from error
        begin_at, end_at = number_in(said.get("start_offset")), number_in(said.get("end_offset"))
        if begin_at is None or end_at is None:
            raise UnavailableError(NOT_UNDERSTOOD, vendor=VENDOR, operation="transfer_video")
        return begin_at, end_at

    def _check(self, answer: VendorResponse, operation: str) -> None:
        """Raise what a failed upload stands for."""
        said = object_in(answer.body)
        if answer.status >= 400 or "error" in said:
            error = error_for(answer, operation, self._now(), is_write=False)
            raise error
        if said.get("success") is False:
            raise UnavailableError(NOT_UNDERSTOOD, vendor=VENDOR, operation=operation)


def _stage_of(status: Mapping[str, object]) -> tuple[Stage, str]:
    """Return how far a video is, by its three phases, and why it failed."""
    word = text_in(status.get("video_status"))
    publishing = object_in(status.get("publishing_phase"))
    if word == "error":
        errors = objects_in(object_in(status.get("processing_phase")).get("errors"))
        told = text_in(errors[0].get("message")) if errors else ""
        return Stage.FAILED, f"{FAILED} ({told})" if told else FAILED
    if word == "expired":
        return Stage.GONE, ""
    if text_in(publishing.get("publish_status")) == "published":
        return (Stage.PUBLISHED if word == "ready" else Stage.PROCESSING), ""
    is_done = word == "ready"
    if is_done and text_in(publishing.get("publish_status")) == "draft":
        return Stage.FAILED, STAYED_DRAFT
    processing = text_in(object_in(status.get("processing_phase")).get("status"))
    if word == "upload_complete" or processing in ("", "not_started"):
        return Stage.DRAFT, ""
    return Stage.PROCESSING, ""


def _session_of(draft: Draft) -> tuple[str, int]:
    """Return what names the upload of a video, and where its first piece ends."""
    session, _, end = draft.upload_url.removeprefix(SESSION).partition(":")
    return session, int(end)


def _words(post: Post) -> dict[str, object]:
    """Return title and text as Facebook gets them."""
    return {"title": post.title[:255], "description": post.text}


def _draft(operation: str, said: Mapping[str, object], upload_url: str) -> Draft:
    """Return what was begun."""
    remote_id = text_in(said.get("video_id"))
    if not remote_id or not upload_url:
        raise UnavailableError(NOT_UNDERSTOOD, vendor=VENDOR, operation=operation)
    return Draft(remote_id, upload_url)


def _value_of(said: Mapping[str, object]) -> object:
    """Return the value of the one metric in an answer."""
    for metric in objects_in(said.get("data"))[:1]:
        for one in objects_in(metric.get("values"))[:1]:
            return one.get("value")
    return None


def _node(number: str, operation: str) -> str:
    """Return the address of a node; what is no id of Graph's leads nowhere."""
    if not re.fullmatch(r"[0-9]+(_[0-9]+)?", number):
        raise NotFoundError(GONE, vendor=VENDOR, operation=operation)
    return f"/{number}"


def _again(error: IntegrationError) -> UnavailableError:
    """Return that what was sent may be sent again."""
    return UnavailableError(
        error.message, vendor=error.vendor, operation=error.operation, status=error.status
    )
