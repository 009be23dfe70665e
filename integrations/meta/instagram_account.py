"""An Instagram account at Graph: its containers, its reels, their figures, what it may publish.

Facts: Graph v26.0, Content Publishing and IG Media Insights (contract of Meta, 7.5).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from integrations.contracts.publishing import Post, Seen, Stage
from integrations.errors import (
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    UnavailableError,
    Where,
)
from integrations.http.call import NOT_UNDERSTOOD, VendorRequest
from integrations.http.fields import figures_in, number_in, object_in, objects_in, rows_in, text_in
from integrations.meta.errors import GONE
from integrations.meta.instagram_errors import FULL, VENDOR
from integrations.meta.session import FacebookSession, FacebookSettings

LISTED = 25
LISTED_FIELDS = "id,caption,timestamp,permalink"
A_WHILE = timedelta(minutes=15)
A_DAY = timedelta(days=1)
STAGES = {
    "IN_PROGRESS": Stage.DRAFT,
    "FINISHED": Stage.DRAFT,
    "PUBLISHED": Stage.PUBLISHED,
    "ERROR": Stage.FAILED,
    "EXPIRED": Stage.GONE,
}

NO_ID = "Instagram no dio la dirección de la publicación."


@dataclass(frozen=True, slots=True)
class InstagramSettings:
    """Which account, and the Page's application that publishes for it.

    `site_url` begins the addresses at which films of ours are fetched; empty where nobody said it.
    """

    user_id: str
    page: FacebookSettings
    site_url: str = ""


class InstagramAccount:
    """One account's calls. Safe to share between threads."""

    def __init__(
        self, settings: InstagramSettings, session: FacebookSession, now: Callable[[], datetime]
    ) -> None:
        """Keep the settings; nothing is sent."""
        self._settings = settings
        self._session = session
        self._now = now

    def username(self) -> str:
        """Read what the account is called."""
        params = {"fields": "id,username"}
        path = f"/{self._settings.user_id}"
        call = VendorRequest("read_account", "GET", path, params=params, is_write=False)
        return text_in(object_in(self._call(call)).get("username"))

    def create(self, body: Mapping[str, object]) -> Mapping[str, object]:
        """Make a container; a lost answer only means to make another one."""
        call = VendorRequest("create_container", "POST", self._user("media"), body=body)
        try:
            return object_in(self._call(call))
        except OutcomeUnknownError as error:
            raise UnavailableError(error.message, **where(call.operation)) from error

    def publish(self, container: str) -> str:
        """Publish a container; return the id of what it became. Never repeated."""
        body = {"creation_id": container}
        call = VendorRequest("publish_container", "POST", self._user("media_publish"), body=body)
        return text_in(object_in(self._call(call)).get("id"))

    def container(self, number: str) -> tuple[Stage, str]:
        """Return a container's state, and its status in Instagram's words."""
        params = {"fields": "status_code,status"}
        path = _node(number)
        call = VendorRequest("read_container", "GET", path, params=params, is_write=False)
        try:
            said = object_in(self._call(call))
        except NotFoundError:
            return Stage.GONE, ""
        code = text_in(said.get("status_code"))
        if code not in STAGES:
            raise UnavailableError(NOT_UNDERSTOOD, **where(call.operation))
        return STAGES[code], text_in(said.get("status")) if code == "ERROR" else code

    def media(self, media_id: str) -> Seen:
        """Read where a published reel is seen."""
        params = {"fields": "permalink"}
        call = VendorRequest("read_media", "GET", _node(media_id), params=params, is_write=False)
        try:
            return _seen({**object_in(self._call(call)), "id": media_id})
        except NotFoundError:
            return Seen(Stage.GONE)

    def listed(self, post: Post, stage: Stage) -> Seen:
        """Return a container's entry in the account's list once it is published, or gone.

        Containers that exist were answered for days as if they did not (2026-05, events-tracker
        issue 1900): what stands in the list was published whatever the container says.
        """
        params: dict[str, str | int] = {"fields": LISTED_FIELDS, "limit": LISTED}
        call = VendorRequest(
            "list_media", "GET", self._user("media"), params=params, is_write=False
        )
        try:
            listed = rows_in(self._call(call), "data")
        except ValueError as error:
            raise UnavailableError(NOT_UNDERSTOOD, **where(call.operation)) from error
        alike = [said for said in listed if text_in(said.get("caption")) == post.text]
        for said in alike:
            if self._is_younger(said, A_WHILE):
                return _seen(said)
        if stage is Stage.PUBLISHED:
            return Seen(Stage.PROCESSING, reason=NO_ID)
        is_doubtful = any(self._is_younger(said, A_DAY) for said in alike)
        return Seen(Stage.UNSEEN if is_doubtful else Stage.GONE)

    def check_quota(self) -> None:
        """Raise RateLimitedError where the account has published all that it may in a day."""
        params = {"fields": "config,quota_usage"}
        path = self._user("content_publishing_limit")
        call = VendorRequest("read_quota", "GET", path, params=params, is_write=False)
        told = objects_in(object_in(self._call(call)).get("data"))
        said = told[0] if told else {}
        most = number_in(object_in(said.get("config")).get("quota_total"))
        used = number_in(said.get("quota_usage"))
        if most is not None and used is not None and used >= most:
            error = RateLimitedError(FULL, **where(call.operation))
            error.is_daily = True
            error.retry_after = self._now() + timedelta(hours=1)
            raise error

    def metrics(self, remote_id: str, *names: str) -> dict[str, int]:
        """Return some metrics of a reel, by name; none without a value."""
        params = {"metric": ",".join(names)}
        path = f"{_node(remote_id)}/insights"
        call = VendorRequest("read_insights", "GET", path, params=params, is_write=False)
        told = {
            text_in(one.get("name")): value.get("value")
            for one in objects_in(object_in(self._call(call)).get("data"))
            for value in objects_in(one.get("values"))[:1]
        }
        return figures_in(**{name: told.get(name) for name in names})

    def _call(self, call: VendorRequest) -> object:
        """Send a call and return the answer's body; errors carry this vendor's name."""
        try:
            return self._session.call(call).body
        except IntegrationError as error:
            error.vendor = VENDOR
            raise

    def _user(self, edge: str) -> str:
        """Return the address of one of the account's edges."""
        return f"/{self._settings.user_id}/{edge}"

    def _is_younger(self, said: Mapping[str, object], age: timedelta) -> bool:
        """Tell whether something was published less than an age ago, or later than we know."""
        try:
            at = datetime.fromisoformat(text_in(said.get("timestamp")))
        except ValueError:
            return False
        return at.tzinfo is not None and at >= self._now() - age


def _seen(said: Mapping[str, object]) -> Seen:
    """Return how a reel stands, as Instagram describes it."""
    url = text_in(said.get("permalink"))
    stage = Stage.PUBLISHED if url else Stage.PROCESSING
    return Seen(stage, url, remote_id=text_in(said.get("id")))


def _node(number: str) -> str:
    """Return the address of a node; what is no id of Graph's leads nowhere."""
    if not re.fullmatch(r"[0-9]+", number):
        raise NotFoundError(GONE, **where("read"))
    return f"/{number}"


def where(operation: str) -> Where:
    """Return what names a call in an error."""
    return {"vendor": VENDOR, "operation": operation}
