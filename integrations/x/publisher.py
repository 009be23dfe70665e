"""X as a Publisher: media in segments, then one post that cannot be taken back.

Nothing names the post before it is there; but the media that only it may carry is known, and the
account's newest posts tell which media they carry. Every post costs money, one with an address
thirteen times as much. Facts: X API v2 (contract of Meta, 7.6).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from integrations.contracts.common import Connection
from integrations.contracts.publishing import Draft, Post, Seen, Stage
from integrations.errors import (
    BlockedError,
    CredentialsError,
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RejectedError,
    UnavailableError,
    Where,
)
from integrations.http.call import NOT_UNDERSTOOD, VendorRequest, is_loopback
from integrations.http.fields import figures_in, number_in, object_in, objects_in, rows_in, text_in
from integrations.x.session import API, NOT_THERE, VENDOR, XSession, XSettings

__all__ = ["XPosts", "XSettings"]

MEDIA = "media:"
"""Begins what names a draft's media, which has no address: `media:<id>`."""
SEGMENT_BYTES = 4_000_000
LEAST_MS, MOST_MS = 500, 140_000
LISTED = 10
YOUNG = timedelta(minutes=15)
STATUS = "https://x.com/i/status/"
DUPLICATE = "duplicate"
LINKS = re.compile(r"https?://\S+")

TOO_LONG = "X admite videos de medio segundo a 140 segundos."
FAILED = "X no pudo preparar el video ({why})."
MAYBE_OURS = "X dice que ya hay una publicación con este texto: se busca si es esta."
ENDS = "No vence; si cambia el permiso de la aplicación, dé el de la cuenta otra vez."
WORKS = "La conexión con X funciona."


class XPosts:
    """Publishes clips on one account. Safe to share between threads."""

    network = VENDOR

    def __init__(
        self,
        settings: XSettings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        **time_outs: float,
    ) -> None:
        """Keep the settings; nothing is sent. `time_outs` are `connect_s` and `read_s`."""
        self._base = settings.api_base or API
        self._session = XSession(settings, now=now, **time_outs)
        self._now = now

    def begin(self, post: Post) -> Draft:
        """Make a place for its bytes, which nobody sees."""
        if not LEAST_MS <= post.duration_ms <= MOST_MS:
            raise RejectedError(TOO_LONG, **_where("begin_media"))
        number = self._begin("tweet_video", "video/mp4", post.size_bytes)
        return Draft(number, MEDIA + number)

    def upload(self, draft: Draft, post: Post, alive: Callable[[], object]) -> Draft:
        """Send its bytes from the beginning; what is refused is begun anew, as nobody saw it."""
        with post.film.open("rb") as file:
            pieces = iter(lambda: file.read(SEGMENT_BYTES), b"")
            try:
                self._send(_media_of(draft), pieces, alive)
            except RejectedError as error:
                raise NotFoundError(error.message, **_where(error.operation)) from error
        return draft

    def is_ready(self, draft: Draft) -> bool:
        """Tell whether X is done with its bytes."""
        params = {"command": "STATUS", "media_id": _media_of(draft)}
        call = VendorRequest("read_media", "GET", "/2/media/upload", params=params, is_write=False)
        said = object_in(self._session.call(call).get("data"))
        work = object_in(said.get("processing_info"))
        state = text_in(work.get("state")) or "succeeded"
        if state == "failed":
            error = object_in(work.get("error"))
            why = text_in(error.get("message")) or text_in(error.get("name")) or state
            raise RejectedError(FAILED.format(why=why), **_where("read_media"))
        return state == "succeeded"

    def publish(self, draft: Draft, post: Post) -> str:
        """Make the post; return its id. Never repeated."""
        body: dict[str, object] = {"media": {"media_ids": [_media_of(draft)]}}
        if post.text:
            body["text"] = post.text
        try:
            said = self._session.call(VendorRequest("create_post", "POST", "/2/tweets", body=body))
        except RejectedError as error:
            if DUPLICATE in error.message.lower():
                raise OutcomeUnknownError(MAYBE_OURS, **_where("create_post")) from error
            raise
        number = text_in(object_in(said.get("data")).get("id"))
        if not number.isdecimal():
            raise OutcomeUnknownError(NOT_UNDERSTOOD, **_where("create_post"))
        return number

    def look(self, draft: Draft, post: Post) -> Seen:
        """Read how it stands: by its id once that is known, else among the newest posts."""
        number = draft.remote_id
        if number == _media_of(draft):
            number = self._listed(number, post)
            if not number:
                return Seen(Stage.DRAFT)
        try:
            self._read(number)
        except NotFoundError:
            return Seen(Stage.GONE)
        return Seen(Stage.PUBLISHED, STATUS + number, remote_id=number)

    def add_captions(self, remote_id: str, post: Post) -> None:
        """Add its captions to the video that the post carries."""
        if not post.captions:
            return
        media = self._read(remote_id)
        carried = [text_in(one.get("media_key")) for one in _media_in(media)]
        content = post.captions.encode()
        captions = self._begin("subtitles", "text/srt", len(content))
        self._send(captions, iter([content]), lambda: None)
        words = {"id": captions, "language_code": "ES", "display_name": "Español"}
        for key in carried:
            body = {
                "id": key.rpartition("_")[2],
                "media_category": "TweetVideo",
                "subtitles": words,
            }
            self._repeatable(VendorRequest("add_captions", "POST", "/2/media/subtitles", body=body))

    def retract(self, remote_id: str) -> None:
        """Delete it; one that is gone already counts as taken down."""
        try:
            self._session.call(VendorRequest("delete_post", "DELETE", _path(remote_id)))
        except NotFoundError:
            return

    def figures(self, remote_id: str) -> Mapping[str, int]:
        """Read how often its video was watched; how many people saw it is not told."""
        for media in _media_in(self._read(remote_id)):
            told = object_in(media.get("public_metrics"))
            return figures_in(views=told.get("view_count"))
        return {}

    def check(self) -> Connection:
        """Try the keys and name the account; never raises for a refusal."""
        mode = "emulator" if is_loopback(self._base) else "live"
        try:
            name = text_in(self._me().get("username"))
        except (CredentialsError, BlockedError) as error:
            return Connection(False, mode, error.message, is_refused=True)
        except IntegrationError as error:
            return Connection(False, mode, error.message)
        facts = {"Cuenta": f"@{name}", "Vence": ENDS}
        return Connection(True, mode, WORKS, facts=facts)

    def _begin(self, category: str, kind: str, size_bytes: int) -> str:
        """Make a place for some bytes; return the id of the media."""
        body = {"media_category": category, "media_type": kind, "total_bytes": size_bytes}
        call = VendorRequest("begin_media", "POST", "/2/media/upload/initialize", body=body)
        number = text_in(object_in(self._repeatable(call).get("data")).get("id"))
        if not number.isdecimal():
            raise UnavailableError(NOT_UNDERSTOOD, **_where("begin_media"))
        return number

    def _send(self, media: str, pieces: Iterable[bytes], alive: Callable[[], object]) -> None:
        """Send the bytes of a media, segment by segment, and end it."""
        root = f"/2/media/upload/{media}"
        for index, piece in enumerate(pieces):
            files = {"media": ("segment", piece, "application/octet-stream")}
            form = {"segment_index": str(index)}
            call = VendorRequest("append_media", "POST", f"{root}/append", form=form, files=files)
            self._repeatable(call)
            alive()
        self._repeatable(VendorRequest("end_media", "POST", f"{root}/finalize"))

    def _repeatable(self, call: VendorRequest) -> Mapping[str, object]:
        """Send a write that makes nothing public: a lost answer only means to send it again."""
        try:
            return self._session.call(call)
        except OutcomeUnknownError as error:
            raise UnavailableError(error.message, **_where(call.operation)) from error

    def _me(self) -> Mapping[str, object]:
        """Read the account."""
        call = VendorRequest("read_account", "GET", "/2/users/me", is_write=False)
        return object_in(self._session.call(call).get("data"))

    def _read(self, number: str) -> Mapping[str, object]:
        """Read a post with the media that it carries. Raises NotFoundError."""
        params = {"expansions": "attachments.media_keys", "media.fields": "public_metrics"}
        return self._session.call(
            VendorRequest("read_post", "GET", _path(number), params=params, is_write=False)
        )

    def _listed(self, media: str, post: Post) -> str:
        """Return the newest post that carries a media, or else young words like ours."""
        path = f"/2/users/{text_in(self._me().get('id'))}/tweets"
        params: dict[str, str | int] = {
            "max_results": LISTED,
            "tweet.fields": "created_at",
            "expansions": "attachments.media_keys",
        }
        said = self._session.call(
            VendorRequest("list_posts", "GET", path, params=params, is_write=False)
        )
        # X leaves out a list that is empty, and says so beside it.
        count = number_in(object_in(said.get("meta")).get("result_count"))
        try:
            found = [] if count == 0 else rows_in(said, "data")
        except ValueError as error:
            raise UnavailableError(NOT_UNDERSTOOD, **_where("list_posts")) from error
        return next((text_in(one.get("id")) for one in found if self._is_it(one, media, post)), "")

    def _is_it(self, said: Mapping[str, object], media: str, post: Post) -> bool:
        """Tell whether a listed post is ours: by its media, where the list tells of them."""
        keys = object_in(said.get("attachments")).get("media_keys")
        if isinstance(keys, list) and keys:
            return any(text_in(key).rpartition("_")[2] == media for key in keys)
        return self._is_young(said) and _words(text_in(said.get("text"))) == _words(post.text)

    def _is_young(self, said: Mapping[str, object]) -> bool:
        """Tell whether a post was made a short while ago."""
        try:
            at = datetime.fromisoformat(text_in(said.get("created_at")))
        except ValueError:
            return False
        return at.tzinfo is not None and at >= self._now() - YOUNG


def _media_in(said: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return the media that an answer tells of."""
    return objects_in(object_in(said.get("includes")).get("media"))


def _media_of(draft: Draft) -> str:
    """Return the id of a draft's media."""
    return draft.upload_url.removeprefix(MEDIA)


def _words(text: str) -> list[str]:
    """Return what of a text X does not change: it writes addresses in its own way."""
    return LINKS.sub(" ", text).split()


def _path(number: str) -> str:
    """Return the address of a post; what is no id leads nowhere."""
    if not re.fullmatch(r"[0-9]{1,19}", number):
        raise NotFoundError(NOT_THERE, **_where("read_post"))
    return f"/2/tweets/{number}"


def _where(operation: str) -> Where:
    """Return what names a call in an error."""
    return {"vendor": VENDOR, "operation": operation}
