"""Google Meet as a MeetingProvider: an event in the licence's calendar, with a Meet in it.

The event's id follows from our key, so that an insert may be repeated.
"""

import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from integrations.contracts.common import Connection, RoomKey
from integrations.contracts.meetings import Attendee, HostAccount, Room, RoomRequest
from integrations.errors import (
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RejectedError,
    UnavailableError,
)
from integrations.google import calendar_events, check, meet_spaces
from integrations.google.auth import GoogleSettings
from integrations.google.calendar_events import WRITING, Conference
from integrations.google.call import GoogleRequest
from integrations.google.errors import VENDOR
from integrations.google.recordings import GoogleRecordings
from integrations.google.scopes import READS_MEET
from integrations.google.session import GoogleSession, Visit
from integrations.http.fields import text_in
from integrations.join_links import MEET_HOSTS, check_link

__all__ = ["GoogleMeet", "GoogleSettings"]

LOOKS_AFTER_S = (0.5, 1.0, 2.0, 4.0, 8.0)
"""How long to wait before each look at a Meet that Google is still making."""
MOST_PATCHES = 4

STILL_MAKING = "Google todavía está preparando la sala; se volverá a revisar."
NOT_MADE = "Google no pudo crear la sala de Meet para esta cuenta. Puede reintentar más tarde."
NO_MORE_IDS = "La sala se eliminó demasiadas veces en el calendario de Google."
ALWAYS_CHANGED = "Alguien más está cambiando la sesión en Google Calendar."


class GoogleMeet:
    """Makes, changes and deletes Meet rooms by way of Calendar. Safe to share between threads."""

    platform = "google_meet"
    makes_rooms_itself = True
    daily_writes_per_host: int | None = None
    longest_duration_min = 1440
    streams = None

    def __init__(
        self,
        settings: GoogleSettings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        read_s: float = 15.0,
    ) -> None:
        """Keep the settings; nothing is sent. `read_s` is how long an answer may take."""
        self._settings = settings
        self._session = GoogleSession(settings, now=now, sleep=sleep, read_s=read_s)
        self.recorder = GoogleRecordings(self._session)

    def check_link(self, url: str) -> None:
        """Raise RejectedError, in Spanish, when `url` cannot be a link to a Meet room."""
        check_link(url, MEET_HOSTS, vendor=VENDOR, name="Google Meet")

    def create(self, request: RoomRequest) -> Room:
        """Make the room. What an earlier try left under the folio's id is taken up, not doubled."""
        visit = self._session.visit(request.host_email)
        for event_id in calendar_events.event_ids(request.key or request.folio):
            body = calendar_events.body_for(request) | calendar_events.conference_for(event_id)
            arguments = {"calendarId": visit.calendar, "body": {"id": event_id} | body}
            try:
                # Calendar takes ids from us and refuses one that is taken: so a repetition makes no
                # second room.
                event = visit.call(_writing("insert_event", "insert", arguments))
            except RejectedError as error:
                # 409 is «the identifier already exists»: of an earlier try of ours, or of an event
                # that was deleted.
                if error.status != 409:
                    raise
                left = self._left_behind(visit, event_id, request)
                if left is None:
                    continue
                return self._taken_up(visit, left, request)
            return self._made(visit, event, request)
        raise RejectedError(NO_MORE_IDS, vendor=VENDOR, operation="insert_event")

    def find(self, request: RoomRequest) -> Room | None:
        """Return the event in the calendar whose id follows from our key.

        The room that is found may differ from the request: compare `starts_at`. Raises
        UnavailableError while Google is still making its Meet.
        """
        visit = self._session.visit(request.host_email)
        for event_id in calendar_events.event_ids(request.key or request.folio):
            try:
                event = self._event(visit, event_id)
            except NotFoundError as error:
                # Never made. One that was deleted keeps its id and is told as 410, so the next id
                # is looked at.
                if error.status == 404:
                    return None
                continue
            # Ids are reckoned, so another installation's event may bear this one.
            if calendar_events.folio_of(event) != request.folio:
                continue
            match calendar_events.conference_of(event):
                case Conference.PENDING:
                    raise UnavailableError(STILL_MAKING, vendor=VENDOR, operation="find")
                case Conference.READY:
                    return self._room(visit, event, request)
            # An event without a link is no room: `create` goes on with the next id.
            self._delete(visit, event_id)
        return None

    def read(self, key: RoomKey) -> Room:
        """Read the room as it stands now. Raises NotFoundError when it is gone."""
        event = self._event(self._session.visit(key.host_email), key.external_id)
        if calendar_events.conference_of(event) is Conference.PENDING:
            raise UnavailableError(STILL_MAKING, vendor=VENDOR, operation="read")
        return calendar_events.room_from(event, key.host_email, space=key.external_uuid)

    def update(self, key: RoomKey, request: RoomRequest) -> Room:
        """Change the event in place: the link stays. An event without a Meet gets a new one."""
        visit = self._session.visit(key.host_email)
        return self._changed(visit, key.external_id, request)

    def delete(self, key: RoomKey) -> None:
        """Delete the event; one that is already gone counts as deleted."""
        self._delete(self._session.visit(key.host_email), key.external_id)

    def start_url(self, key: RoomKey) -> str:
        """Return the join link: whoever comes in with the licence's account is the host."""
        return self.read(key).join_url

    def attendees(self, key: RoomKey, since: datetime, until: datetime) -> list[Attendee]:
        """List who was in the room between two instants, over every time it was opened."""
        visit = self._session.visit(key.host_email)
        code = ""
        if not key.external_uuid:
            code = calendar_events.meeting_code(self._event(visit, key.external_id))
        wanted = meet_spaces.filter_for(key.external_uuid, code)
        return meet_spaces.attendees(visit, wanted, since, until)

    def host(self, email: str) -> HostAccount | None:
        """Return None: without the Admin SDK Google tells nothing of its accounts."""
        return None

    def live_rooms(self, host_email: str) -> tuple[str, ...]:
        """Return the ids of the events whose rooms are open on an account at this moment.

        A room that belongs to no event is told by its name in Meet, "spaces/…". Nothing is told
        where the permission to read records was not given.
        """
        visit = self._session.visit(host_email)
        return meet_spaces.live(visit) if visit.may(READS_MEET) else ()

    def hosts(self) -> list[HostAccount]:
        """Return nothing: without the Admin SDK Google lists no accounts."""
        return []

    def check(self) -> Connection:
        """Try the credentials as far as they can be tried; never raises for a refusal."""
        return check.connection(self._session)

    def _event(self, visit: Visit, event_id: str) -> Mapping[str, object]:
        """Read an event. Raises NotFoundError, with status 410 for one that was cancelled."""
        arguments = {"calendarId": visit.calendar, "eventId": event_id}
        event = visit.call(GoogleRequest("get_event", "events", "get", arguments, gives="id"))
        if not calendar_events.is_there(event):
            raise NotFoundError(
                "La sesión fue eliminada del calendario de Google.",
                vendor=VENDOR,
                operation="get_event",
                status=410,
            )
        return event

    def _left_behind(
        self, visit: Visit, event_id: str, request: RoomRequest
    ) -> Mapping[str, object] | None:
        """Return the event that has the id we wanted; None when it is of no use."""
        try:
            event = self._event(visit, event_id)
        except NotFoundError:
            return None
        if calendar_events.folio_of(event) != request.folio:
            return None
        if calendar_events.conference_of(event) is not Conference.FAILED:
            return event
        self._delete(visit, event_id)
        return None

    def _taken_up(self, visit: Visit, event: Mapping[str, object], request: RoomRequest) -> Room:
        """Return the room of an event that was there already, made as it is wanted now."""
        has_link = calendar_events.conference_of(event) is not Conference.NONE
        if has_link and not calendar_events.differs(event, request):
            return self._made(visit, event, request)
        return self._changed(visit, text_in(event.get("id")), request)

    def _made(self, visit: Visit, event: Mapping[str, object], request: RoomRequest) -> Room:
        """Return the room of an event that was just inserted, once its link is there."""
        try:
            event = self._with_link(visit, event)
        except RejectedError:
            # Without a link it is no room, and must not stay in the host's calendar.
            self._delete(visit, text_in(event.get("id")))
            raise
        except IntegrationError as error:
            # The event is there: whoever looks for it finds it, which "unavailable" would not say.
            raise OutcomeUnknownError(
                error.message, vendor=VENDOR, operation="insert_event", status=error.status
            ) from error
        return self._room(visit, event, request)

    def _with_link(self, visit: Visit, event: Mapping[str, object]) -> Mapping[str, object]:
        """Look at an event until Google has made its Meet. Raises RejectedError when it cannot."""
        waits = iter(LOOKS_AFTER_S)
        while (state := calendar_events.conference_of(event)) is Conference.PENDING:
            wait_s = next(waits, None)
            if wait_s is None or not visit.wait(wait_s):
                raise OutcomeUnknownError(STILL_MAKING, vendor=VENDOR, operation="insert_event")
            event = self._event(visit, text_in(event.get("id")))
        if state is Conference.READY:
            return event
        raise RejectedError(NOT_MADE, vendor=VENDOR, operation="insert_event", code=state.value)

    def _changed(self, visit: Visit, event_id: str, request: RoomRequest) -> Room:
        """Patch the event as it stands; when somebody was faster, read it and patch again."""
        for _ in range(MOST_PATCHES):
            event = self._event(visit, event_id)
            body = calendar_events.body_for(request)
            if calendar_events.conference_of(event) in (Conference.NONE, Conference.FAILED):
                body |= calendar_events.conference_for(uuid.uuid4().hex)
            arguments = {"calendarId": visit.calendar, "eventId": event_id, "body": body}
            # With If-Match: somebody who edits the event in their calendar at this moment loses
            # nothing.
            call = _writing("patch_event", "patch", arguments, etag=text_in(event.get("etag")))
            try:
                event = visit.call(call)
            except RejectedError as error:
                # 412: it was changed after it was read.
                if error.status != 412:
                    raise
                continue
            return self._room(visit, self._with_link(visit, event), request)
        raise UnavailableError(ALWAYS_CHANGED, vendor=VENDOR, operation="patch_event")

    def _delete(self, visit: Visit, event_id: str) -> None:
        """Delete an event; one that is already gone counts as deleted."""
        arguments = {"calendarId": visit.calendar, "eventId": event_id, "sendUpdates": "none"}
        try:
            visit.call(GoogleRequest("delete_event", "events", "delete", arguments, is_write=True))
        except NotFoundError:
            return

    def _room(self, visit: Visit, event: Mapping[str, object], request: RoomRequest) -> Room:
        """Set up the space of an event's Meet, as far as Google lets us, and return the room."""
        code = calendar_events.meeting_code(event)
        space, warnings = meet_spaces.set_up(visit, code, request)
        return calendar_events.room_from(event, visit.subject, space=space, warnings=warnings)


def _writing(
    operation: str, verb: str, arguments: Mapping[str, object], *, etag: str = ""
) -> GoogleRequest:
    """Return a call that writes an event with its conference, and sends nobody mail."""
    return GoogleRequest(
        operation,
        "events",
        verb,
        {**arguments, **WRITING},
        is_write=True,
        if_match=etag,
        gives="id",
    )
