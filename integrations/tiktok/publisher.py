"""TikTok as a Publisher: a post is told of first, and is made by the last piece of its bytes.

What it is to be (words, audience, what others may do with it) is said before any byte, by what the
account allows at that moment; without its last piece nothing of it is ever seen. So all pieces but
the last are sent ahead, and the last is the one call that is sent once. Facts:
developers.tiktok.com/doc/content-posting-api-reference-direct-post, …-get-video-status,
…-media-transfer-guide; what one that is not audited may do: …/content-sharing-guidelines.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode

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
)
from integrations.http.call import NOT_UNDERSTOOD, is_loopback
from integrations.http.fields import number_in, text_in
from integrations.http.uploads import Upload, check_address, send
from integrations.tiktok.session import API, VENDOR, TikTokSession, where

UPLOAD_HOSTS = ("open-upload.tiktokapis.com",)
PIECE_BYTES = 5 * 1024 * 1024
"""The least that TikTok takes: the last piece, with what is left over, is to be over soon."""
OPEN_FOR = timedelta(minutes=55)
"""An hour, less what the last piece may take."""
INTERACTIONS = ("comment", "duet", "stitch")
EVERYBODY, NOBODY_ELSE = "PUBLIC_TO_EVERYONE", "SELF_ONLY"

TOO_LONG = "TikTok admite de esta cuenta videos de hasta {most} segundos: haga uno más breve."
NO_AUDIENCE = "TikTok no ofrece publicar para todos con esta cuenta: revise su privacidad."
AGED = "La subida a TikTok venció; se empieza otra."
NO_ANSWER = "TikTok no confirmó el final de la subida."
BROKEN = "TikTok no recibió el archivo (HTTP {status}); se intenta otra vez."
PRIVATE_POST = (
    "TikTok la tiene, pero solo la propia cuenta la ve ({number}). Ábrala en TikTok, cambie quién "
    "puede verla a «Todos» y pegue aquí su enlace."
)
PRIVATE = " La cuenta es privada: lo que se publique solo lo verá ella misma."
BY_HAND = "TikTok no deja borrar desde fuera: bórrela en su aplicación y suba la prueba."
WORKS = "La conexión con TikTok funciona."
FAILED = "TikTok no aceptó el video: {why}."
UNTOLD = "no dice por qué"
WHY = {
    "file_format_check_failed": "no admite su formato",
    "duration_check_failed": "no admite su duración",
    "frame_rate_check_failed": "no admite sus cuadros por segundo",
    "picture_size_check_failed": "no admite su tamaño de imagen",
    "publish_cancelled": "alguien canceló la publicación",
    "auth_removed": "la cuenta retiró el permiso",
    "spam_risk_too_many_posts": "la cuenta ya publicó todo lo que admite por hoy",
    "spam_risk_user_banned_from_posting": "la cuenta no puede publicar",
    "spam_risk_text": "considera que el texto es spam",
    "spam_risk": "considera que es spam",
}


class _Kept(NamedTuple):
    """What is kept of an upload behind the mark of its address, which no server gets."""

    url: str
    until: datetime
    audience: str
    username: str


class TikTokVideos:
    """Publishes videos on one account. Safe to share between threads."""

    network = VENDOR

    def __init__(
        self,
        consent: str,
        *,
        api_base: str = API,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        **time_outs: float,
    ) -> None:
        """Keep the consent; nothing is sent. `time_outs` are `connect_s` and `read_s`."""
        self._base = api_base or API
        self._session = TikTokSession(consent, self._base, now=now, **time_outs)
        self._now = now

    def begin(self, post: Post) -> Draft:
        """Tell of it, by what the account allows now; an answer that is lost leaves nothing."""
        creator = self._creator()
        most = number_in(creator.get("max_video_post_duration_sec"))
        if most and post.duration_ms > most * 1000:
            raise RejectedError(TOO_LONG.format(most=most), **where("begin_video"))
        audience, asked_at = _audience(creator), self._now()
        about = _about(post, creator, audience)
        body = {"post_info": about, "source_info": _source(post.size_bytes)}
        said = self._session.call("begin_video", "/v2/post/publish/video/init/", body)
        number, url = text_in(said.get("publish_id")), text_in(said.get("upload_url"))
        if not number or not url:
            raise UnavailableError(NOT_UNDERSTOOD, **where("begin_video"))
        check_address(url, VENDOR, UPLOAD_HOSTS, self._base)
        kept = {
            "until": int((asked_at + OPEN_FOR).timestamp()),
            "audience": audience,
            "username": text_in(creator.get("creator_username")),
        }
        return Draft(number, f"{url}#{urlencode(kept)}")

    def upload(self, draft: Draft, post: Post, alive: Callable[[], object]) -> Draft:
        """Send all pieces but the last, from the first that TikTok does not have."""
        received = self._open(draft)
        for index in range(received // PIECE_BYTES, _count(post.size_bytes) - 1):
            status = self._put(draft, post, index, alive)
            if status >= 500:
                raise UnavailableError(BROKEN.format(status=status), **where("upload_video"))
            if status not in (200, 201, 206):
                # Nobody has seen anything: it is begun anew.
                raise NotFoundError(AGED, status=status, **where("upload_video"))
            alive()
        return draft

    def is_ready(self, draft: Draft) -> bool:
        """Tell that its last piece is still awaited. Raises NotFoundError where it is not."""
        self._open(draft)
        return True

    def publish(self, draft: Draft, post: Post) -> str:
        """Send the last piece, which makes the post; only a look tells more. Never repeated."""
        last = _count(post.size_bytes) - 1
        status = self._put(draft, post, last, lambda: None, is_write=True)
        if 400 <= status < 500:
            # Refused before any work; what is ready is asked again before the next piece.
            raise UnavailableError(AGED, status=status, **where("upload_video"))
        if status != 201:
            raise OutcomeUnknownError(NO_ANSWER, status=status, **where("upload_video"))
        return draft.remote_id

    def look(self, draft: Draft, post: Post) -> Seen:
        """Read how it stands."""
        try:
            return _seen_in(self._status(draft), draft, post.size_bytes)
        except NotFoundError:
            return Seen(Stage.GONE)

    def add_captions(self, remote_id: str, post: Post) -> None:
        """Do nothing: captions are in the picture, and the cover was told of at the beginning."""

    def retract(self, remote_id: str) -> None:
        """Refuse: the interface deletes no posts."""
        raise RejectedError(BY_HAND, **where("delete_video"))

    def figures(self, remote_id: str) -> Mapping[str, int]:
        """Read nothing: figures are of another interface and permission, and are typed in."""
        return {}

    def check(self) -> Connection:
        """Try the consent and name the account; never raises for a refusal."""
        mode = "emulator" if is_loopback(self._base) else "live"
        try:
            creator = self._creator()
        except (CredentialsError, BlockedError) as error:
            return Connection(False, mode, error.message, is_refused=True)
        except IntegrationError as error:
            return Connection(False, mode, error.message)
        name = text_in(creator.get("creator_username"))
        is_public = EVERYBODY in _options(creator)
        facts = {
            "Cuenta": f"@{name}",
            "Quién ve lo publicado": "Todos" if is_public else "Nadie más",
        }
        return Connection(True, mode, WORKS + ("" if is_public else PRIVATE), facts=facts)

    def _creator(self) -> Mapping[str, object]:
        """Read what the account allows at this moment."""
        return self._session.call("read_creator", "/v2/post/publish/creator_info/query/")

    def _status(self, draft: Draft) -> Mapping[str, object]:
        """Read how far an upload is. Raises NotFoundError."""
        body = {"publish_id": draft.remote_id}
        return self._session.call("read_status", "/v2/post/publish/status/fetch/", body)

    def _open(self, draft: Draft) -> int:
        """Return how many bytes of an open upload TikTok has. Raises NotFoundError for another."""
        if self._now() >= _kept(draft).until:
            raise NotFoundError(AGED, **where("read_status"))
        said = self._status(draft)
        if text_in(said.get("status")) != "PROCESSING_UPLOAD":
            raise NotFoundError(AGED, **where("read_status"))
        return number_in(said.get("uploaded_bytes")) or 0

    def _put(
        self,
        draft: Draft,
        post: Post,
        index: int,
        alive: Callable[[], object],
        *,
        is_write: bool = False,
    ) -> int:
        """Send one piece; return what it was answered with."""
        url, size = _kept(draft).url, post.size_bytes
        check_address(url, VENDOR, UPLOAD_HOSTS, self._base)
        begin = index * PIECE_BYTES
        end = size if index == _count(size) - 1 else begin + PIECE_BYTES
        headers = {"Content-Type": "video/mp4", "Content-Range": f"bytes {begin}-{end - 1}/{size}"}
        upload = Upload(
            *(VENDOR, "upload_video", url, post.film, size, begin, end),
            method="PUT",
            headers=headers,
            is_write=is_write,
        )
        return send(upload, alive).status


def _options(creator: Mapping[str, object]) -> list[str]:
    """Return for whom the account may publish at this moment."""
    told = creator.get("privacy_level_options")
    return [text_in(one) for one in told] if isinstance(told, list) else []


def _audience(creator: Mapping[str, object]) -> str:
    """Return for whom a post is: for everybody, or where that is not offered for nobody else."""
    options = _options(creator)
    for wanted in (EVERYBODY, NOBODY_ELSE):
        if wanted in options:
            return wanted
    raise RejectedError(NO_AUDIENCE, **where("begin_video"))


def _about(post: Post, creator: Mapping[str, object], audience: str) -> dict[str, object]:
    """Return what a post is to be; others may do with it what the account lets them."""
    about: dict[str, object] = {
        "title": post.text,
        "privacy_level": audience,
        **{f"disable_{one}": creator.get(f"{one}_disabled") is True for one in INTERACTIONS},
        **dict.fromkeys(("brand_content_toggle", "brand_organic_toggle", "is_aigc"), False),
    }
    cover = post.picture_ms
    return about if cover is None else about | {"video_cover_timestamp_ms": cover}


def _source(size: int) -> dict[str, object]:
    """Return in which pieces a file comes."""
    return {
        "source": "FILE_UPLOAD",
        "video_size": size,
        "chunk_size": min(size, PIECE_BYTES),
        "total_chunk_count": _count(size),
    }


def _count(size: int) -> int:
    """Return in how many pieces a file goes: what is left over is the last one's."""
    return max(1, size // PIECE_BYTES)


def _seen_in(said: Mapping[str, object], draft: Draft, size: int) -> Seen:
    """Return how a post stands by its status."""
    received, why = number_in(said.get("uploaded_bytes")), text_in(said.get("fail_reason"))
    is_whole = received is not None and received >= size
    match text_in(said.get("status")):
        case "PUBLISH_COMPLETE":
            return _complete(said, draft)
        case "FAILED" if is_whole or received is None:
            return Seen(Stage.FAILED, reason=FAILED.format(why=WHY.get(why, why or UNTOLD)))
        case "FAILED":
            # What never came whole cannot have been seen.
            return Seen(Stage.GONE)
        case "PROCESSING_UPLOAD" if not is_whole:
            return Seen(Stage.UNSEEN if received is None else Stage.DRAFT)
    return Seen(Stage.PROCESSING)


def _complete(said: Mapping[str, object], draft: Draft) -> Seen:
    """Return how a post that is made stands: one for all gets its number once it is looked through.

    The name of that member is TikTok's own.
    """
    kept, numbers = _kept(draft), said.get("publicaly_available_post_id")
    if isinstance(numbers, list) and numbers:
        url = f"https://www.tiktok.com/@{kept.username}/video/{text_in(numbers[0])}"
        return Seen(Stage.PUBLISHED, url)
    if kept.audience == NOBODY_ELSE:
        return Seen(Stage.FAILED, reason=PRIVATE_POST.format(number=draft.remote_id))
    return Seen(Stage.PROCESSING)


def _kept(draft: Draft) -> _Kept:
    """Return what is kept of an upload. Raises NotFoundError where that is nothing of ours."""
    url, _, text = draft.upload_url.partition("#")
    found = {name: values[0] for name, values in parse_qs(text).items()}
    try:
        until = datetime.fromtimestamp(int(found["until"]), UTC)
        return _Kept(url, until, found["audience"], found.get("username", ""))
    except (KeyError, ValueError) as error:
        raise NotFoundError(AGED, **where("read_status")) from error
