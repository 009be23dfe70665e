"""YouTube as a Publisher: uploaded where nobody sees it, and made public by one change.

The address of the upload is kept before the first byte, the video's id before it is public; what
makes it public may be asked for again without harm. Facts: YouTube Data API v3 (contract of Google,
6). Of a video whose privacy is not told YouTube makes a public one, so it is always told.
"""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from integrations.contracts.common import Connection, Lack
from integrations.contracts.publishing import Draft, Post, Seen, Stage
from integrations.errors import (
    CredentialsError,
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RejectedError,
    UnavailableError,
)
from integrations.google.auth import GoogleSettings, Purpose
from integrations.google.call import GoogleRequest
from integrations.google.scopes import PUBLISHES
from integrations.google.session import GoogleSession
from integrations.google.youtube_bodies import (
    GONE,
    ID,
    LANGUAGE,
    STATUS,
    VENDOR,
    checked_id,
    meaning_of,
    received_by,
    seen_of,
    snippet_of,
    where,
)
from integrations.http.call import NOT_UNDERSTOOD, VendorRequest, VendorResponse, is_loopback
from integrations.http.fields import figures_in, object_in, objects_in, rows_in, text_in
from integrations.http.session import VendorSession
from integrations.http.uploads import Upload, check_address, send

ROOT = "https://youtube.googleapis.com"
UPLOAD_PATH = "/upload/youtube/v3/videos"
UPLOAD_HOSTS = ("youtube.googleapis.com", "www.googleapis.com")
"""The one permission that lets videos be uploaded, changed, captioned and deleted."""
PURPOSE = Purpose(VENDOR, (PUBLISHES,), "YOUTUBE_AUTHORIZED_USER")
MOST_PICTURE_BYTES = 2_000_000
CAPTIONS = "Español"
MOST_TURNS = 50
OVER = frozenset({404, 410})
NO_CHANNEL_REASON = "youtubeSignupRequired"
NO_CHANNEL = "La cuenta de Google que dio su permiso no tiene un canal de YouTube."
TOO_LITTLE = "El permiso que se dio no deja publicar: dé de nuevo el que se indica abajo."
ENDS = "No vence mientras la aplicación de Google Cloud esté «En producción»."
PUBLISHING = "publicar en YouTube"
WORKS = "La conexión con YouTube funciona."
NO_ADDRESS = "YouTube no dio la dirección de la subida."


class YouTubeVideos:
    """Publishes videos on one channel. Safe to share between threads."""

    network = VENDOR

    def __init__(
        self,
        settings: GoogleSettings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Keep the settings, whose purpose is `PURPOSE`; nothing is sent."""
        self._base = settings.api_base or ROOT
        self._session = GoogleSession(settings, now=now, sleep=sleep)
        self._uploads = VendorSession(VENDOR, self._base)

    def begin(self, post: Post) -> Draft:
        """Have an address for its bytes; the video that it becomes is private."""
        call = VendorRequest(
            "begin_upload",
            "POST",
            UPLOAD_PATH,
            params={"uploadType": "resumable", "part": "snippet,status"},
            body={"snippet": snippet_of(post), "status": STATUS | {"privacyStatus": "private"}},
            headers={
                "X-Upload-Content-Length": str(post.size_bytes),
                "X-Upload-Content-Type": "video/mp4",
            },
        )
        try:
            answer = self._authorized(lambda token: self._uploads.call(call, authorization=token))
        except OutcomeUnknownError as error:
            # An address that nobody knows is forgotten by itself.
            raise UnavailableError(error.message, **where("begin_upload")) from error
        self._check(answer, "begin_upload")
        address = answer.headers.get("Location", "")
        if not address:
            raise UnavailableError(NO_ADDRESS, **where("begin_upload"))
        check_address(address, VENDOR, UPLOAD_HOSTS, self._base)
        return Draft("", address)

    def upload(self, draft: Draft, post: Post, alive: Callable[[], object]) -> Draft:
        """Send its bytes, from where YouTube says that they broke off."""
        check_address(draft.upload_url, VENDOR, UPLOAD_HOSTS, self._base)
        answer = self._put(draft, post, post.size_bytes, alive)
        for _ in range(MOST_TURNS):
            if answer.status != 308:
                break
            answer = self._put(draft, post, received_by(answer), alive)
        video_id = text_in(object_in(answer.body).get("id"))
        if not ID.fullmatch(video_id):
            raise UnavailableError(NOT_UNDERSTOOD, **where("upload_video"))
        return Draft(video_id, draft.upload_url)

    def is_ready(self, draft: Draft) -> bool:
        """Tell whether YouTube is done with its bytes."""
        seen = seen_of(self._read(draft.remote_id))
        if seen.stage is Stage.FAILED:
            raise RejectedError(seen.reason, **where("read_video"))
        if seen.stage is Stage.GONE:
            raise NotFoundError(GONE, **where("read_video"))
        return seen.stage is not Stage.PROCESSING

    def publish(self, draft: Draft, post: Post) -> str:
        """Make it public; return its id."""
        body = {"id": draft.remote_id, "status": STATUS | {"privacyStatus": "public"}}
        self._call("publish_video", "videos", "update", part="status", body=body)
        return draft.remote_id

    def look(self, draft: Draft, post: Post) -> Seen:
        """Read how it stands."""
        seen = seen_of(self._read(draft.remote_id))
        # What is not public yet may be made so again: nobody has seen it.
        return Seen(Stage.DRAFT) if seen.stage is Stage.PROCESSING else seen

    def add_captions(self, remote_id: str, post: Post) -> None:
        """Add its captions and picture; captions that are there already stay."""
        # Google's client takes a while to import: not before it is used.
        from googleapiclient.http import MediaInMemoryUpload

        if post.captions:
            words = {"videoId": remote_id, "language": LANGUAGE, "name": CAPTIONS}
            file = MediaInMemoryUpload(post.captions.encode(), mimetype="application/octet-stream")
            try:
                self._repeatable(
                    *("add_captions", "captions", "insert"),
                    part="snippet",
                    body={"snippet": words},
                    media_body=file,
                )
            except RejectedError as error:
                if error.status != 409:
                    raise
        if post.picture and len(post.picture) <= MOST_PICTURE_BYTES:
            file = MediaInMemoryUpload(post.picture, mimetype="image/jpeg")
            names = ("set_thumbnail", "thumbnails", "set")
            self._repeatable(*names, videoId=remote_id, media_body=file)

    def retract(self, remote_id: str) -> None:
        """Delete it; one that is gone already counts as taken down."""
        try:
            self._call("delete_video", "videos", "delete", id=checked_id(remote_id, "delete_video"))
        except NotFoundError:
            return

    def figures(self, remote_id: str) -> Mapping[str, int]:
        """Read how often it was watched; its reach only YouTube Studio tells."""
        video = self._read(remote_id, "statistics")
        if not video:
            raise NotFoundError(GONE, **where("read_video"))
        return figures_in(views=object_in(video.get("statistics")).get("viewCount"))

    def check(self) -> Connection:
        """Try the consent and name its channel; never raises for a refusal."""
        mode = "emulator" if is_loopback(self._base) else "live"
        try:
            said = self._asked("read_channel", "channels", part="snippet", mine=True)
        except CredentialsError as error:
            lacks = (Lack(error.missing_scopes, PUBLISHING, is_needed=True),)
            known = lacks if error.missing_scopes else ()
            return Connection(False, mode, error.message, known, is_refused=True)
        except IntegrationError as error:
            return Connection(False, mode, error.message)
        channels = objects_in(said.get("items"))
        if not channels:
            return Connection(False, mode, NO_CHANNEL, is_refused=True)
        facts = {
            "Canal": text_in(object_in(channels[0].get("snippet")).get("title")),
            "Identificador del canal": text_in(channels[0].get("id")),
        }
        if not self._session.visit("").may(PUBLISHES):
            lacks = (Lack((PUBLISHES,), PUBLISHING, is_needed=True),)
            return Connection(False, mode, TOO_LITTLE, lacks, facts, is_refused=True)
        return Connection(True, mode, WORKS, facts=facts | {"Vence": ENDS})

    def _read(self, video_id: str, part: str = "status") -> Mapping[str, object]:
        """Return a part of a video; nothing when YouTube has none."""
        number = checked_id(video_id, "read_video")
        said = self._asked("read_video", "videos", part=part, id=number)
        try:
            found = rows_in(said, "items")
        except ValueError as error:
            # Without it nobody may say that the video is gone.
            raise UnavailableError(NOT_UNDERSTOOD, **where("read_video")) from error
        return found[0] if found else {}

    def _asked(self, operation: str, resource: str, **arguments: object) -> Mapping[str, object]:
        """Read a list."""
        return self._sent(GoogleRequest(operation, resource, "list", arguments))

    def _call(
        self, operation: str, resource: str, verb: str, **arguments: object
    ) -> Mapping[str, object]:
        """Change something."""
        return self._sent(GoogleRequest(operation, resource, verb, arguments, is_write=True))

    def _sent(self, call: GoogleRequest) -> Mapping[str, object]:
        """Send a call; refusals are told in YouTube's own terms."""
        try:
            return self._session.visit("").call(call)
        except RejectedError as error:
            raise meaning_of(error) from error
        except CredentialsError as error:
            if error.code == NO_CHANNEL_REASON:
                error.message = NO_CHANNEL
            raise

    def _repeatable(self, operation: str, resource: str, verb: str, **arguments: object) -> None:
        """Change what may be changed again: a lost answer only means to do so."""
        try:
            self._call(operation, resource, verb, **arguments)
        except OutcomeUnknownError as error:
            raise UnavailableError(error.message, **where(operation)) from error

    def _put(
        self, draft: Draft, post: Post, begin: int, alive: Callable[[], object]
    ) -> VendorResponse:
        """Send from a byte on; from the end on only ask how much there is."""
        size = post.size_bytes
        wanted = f"bytes {begin}-{size - 1}/{size}" if begin < size else f"bytes */{size}"

        def put(token: str) -> VendorResponse:
            upload = Upload(
                *(VENDOR, "upload_video", draft.upload_url, post.film, size, begin),
                method="PUT",
                headers={"Authorization": token, "Content-Range": wanted},
            )
            return send(upload, alive)

        answer = self._authorized(put)
        if answer.status in OVER:
            raise NotFoundError(GONE, **where("upload_video"))
        if answer.status != 308:
            self._check(answer, "upload_video")
        return answer

    def _authorized(self, act: Callable[[str], VendorResponse]) -> VendorResponse:
        """Do something with the channel's token; once more with a fresh one when it is refused."""
        tokens = self._session.tokens
        token = tokens.get("")
        answer = act(f"Bearer {token.value}")
        if answer.status == 401:
            answer = act(f"Bearer {tokens.get('', instead_of=token).value}")
        return answer

    def _check(self, answer: VendorResponse, operation: str) -> None:
        """Raise what an answer stands for that is none of success."""
        if answer.status < 300:
            return
        error = self._session.tokens.refusals("").error_for(answer, operation, is_write=False)
        raise meaning_of(error) if isinstance(error, RejectedError) else error
