"""Gives a meeting its licence: the one that is free, the one a coordinator named, or none yet.

Everything here runs in the transaction that books or changes, behind `vc.db.lock_allocation`.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, literal_column, select
from sqlalchemy.orm import Session

from integrations.contracts.meetings import MeetingProvider
from integrations.errors import RejectedError
from vc.accounts.models import Person
from vc.accounts.request_context import RequestContext
from vc.booking import availability, licence_use
from vc.booking.hindrance import refusal
from vc.booking.models import Event, Meeting
from vc.booking.requests import NewEvent
from vc.booking.states import MeetingStatus
from vc.errors import LicenceBusyError, RuleError
from vc.licences.allocation import Choice
from vc.licences.models import Licence, Platform
from vc.office.holidays import OfficeHours
from vc.permissions import Capability, check
from vc.states import advance

ANOTHER_PLATFORM = (
    "Esta sesión ya tiene su enlace, y no cambia entre Zoom y Meet. Déjela como estaba, o "
    "cancele la sesión y agende una nueva."
)
ANOTHER_KIND_OF_ROOM = (
    "La sala de esta sesión ya se pidió, y una reunión no se convierte en seminario web "
    "ni al revés. Déjela como estaba, o cancele la sesión y agende una nueva."
)
UNUSABLE = "Esa cuenta no se puede usar; elija otra."
BUSY = "No hay una cuenta libre a esa hora. Elija otro horario, o cambie entre Zoom y Meet."


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingContext(RequestContext):
    """The request of somebody who books, with the platforms that a room may be on."""

    providers: Mapping[str, MeetingProvider]
    uid_domain: str = "vc.secesp.example"
    hours: OfficeHours = field(default_factory=OfficeHours)
    """When the office works: what times are proposed."""


def request_of(context: BookingContext, new: NewEvent) -> licence_use.AvailabilityRequest:
    """Return a new session's request for a licence."""
    platforms = availability.platforms_for(new.platform, context.providers)
    return availability.request_for(new, platforms, context.zone)


def check_link(context: BookingContext, platform: Platform, url: str) -> None:
    """Refuse a link that the platform's rooms cannot have."""
    try:
        context.providers[platform.value].check_link(url)
    except RejectedError as error:
        raise RuleError(error.message, field="pasted_url") from error


def new_meeting(context: BookingContext, new: NewEvent) -> Meeting:
    """Return the session's meeting with the licence it was given."""
    if new.pasted_url:
        check_link(context, new.platform or Platform.OTHER, new.pasted_url)
    takes_any = new.platform is not Platform.OTHER and new.licence_id is None
    choice = _choose(context, new) if takes_any else None
    meeting = _meeting(context, new, waits=takes_any and choice is None)
    if choice is not None:
        assign(meeting, choice)
    elif new.licence_id is not None:
        _overrule(context, meeting, new)
    return meeting


def _meeting(context: BookingContext, new: NewEvent, *, waits: bool) -> Meeting:
    """Return a meeting without a licence, due at once or on the waiting list."""
    return Meeting(
        platform=new.platform or Platform.ZOOM,
        is_automatic=new.platform is None,
        status=MeetingStatus.WAITING_FOR_LICENCE if waits else MeetingStatus.PENDING,
        waiting_since=context.now if waits else None,
        passcode=f"{secrets.randbelow(10**8):08d}",
        pasted_url=new.pasted_url,
        wanted=1,
        done=0,
        due_at=None if waits else context.now,
    )


def _choose(context: BookingContext, new: NewEvent) -> Choice | None:
    """Return the licence for a new session; None when it will wait for one."""
    choice, passed = availability.place(
        context.session, request_of(context, new), providers=context.providers, now=context.now
    )
    if choice is None and not new.waits_for_licence:
        raise _busy(
            context, request_of(context, new), tuple(f"{one.label}: {one.why}" for one in passed)
        )
    return choice


def _busy(
    context: BookingContext, wanted: licence_use.AvailabilityRequest, reasons: tuple[str, ...] = ()
) -> LicenceBusyError:
    """Return the error for a request that no licence fulfils: at this time, or at any."""
    found = availability.hindered(
        context.session, wanted, providers=context.providers, now=context.now
    )
    if found is None:
        return LicenceBusyError(BUSY, reasons=reasons)
    refused = refusal(found, wanted)
    return LicenceBusyError(refused.message, reasons=reasons, field=refused.field)


def assign(meeting: Meeting, choice: Choice) -> None:
    """Give the meeting the licence that was chosen, and keep why."""
    meeting.licence_id = choice.licence_id
    meeting.platform = Platform(choice.platform)
    meeting.choice = choice.as_row()
    meeting.overrule_reason = ""
    meeting.waiting_since = None


def put_in_line(
    meeting: Meeting, now: datetime, *, by: Person | None = None, reason: str = ""
) -> None:
    """Let a meeting wait for a licence, behind those who wait already."""
    meeting.licence_id = None
    meeting.waiting_since = now
    advance(meeting, MeetingStatus.WAITING_FOR_LICENCE, now=now, by=by, reason=reason)


def _overrule(context: BookingContext, meeting: Meeting, new: NewEvent) -> None:
    """Give the licence a coordinator named, free or not, with the reason."""
    check(context.by, Capability.MANAGE_LICENCES)
    licence = context.session.get(Licence, new.licence_id)
    if licence is None or not licence.can_host:
        raise RuleError(UNUSABLE, field="licence_id")
    if not new.overrule_reason:
        raise RuleError("Escriba por qué se autoriza.", field="overrule_reason")
    meeting.licence_id = licence.id
    meeting.platform = licence.platform
    meeting.choice = {"label": licence.label, "overruled_by": context.by.name}
    meeting.overrule_reason = new.overrule_reason


def check_platform_stays(meeting: Meeting, asked: Platform | None) -> None:
    """Refuse another platform than that of a session that was booked; any will do, or its own."""
    if asked not in (None, meeting.platform):
        raise RuleError(ANOTHER_PLATFORM, field="platform")
    meeting.is_automatic = asked is None


def check_kind_of_room_stays(meeting: Meeting, *, is_webinar: bool) -> None:
    """Refuse to make a meeting of a webinar, or the reverse, once the room is or may be there."""
    may_be_there = meeting.status in (MeetingStatus.OPENING, MeetingStatus.UNKNOWN)
    if is_webinar != meeting.event.is_webinar and (meeting.external_id or may_be_there):
        raise RuleError(ANOTHER_KIND_OF_ROOM, field="is_webinar")


def take_pasted_link(context: BookingContext, meeting: Meeting, url: str) -> bool:
    """Keep another link for a room that is made by hand; tell whether it is another one."""
    if context.providers[meeting.platform.value].makes_rooms_itself:
        return False
    if not url or url == meeting.pasted_url:
        return False
    check_link(context, meeting.platform, url)
    meeting.pasted_url = url
    return True


def reassign_licence(
    context: BookingContext, event: Event, new: NewEvent, *, is_moved: bool
) -> None:
    """Make sure the changed session still has a licence that suits it.

    A room that exists stays on its licence, or its link would change; one that was not made yet may
    take any.
    """
    meeting = event.meeting
    is_same_need = availability.need_of(new) == availability.need_of(event)
    if meeting.licence_id is None or (is_same_need and not is_moved):
        return
    wanted, only = request_for_change(context, event, new)
    choice, _ = availability.place(
        context.session, wanted, providers=context.providers, now=context.now, only_licence_id=only
    )
    if choice is None:
        raise _busy(context, wanted)
    assign(meeting, choice)


def request_for_change(
    context: BookingContext, event: Event, new: NewEvent
) -> tuple[licence_use.AvailabilityRequest, int | None]:
    """Return a changed session's request, and the one licence it keeps once its room exists."""
    meeting = event.meeting
    is_fixed = bool(meeting.external_id) or meeting.status is MeetingStatus.OPENING
    platforms = (
        (meeting.platform,)
        if is_fixed
        else availability.platforms_for(new.platform, context.providers)
    )
    wanted = availability.request_for(new, platforms, context.zone, event.id)
    return wanted, meeting.licence_id if is_fixed else None


def take_another_licence(context: BookingContext, event: Event) -> None:
    """Give a meeting whose licence cannot host any other one, or put it on the waiting list."""
    meeting = event.meeting
    choice = availability.place_event(
        context.session, event, providers=context.providers, now=context.now, zone=context.zone
    )
    if choice is None:
        put_in_line(meeting, context.now, by=context.by)
    else:
        assign(meeting, choice)


def in_line_before(
    session: Session,
    meeting: Meeting,
    choice: Choice,
    *,
    providers: Mapping[str, MeetingProvider],
    now: datetime,
    zone: ZoneInfo,
) -> Meeting | None:
    """Return the meetings in line before another that could take the licence it would get.

    Only who would be in its way: sessions of other hours are no hindrance. To be asked behind
    `lock_allocation`.
    """
    event = meeting.event
    near = licence_use.LONGEST_BUFFER
    query = in_line(select(Meeting)).join(Event)
    query = query.where(
        Event.starts_at > now,
        Event.starts_at < event.ends_at + near,
        Event.ends_after(event.starts_at - near),
    )
    for other in session.scalars(query).unique():
        if other is meeting:
            return None
        its = availability.place_event(
            session, other.event, providers=providers, now=now, zone=zone
        )
        if its is not None and its.licence_id == choice.licence_id:
            return other
    return None


def in_line(query: Select) -> Select:
    """Narrow a query of meetings to those who wait for a licence, who waits longest first."""
    # The index of those who wait is only taken for its own words.
    waiting = Meeting.status == literal_column(f"'{MeetingStatus.WAITING_FOR_LICENCE.value}'")
    return query.where(waiting).order_by(Meeting.waiting_since, Meeting.id)
