"""Instagram as a Publisher: reels of a professional account, by a container that is published once.

The container is known before anything is public, and tells afterwards whether it was published.
Facts: Graph v26.0, Content Publishing (contract of Meta, 7.5). Instagram would fetch a film from a
public address; an office has none, so the bytes are sent.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from integrations.base import Connection, without
from integrations.bodies import number_in, object_in, objects_in, rows_in, text_in
from integrations.errors import (
    BlockedError,
    CredentialsError,
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.facebook_check import PARTLY, check, lack_told_by
from integrations.facebook_errors import GONE, error_for
from integrations.facebook_scopes import FOR_REELS
from integrations.facebook_session import FacebookSession, FacebookSettings
from integrations.http import NOT_UNDERSTOOD, Call
from integrations.publishing import Draft, Figures, Post, Seen, Stage
from integrations.uploading import Upload, check_address, send

VENDOR = "instagram"
UPLOAD_HOSTS = ("rupload.facebook.com",)
LISTED = 25
A_WHILE = timedelta(minutes=15)
STAGES = {
    "IN_PROGRESS": Stage.DRAFT,
    "FINISHED": Stage.DRAFT,
    "PUBLISHED": Stage.PUBLISHED,
    "ERROR": Stage.FAILED,
    "EXPIRED": Stage.GONE,
}
METRICS = "views,reach"
# Instagram has answered so although it had published (postiz-app PR#1681).
MAYBE_DONE = frozenset({"2207051"})
DAILY = frozenset({"2207042"})
NOT_READY = frozenset({"2207027"})

FAILED = "Instagram no pudo preparar el video: {why}"
FULL = "Instagram no admite más publicaciones por hoy."
BY_HAND = "Instagram no deja borrar desde aquí: bórrela en la aplicación y anote cómo lo comprobó."
WORKS = "La conexión con Instagram funciona."
NO_ID = "Instagram no dio la dirección de la publicación."


@dataclass(frozen=True, slots=True)
class InstagramSettings:
    """Which account, and the Page's application that publishes for it."""

    user_id: str
    page: FacebookSettings


class InstagramReels:
    """Publishes reels of one account. Safe to share between threads."""

    network = VENDOR

    def __init__(
        self,
        settings: InstagramSettings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        **time_outs: float,
    ) -> None:
        """Keep the settings; nothing is sent. `time_outs` are `connect_s` and `read_s`."""
        self._settings = settings
        self._session = FacebookSession(settings.page, now=now, sleep=sleep, **time_outs)
        self._now = now

    def begin(self, post: Post) -> Draft:
        """Make a container, which nobody sees."""
        body: dict[str, object] = {
            "media_type": "REELS",
            "upload_type": "resumable",
            "caption": post.text,
            "share_to_feed": True,
        }
        if post.picture_ms is not None:
            body["thumb_offset"] = str(post.picture_ms)
        call = Call("create_container", "POST", self._user("media"), body=body)
        try:
            said = object_in(self._call(call))
        except OutcomeUnknownError as error:
            raise UnavailableError(error.message, **_where(call.operation)) from error
        container, url = text_in(said.get("id")), text_in(said.get("uri"))
        if not container or not url:
            raise UnavailableError(NOT_UNDERSTOOD, **_where(call.operation))
        check_address(url, VENDOR, UPLOAD_HOSTS, self._settings.page.api_base)
        return Draft(container, url)

    def upload(self, draft: Draft, post: Post, alive: Callable[[], object]) -> Draft:
        """Send its bytes. Where a line broke the container is left and another one is begun."""
        headers = {
            "Authorization": f"OAuth {self._settings.page.page_token}",
            "offset": "0",
            "file_size": str(post.size_bytes),
        }
        where = (VENDOR, "upload_container", draft.upload_url, post.film, post.size_bytes)
        answer = send(Upload(*where, headers=headers), alive)
        said = object_in(answer.body)
        if answer.status >= 400 or "error" in said or said.get("success") is False:
            error = error_for(answer, "upload_container", self._now(), is_write=False)
            if isinstance(error, RejectedError):
                raise NotFoundError(error.message, **_where("upload_container")) from error
            raise error
        return draft

    def is_ready(self, draft: Draft) -> bool:
        """Tell whether Instagram is done with its bytes, and takes one more today."""
        stage, why = self._container(draft)
        if stage is Stage.FAILED:
            raise RejectedError(FAILED.format(why=why), **_where("read_container"))
        if stage is Stage.GONE:
            raise NotFoundError(GONE, **_where("read_container"))
        if why != "FINISHED":
            return False
        self._check_quota()
        return True

    def publish(self, draft: Draft, post: Post) -> str:
        """Publish the container; return the id of what it became. Never repeated."""
        body = {"creation_id": draft.remote_id}
        call = Call("publish_container", "POST", self._user("media_publish"), body=body)
        try:
            return text_in(object_in(self._call(call)).get("id"))
        except (RejectedError, RateLimitedError, UnavailableError) as error:
            raise _meaning(error) from error

    def look(self, draft: Draft, post: Post) -> Seen:
        """Read how it stands: the container tells whether it was published, the list where."""
        container = _container_of(draft)
        if draft.remote_id != container:
            return self._media(draft.remote_id)
        stage, why = self._container(draft)
        if stage is not Stage.PUBLISHED:
            return Seen(stage, reason=FAILED.format(why=why) if stage is Stage.FAILED else "")
        found = self._listed(post)
        return self._media(found) if found else Seen(Stage.PROCESSING, reason=NO_ID)

    def add_captions(self, remote_id: str, post: Post) -> None:
        """Do nothing: a reel's captions are in its picture."""

    def retract(self, remote_id: str) -> None:
        """Refuse: the interface deletes no reels."""
        raise RejectedError(BY_HAND, **_where("delete_media"))

    def figures(self, remote_id: str) -> Figures:
        """Read views and reach; what is told no more is None."""
        params = {"metric": METRICS}
        path = f"{_node(remote_id)}/insights"
        call = Call("read_insights", "GET", path, params=params, is_write=False)
        try:
            told = objects_in(object_in(self._call(call)).get("data"))
        except NotFoundError:
            raise
        except RejectedError:
            return Figures()
        found = {}
        for one in told:
            values = objects_in(one.get("values"))
            found[text_in(one.get("name"))] = number_in(values[0].get("value")) if values else None
        return Figures(found.get("views"), found.get("reach"))

    def check(self) -> Connection:
        """Try the Page's token, and the account with it; never raises for a refusal."""
        found = check(self._session, self._settings.page, self._now(), parts=FOR_REELS)
        if not found.is_working:
            return found
        mode, params = found.mode, {"fields": "id,username"}
        path = f"/{self._settings.user_id}"
        call = Call("read_account", "GET", path, params=params, is_write=False)
        try:
            said = object_in(self._call(call))
        except (CredentialsError, BlockedError, NotFoundError) as error:
            lacks = lack_told_by(error, FOR_REELS)
            return Connection(False, mode, error.message, lacks, is_refused=True)
        except IntegrationError as error:
            return Connection(False, mode, error.message)
        facts = {"Cuenta": text_in(said.get("username"))} | dict(found.facts)
        words = f"{WORKS} {PARTLY.format(without=without(found.lacks))}" if found.lacks else WORKS
        return Connection(True, mode, words, found.lacks, facts)

    def _call(self, call: Call) -> object:
        """Send a call and return the answer's body; errors carry this vendor's name."""
        try:
            return self._session.call(call).body
        except IntegrationError as error:
            error.vendor = VENDOR
            raise

    def _user(self, edge: str) -> str:
        """Return the address of one of the account's edges."""
        return f"/{self._settings.user_id}/{edge}"

    def _container(self, draft: Draft) -> tuple[Stage, str]:
        """Return how far a container is, and its status in Instagram's words."""
        params = {"fields": "status_code,status"}
        path = _node(_container_of(draft))
        call = Call("read_container", "GET", path, params=params, is_write=False)
        try:
            said = object_in(self._call(call))
        except NotFoundError:
            return Stage.GONE, ""
        code = text_in(said.get("status_code"))
        if code not in STAGES:
            raise UnavailableError(NOT_UNDERSTOOD, **_where(call.operation))
        return STAGES[code], text_in(said.get("status")) if code == "ERROR" else code

    def _media(self, media_id: str) -> Seen:
        """Read where a published reel is seen."""
        params = {"fields": "permalink"}
        call = Call("read_media", "GET", _node(media_id), params=params, is_write=False)
        try:
            said = object_in(self._call(call))
        except NotFoundError:
            return Seen(Stage.GONE)
        url = text_in(said.get("permalink"))
        return Seen(Stage.PUBLISHED if url else Stage.PROCESSING, url, remote_id=media_id)

    def _listed(self, post: Post) -> str:
        """Return the newest reel with the same words that is young; empty for none."""
        params: dict[str, str | int] = {"fields": "id,caption,timestamp", "limit": LISTED}
        call = Call("list_media", "GET", self._user("media"), params=params, is_write=False)
        try:
            listed = rows_in(self._call(call), "data")
        except ValueError as error:
            raise UnavailableError(NOT_UNDERSTOOD, **_where(call.operation)) from error
        for said in listed:
            if text_in(said.get("caption")) == post.text and self._is_young(said):
                return text_in(said.get("id"))
        return ""

    def _is_young(self, said: Mapping[str, object]) -> bool:
        """Tell whether something was published a short while ago, or later than we know."""
        try:
            at = datetime.fromisoformat(text_in(said.get("timestamp")))
        except ValueError:
            return False
        return at.tzinfo is not None and at >= self._now() - A_WHILE

    def _check_quota(self) -> None:
        """Raise RateLimitedError where the account has published all that it may in a day."""
        params = {"fields": "config,quota_usage"}
        path = self._user("content_publishing_limit")
        call = Call("read_quota", "GET", path, params=params, is_write=False)
        told = objects_in(object_in(self._call(call)).get("data"))
        said = told[0] if told else {}
        most = number_in(object_in(said.get("config")).get("quota_total"))
        used = number_in(said.get("quota_usage"))
        if most is not None and used is not None and used >= most:
            error = RateLimitedError(FULL, **_where(call.operation))
            error.is_daily = True
            error.retry_after = self._now() + timedelta(hours=1)
            raise error


def _meaning(error: IntegrationError) -> IntegrationError:
    """Return what an error of publishing means by Instagram's own subcodes."""
    subcode = error.subcode
    if subcode in MAYBE_DONE:
        return OutcomeUnknownError(error.message, **_where(error.operation))
    if subcode in DAILY:
        return RateLimitedError(FULL, **_where(error.operation))
    if subcode in NOT_READY:
        return UnavailableError(error.message, **_where(error.operation))
    return error


def _container_of(draft: Draft) -> str:
    """Return the container that a draft is about: the end of where its bytes went."""
    return draft.upload_url.rstrip("/").rpartition("/")[2] or draft.remote_id


def _node(number: str) -> str:
    """Return the address of a node; what is no id of Graph's leads nowhere."""
    if not re.fullmatch(r"[0-9]+", number):
        raise NotFoundError(GONE, **_where("read"))
    return f"/{number}"


def _where(operation: str) -> dict[str, str]:
    """Return what names a call in an error."""
    return {"vendor": VENDOR, "operation": operation}
