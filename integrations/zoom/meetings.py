"""Zoom as a MeetingProvider: its paths, and what to do after each kind of answer.

One meeting of type 2 per session, never a recurring one. Zoom has no idempotency key: after a lost
answer to `create`, `find` looks for the folio.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

from integrations.contracts.common import Connection, RoomKey
from integrations.contracts.meetings import Attendee, HostAccount, Room, RoomRequest
from integrations.errors import (
    CredentialsError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.http.call import NOT_UNDERSTOOD, VendorRequest, VendorResponse
from integrations.http.fields import number_in, object_in, rows_in, text_in
from integrations.http.session import VendorSession
from integrations.join_links import ZOOM_HOSTS, check_link, masked_link
from integrations.zoom import attendance, bodies, check
from integrations.zoom.alternative_hosts import without_unknown_hosts
from integrations.zoom.auth import (
    Token,
    TokenSource,
    ZoomSettings,
)
from integrations.zoom.errors import IS_WEBINAR, error_for, is_token_refused
from integrations.zoom.livestream import ZoomStreams
from integrations.zoom.recordings import ZoomRecordings

__all__ = ["ZoomMeetings", "ZoomSettings", "masked_join_url"]

PAGE_SIZE = 300
MOST_PAGES = 100
"""Thirty thousand rooms of one host: more is an endless list, not a list."""
PATIENCE_S = 3.0


class ZoomMeetings:
    """Makes, changes and deletes Zoom meetings and webinars. Safe to share between threads."""

    platform = "zoom"
    makes_rooms_itself = True
    daily_writes_per_host: int | None = 100
    longest_duration_min = 1440

    def __init__(
        self,
        settings: ZoomSettings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        **time_outs: float,
    ) -> None:
        """Keep the settings; nothing is sent. `time_outs` are `connect_s` and `read_s`."""
        self._settings = settings
        self._now = now
        self._tokens = TokenSource(settings, now, **time_outs)
        self._session = VendorSession("zoom", settings.api_base, **time_outs)
        self.streams = ZoomStreams(self._call)
        self.recorder = ZoomRecordings(
            self._patiently, lambda: self._tokens.get().value, api_base=settings.api_base, now=now
        )

    def check_link(self, url: str) -> None:
        """Raise RejectedError, in Spanish, when `url` cannot be a link to a Zoom room."""
        check_link(url, ZOOM_HOSTS, vendor="zoom", name="Zoom")

    def create(self, request: RoomRequest) -> Room:
        """Make the room; not idempotent: after OutcomeUnknownError call `find` first."""
        path = bodies.collection(request.host_email, is_webinar=request.is_webinar)
        operation = "create_webinar" if request.is_webinar else "create_meeting"

        def send(alternative_hosts: list[str]) -> VendorResponse:
            body = bodies.body_for(request, alternative_hosts, is_new=True)
            return self._call(VendorRequest(operation, "POST", path, body=body))

        # One alternative host whom Zoom does not know makes it refuse the whole meeting.
        answer, warnings = without_unknown_hosts(request, send)
        try:
            return bodies.room_from(answer.body, is_webinar=request.is_webinar, warnings=warnings)
        # It answered, so there may be a room: what cannot be read is looked for, never made again.
        except ValueError as error:
            raise OutcomeUnknownError(
                NOT_UNDERSTOOD, vendor="zoom", operation=operation, status=answer.status
            ) from error

    def find(self, request: RoomRequest) -> Room | None:
        """Return the host's room that carries `request.folio`.

        The room that is found may differ from the request: compare `starts_at`.
        """
        is_webinar = request.is_webinar
        operation = "list_webinars" if is_webinar else "list_meetings"
        path = bodies.collection(request.host_email, is_webinar=is_webinar)
        # The list of those to come leaves out a room whose hour has passed meanwhile.
        kind = "upcoming" if request.starts_at > self._now() else "scheduled"
        call = VendorRequest(operation, "GET", path, params={"type": kind}, is_write=False)
        found = bodies.best_match(self._listed(call), request)
        if found is None:
            return None
        return self.read(RoomKey(found, request.host_email, is_webinar))

    def read(self, key: RoomKey) -> Room:
        """Read the room as it stands now. Raises NotFoundError when it is gone."""
        return self._read(key.external_id, is_webinar=key.is_webinar)

    def update(self, key: RoomKey, request: RoomRequest) -> Room:
        """Change the room in place and read it back: a new passcode makes a new link."""

        def send(alternative_hosts: list[str]) -> VendorResponse:
            def body(is_webinar: bool) -> Mapping[str, object]:
                wanted = replace(request, is_webinar=is_webinar)
                return bodies.body_for(wanted, alternative_hosts, is_new=False)

            return self._on_room(
                "update", "PATCH", key.external_id, is_webinar=request.is_webinar, body=body
            )

        # Zoom answers a change with an empty 204, and silently ignores some of what it is told.
        _, warnings = without_unknown_hosts(request, send)
        return self._read(key.external_id, is_webinar=request.is_webinar, warnings=warnings)

    def delete(self, key: RoomKey) -> None:
        """Delete the room; a room that is already gone counts as deleted."""
        try:
            self._on_room("delete", "DELETE", key.external_id, is_webinar=key.is_webinar)
        except NotFoundError:
            return

    def start_url(self, key: RoomKey) -> str:
        """Fetch the link that starts the room as host: a secret, for one redirect, never kept."""
        answer = self._on_room("read", "GET", key.external_id, is_webinar=key.is_webinar)
        link = text_in(object_in(answer.body).get("start_url"))
        if not link:
            raise UnavailableError(NOT_UNDERSTOOD, vendor="zoom", operation="start_url")
        return link

    def attendees(self, key: RoomKey, since: datetime, until: datetime) -> list[Attendee]:
        """List who was in the room between two instants, over every time it was opened."""
        reader = attendance.Reader(self._patiently, self._listed)
        return attendance.attendees(reader, key, since, until)

    def host(self, email: str) -> HostAccount | None:
        """Return an account as it stands now. Raises HostUnusableError when there is none."""
        path = f"/users/{quote(email, safe='@')}"
        user = self._patiently(VendorRequest("read_user", "GET", path, is_write=False)).body
        if not isinstance(user, dict):
            raise UnavailableError(NOT_UNDERSTOOD, vendor="zoom", operation="read_user")
        return bodies.account_from(user, {})

    def live_rooms(self, host_email: str) -> tuple[str, ...]:
        """Return the ids of the meetings that are open on an account at this moment."""
        path = bodies.collection(host_email, is_webinar=False)
        call = VendorRequest("list_meetings", "GET", path, params={"type": "live"}, is_write=False)
        return tuple(filter(None, (text_in(one.get("id")) for one in self._listed(call))))

    def hosts(self) -> list[HostAccount]:
        """List the accounts that can host, licensed ones first, then by e-mail."""
        params = {"status": "active"}
        call = VendorRequest("list_users", "GET", "/users", params=params, is_write=False)
        users = [one for one in self._listed(call) if bodies.kind_of(one) in bodies.CAN_HOST]
        accounts = [bodies.account_from(user, self._user_settings(user)) for user in users]
        return sorted(accounts, key=lambda account: (not account.is_licensed, account.email))

    def check(self) -> Connection:
        """Try the credentials and name what is missing; never raises for a refusal."""
        return check.connection(self._tokens, self._call, api_base=self._settings.api_base)

    def _read(self, external_id: str, *, is_webinar: bool, warnings: tuple[str, ...] = ()) -> Room:
        """Read the room and say of which kind it turned out to be."""
        answer = self._on_room("read", "GET", external_id, is_webinar=is_webinar)
        try:
            kind = bodies.kind_of(object_in(answer.body))
            is_webinar = is_webinar or kind in bodies.WEBINAR_TYPES
            return bodies.room_from(answer.body, is_webinar=is_webinar, warnings=warnings)
        except ValueError as error:
            raise UnavailableError(
                NOT_UNDERSTOOD, vendor="zoom", operation="read", status=answer.status
            ) from error

    def _user_settings(self, user: Mapping[str, object]) -> Mapping[str, object]:
        """Return a user's settings, or nothing where Zoom refuses to show them."""
        path = f"/users/{quote(text_in(user.get('id')), safe='')}/settings"
        call = VendorRequest("user_settings", "GET", path, is_write=False)
        try:
            body = self._patiently(call).body
        # One user whose settings are closed to us must not hide all the others.
        except (RejectedError, CredentialsError):
            return {}
        return object_in(body)

    def _patiently(self, call: VendorRequest) -> VendorResponse:
        """Call, and wait a moment when there were too many reads in one second."""
        for _ in range(3):
            try:
                return self._call(call)
            except RateLimitedError as error:
                now = self._now()
                wait_s = ((error.retry_after or now) - now).total_seconds()
                if error.is_daily or wait_s > PATIENCE_S:
                    raise
            time.sleep(max(wait_s, 0))
        return self._call(call)

    def _listed(self, call: VendorRequest) -> Iterator[Mapping[str, object]]:
        """Give every member of a list, page by page. Webinars have numbers, the rest tokens."""
        name = call.path.rsplit("/", 1)[-1]
        params: dict[str, str | int] = {**call.params, "page_size": PAGE_SIZE}
        for number in range(1, MOST_PAGES + 1):
            page = VendorRequest(call.operation, "GET", call.path, params=params, is_write=False)
            body = object_in(self._patiently(page).body)
            try:
                yield from rows_in(body, name)
            except ValueError as error:
                raise UnavailableError(
                    NOT_UNDERSTOOD, vendor="zoom", operation=call.operation
                ) from error
            following = text_in(body.get("next_page_token"))
            if name == "webinars" and number < (number_in(body.get("page_count")) or 1):
                params["page_number"] = number + 1
            elif name != "webinars" and following:
                params["next_page_token"] = following
            else:
                return
        # Half a list is none: "not among them" would let a second room be made.
        raise UnavailableError(NOT_UNDERSTOOD, vendor="zoom", operation=call.operation)

    def _on_room(
        self,
        verb: str,
        method: str,
        external_id: str,
        *,
        is_webinar: bool,
        body: Callable[[bool], Mapping[str, object]] | None = None,
    ) -> VendorResponse:
        """Call on one room; a meeting that was turned into a webinar is found as one.

        `body` is given whether it is for a webinar, whose fields are others.
        """
        operation = f"{verb}_{'webinar' if is_webinar else 'meeting'}"
        path = bodies.member(external_id, is_webinar=is_webinar)
        is_write = method != "GET"
        try:
            content = body(is_webinar) if body else None
            return self._call(
                VendorRequest(operation, method, path, body=content, is_write=is_write)
            )
        except RejectedError as error:
            if is_webinar or error.code != IS_WEBINAR:
                raise
        return self._on_room(verb, method, external_id, is_webinar=True, body=body)

    def _call(self, call: VendorRequest) -> VendorResponse:
        """Send with the token; once more with a fresh one when Zoom does not take it."""
        token = self._tokens.get()
        answer = self._send(call, token)
        if answer.status >= 400 and is_token_refused(answer):
            # Zoom refused the token before it looked at the request, so a write may be sent again.
            token = self._tokens.get(instead_of=token)
            answer = self._send(call, token)
        if answer.status >= 400:
            raise error_for(answer, call.operation, self._now())
        return answer

    def _send(self, call: VendorRequest, token: Token) -> VendorResponse:
        """Send with this token, to the API that it is for."""
        return self._session.call(
            call, authorization=f"Bearer {token.value}", base_url=token.api_base
        )


def masked_join_url(url: str) -> str:
    """Return a join link without its query, which holds the passcode: safe to show."""
    return masked_link(url)
