"""Instagram as a Publisher: reels of a professional account, by a container that is published once.

The container is known before anything is public, and tells afterwards whether it was published.
Facts: Graph v26.0, Content Publishing (contract of Meta, 7.5). The bytes are sent; from an
application that may not, Instagram takes the film's address (`integrations.meta.instagram_ways`).
A container that was refused never becomes public, so that going the other way publishes once.
"""

import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from integrations.contracts.common import Connection, without
from integrations.contracts.publishing import FETCHED_MARK, Draft, Post, Seen, Stage, Way
from integrations.errors import (
    BlockedError,
    CredentialsError,
    IntegrationError,
    NotFoundError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.http.call import NOT_UNDERSTOOD
from integrations.http.fields import object_in, text_in
from integrations.http.uploads import Upload, check_address, send
from integrations.meta.check import PARTLY, check, lack_told_by
from integrations.meta.errors import GONE, error_for
from integrations.meta.instagram_account import InstagramAccount, InstagramSettings, where
from integrations.meta.instagram_errors import (
    NO_WAY,
    VENDOR,
    failure_of,
    is_untold,
    meaning_of,
    reason_of,
)
from integrations.meta.instagram_ways import (
    WAYS,
    host_of,
    is_about_sending,
    lack_of,
    refuses_bytes,
)
from integrations.meta.scopes import FOR_REELS
from integrations.meta.session import FacebookSession

__all__ = ["VENDOR", "InstagramReels", "InstagramSettings"]

UPLOAD_HOSTS = ("rupload.facebook.com",)
METRICS = ("views", "reach")

BY_HAND = "Instagram no deja borrar desde aquí: bórrela en la aplicación y anote cómo lo comprobó."
WORKS = "La conexión con Instagram funciona."
WAY = "Cómo llega el video"


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
        self._account = InstagramAccount(settings, self._session, now)
        self._now = now

    def begin(self, post: Post) -> Draft:
        """Make a container, which nobody sees."""
        try:
            return self._begin_sending(post)
        except (RejectedError, CredentialsError) as error:
            if not is_about_sending(error):
                raise
            return self._begin_fetching(post, error)

    def upload(self, draft: Draft, post: Post, alive: Callable[[], object]) -> Draft:
        """Send its bytes, unless Instagram fetches them itself.

        Where a line broke the container is left and another one is begun; where the bytes are
        refused as such, one with the film's address.
        """
        if draft.way is Way.FETCHED:
            return draft
        headers = {
            "Authorization": f"OAuth {self._settings.page.page_token}",
            "offset": "0",
            "file_size": str(post.size_bytes),
        }
        target = (VENDOR, "upload_container", draft.upload_url, post.film, post.size_bytes)
        answer = send(Upload(*target, headers=headers), alive)
        said = object_in(answer.body)
        is_taken = answer.status < 400 and said.get("success") is not False
        if is_taken and not {"error", "debug_info"} & set(said):
            return draft
        error = error_for(answer, "upload_container", self._now(), is_write=False)
        if refuses_bytes(answer) or is_about_sending(error):
            return self._begin_fetching(post, error)
        if isinstance(error, RejectedError):
            raise NotFoundError(error.message, **where("upload_container")) from error
        raise error

    def is_ready(self, draft: Draft) -> bool:
        """Tell whether Instagram is done with its bytes, and takes one more today."""
        stage, why = self._account.container(_container_of(draft))
        if stage is Stage.FAILED:
            raise failure_of(why, self._fetched_from(draft))
        if stage is Stage.GONE:
            raise NotFoundError(GONE, **where("read_container"))
        if why != "FINISHED":
            return False
        self._account.check_quota()
        return True

    def publish(self, draft: Draft, post: Post) -> str:
        """Publish the container; return the id of what it became. Never repeated."""
        try:
            return self._account.publish(draft.remote_id)
        except (RejectedError, RateLimitedError, UnavailableError) as error:
            raise meaning_of(error, self._fetched_from(draft)) from error

    def look(self, draft: Draft, post: Post) -> Seen:
        """Read how it stands: the container tells whether it was published, the list where."""
        container = _container_of(draft)
        if draft.remote_id != container:
            return self._account.media(draft.remote_id)
        stage, why = self._account.container(_container_of(draft))
        if stage in (Stage.PUBLISHED, Stage.GONE):
            return self._account.listed(post, stage)
        host = self._fetched_from(draft)
        return Seen(stage, reason=reason_of(why, host) if stage is Stage.FAILED else "")

    def add_captions(self, remote_id: str, post: Post) -> None:
        """Do nothing: a reel's captions are in its picture."""

    def retract(self, remote_id: str) -> None:
        """Refuse: the interface deletes no reels."""
        raise RejectedError(BY_HAND, **where("delete_media"))

    def figures(self, remote_id: str) -> Mapping[str, int]:
        """Read views and reach, as far as they are told.

        One metric that is told no more lets Instagram refuse all that are asked for with it
        (trypost PR#319): then each is asked for by itself.
        """
        try:
            return self._account.metrics(remote_id, *METRICS)
        except IntegrationError as error:
            if not is_untold(error):
                raise
        found: dict[str, int] = {}
        for name in METRICS:
            try:
                found |= self._account.metrics(remote_id, name)
            except IntegrationError as error:
                if not is_untold(error):
                    raise
        return found

    def check(self) -> Connection:
        """Try the Page's token, and the account with it; never raises for a refusal."""
        found = check(self._session, self._settings.page, self._now(), parts=FOR_REELS)
        if not found.is_working:
            return found
        mode = found.mode
        try:
            username = self._account.username()
        except (CredentialsError, BlockedError, NotFoundError) as error:
            lacks = lack_told_by(error, FOR_REELS)
            return Connection(False, mode, error.message, lacks, is_refused=True)
        except IntegrationError as error:
            return Connection(False, mode, error.message)
        facts = {"Cuenta": username} | dict(found.facts)
        try:
            facts[WAY] = self._way_now()
        except IntegrationError as error:
            is_refused = isinstance(error, CredentialsError | BlockedError)
            return Connection(False, mode, error.message, found.lacks, facts, is_refused=is_refused)
        words = f"{WORKS} {PARTLY.format(without=without(found.lacks))}" if found.lacks else WORKS
        return Connection(True, mode, words, found.lacks, facts)

    def _begin_sending(self, post: Post) -> Draft:
        """Make a container whose bytes are sent."""
        said = self._account.create({"upload_type": "resumable"} | _body_of(post))
        container, url = text_in(said.get("id")), text_in(said.get("uri"))
        if not container or not url:
            raise UnavailableError(NOT_UNDERSTOOD, **where("create_container"))
        check_address(url, VENDOR, UPLOAD_HOSTS, self._settings.page.api_base)
        return Draft(container, url)

    def _begin_fetching(self, post: Post, why: IntegrationError) -> Draft:
        """Make a container with the film's address, as `why` keeps us from sending it."""
        self._check_address(post.film_url, why)
        try:
            said = self._account.create({"video_url": post.film_url} | _body_of(post))
        except RejectedError as error:
            raise meaning_of(error, host_of(post.film_url)) from error
        container = text_in(said.get("id"))
        if not container:
            raise UnavailableError(NOT_UNDERSTOOD, **where("create_container"))
        return Draft(container, FETCHED_MARK + container)

    def _way_now(self) -> str:
        """Try whether bytes are taken, by a container that nobody sees; return which way is used.

        Raises CredentialsError where there is none.
        """
        try:
            self._account.create({"upload_type": "resumable", "media_type": "REELS"})
        except (RejectedError, CredentialsError) as error:
            if not is_about_sending(error):
                raise
            self._check_address(self._settings.site_url, error)
            return WAYS[Way.FETCHED].format(host=host_of(self._settings.site_url))
        return WAYS[Way.SENT]

    def _check_address(self, url: str, why: IntegrationError) -> None:
        """Raise CredentialsError where Instagram could not fetch from an address either."""
        lack = lack_of(url, self._settings.page.api_base)
        if lack:
            message = NO_WAY.format(lack=lack)
            raise CredentialsError(message, **where("create_container")) from why

    def _fetched_from(self, draft: Draft) -> str:
        """Return the host from which Instagram fetches a film; empty where we send it."""
        return host_of(self._settings.site_url) if draft.way is Way.FETCHED else ""


def _body_of(post: Post) -> dict[str, object]:
    """Return what a container says of a post, whichever way its film comes."""
    body: dict[str, object] = {
        "media_type": "REELS",
        "caption": post.text,
        "share_to_feed": True,
    }
    if post.picture_ms is not None:
        body["thumb_offset"] = str(post.picture_ms)
    return body


def _container_of(draft: Draft) -> str:
    """Return the container that a draft is about: the end of where its bytes went."""
    return re.split("[/:]", draft.upload_url.rstrip("/"))[-1] or draft.remote_id
