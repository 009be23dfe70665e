"""Who was in a Zoom room: every time it was opened, every page, by the best report we may read.

The report carries registrants' numbers but needs a scope that few grant; without it (or on an
account that is not paid for) the shorter list of past participants answers the same question.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from integrations.contracts.common import RoomKey
from integrations.contracts.meetings import Attendee
from integrations.errors import CredentialsError, NotFoundError, RejectedError
from integrations.http.call import VendorRequest, VendorResponse
from integrations.http.fields import object_in, objects_in, text_in
from integrations.zoom.bodies import instant


@dataclass(frozen=True, slots=True)
class Reader:
    """How Zoom is read: one answer, or every member of a list over all its pages."""

    one: Callable[[VendorRequest], VendorResponse]
    every: Callable[[VendorRequest], Iterable[Mapping[str, object]]]


ROOM_OPENS_EARLY = timedelta(hours=1)
"""How long before the window a room may have been opened for somebody to be in it within."""
PHONE = re.compile(r"(?i)\+?[\d*\s().-]{6,}|call-?in user[ _]?\d*")
"""How Zoom calls whoever dials in: the number, partly hidden, or one of its own."""
IN_THE_WAITING_ROOM = "in_waiting_room"


def attendees(reader: Reader, key: RoomKey, since: datetime, until: datetime) -> list[Attendee]:
    """Return the stays that overlap [since, until), in order; empty when nothing is known yet."""
    found: dict[Attendee, None] = {}
    for uuid in _instances(reader, key, since, until):
        for row in _participants(reader, uuid, is_webinar=key.is_webinar):
            stay = _attendee(row, uuid)
            # A list that grows while its pages are read repeats some of its rows.
            if stay is not None and stay.joined_at < until and _left_after(stay, since):
                found[stay] = None
    return sorted(found, key=lambda stay: (stay.joined_at, stay.name))


def in_path(uuid: str) -> str:
    """Return a UUID as it stands in a path: Zoom wants some of them encoded twice."""
    once = quote(uuid, safe="")
    return quote(once, safe="") if uuid.startswith("/") or "//" in uuid else once


def _instances(reader: Reader, key: RoomKey, since: datetime, until: datetime) -> list[str]:
    """Return the ids of the times that the room was opened; its number stands for the last one."""
    if key.is_webinar:
        return [key.external_id]
    path = f"/past_meetings/{quote(key.external_id, safe='')}/instances"
    call = VendorRequest("past_instances", "GET", path, is_write=False)
    try:
        body = reader.one(call).body
    except NotFoundError:
        return []
    except CredentialsError as error:
        # This list needs a scope of its own, without which the last opening can still be asked for.
        if not error.missing_scopes:
            raise
        return [key.external_id]
    rows = objects_in(object_in(body).get("meetings"))
    uuids = (text_in(row.get("uuid")) for row in rows if _within(row, since, until))
    return list(filter(None, uuids))


def _within(row: Mapping[str, object], since: datetime, until: datetime) -> bool:
    """Tell whether a room that was opened then can have had somebody in it in the window."""
    began = instant(row.get("start_time"))
    return began is None or since - ROOM_OPENS_EARLY <= began < until


def _participants(reader: Reader, uuid: str, *, is_webinar: bool) -> Iterator[Mapping[str, object]]:
    """Yield who was in one opening of the room."""
    kind, who = ("webinars" if is_webinar else "meetings"), in_path(uuid)
    report = VendorRequest(
        f"report_{kind[:-1]}_participants",
        "GET",
        f"/report/{kind}/{who}/participants",
        params={"include_fields": "registrant_id"},
        is_write=False,
    )
    try:
        yield from reader.every(report)
        return
    except NotFoundError:
        return
    except CredentialsError as error:
        if not error.missing_scopes:
            raise
    except RejectedError as error:
        # 200: only accounts that pay have reports.
        if error.code != "200":
            raise
    path = f"/past_{kind}/{who}/participants"
    past = VendorRequest(f"past_{kind[:-1]}_participants", "GET", path, is_write=False)
    try:
        yield from reader.every(past)
    except NotFoundError:
        return


def _attendee(row: Mapping[str, object], uuid: str) -> Attendee | None:
    """Return a row of a report as a stay; None for who only waited at the door."""
    joined_at = instant(row.get("join_time"))
    if joined_at is None or row.get("status") == IN_THE_WAITING_ROOM:
        return None
    name, seat = text_in(row.get("name")), text_in(row.get("user_id"))
    return Attendee(
        name=name,
        joined_at=joined_at,
        left_at=instant(row.get("leave_time")),
        email=text_in(row.get("user_email")).lower(),
        registrant_id=text_in(row.get("registrant_id")),
        account_id=text_in(row.get("participant_user_id")) or text_in(row.get("id")),
        # A number that is valid within one opening only; who is renamed there keeps it.
        seat_id=f"{uuid} {seat}" if seat else "",
        is_phone=bool(PHONE.fullmatch(name)),
    )


def _left_after(stay: Attendee, since: datetime) -> bool:
    """Tell whether somebody was still there at an instant."""
    return (stay.left_at or datetime.max.replace(tzinfo=UTC)) > since
