"""A session's page: what is next, its chain, its timeline, and the panels of all features."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from flask import render_template

from vc import dates, history
from vc.access import clock, current_person, office_zone
from vc.addresses import absolute_url
from vc.audit import AuditLine
from vc.booking import hooks, invitation, labels, queries, undo, whatsapp
from vc.booking import next_words as words
from vc.booking.chain import Place, Stop, StopState, chain_of
from vc.booking.forms import linked
from vc.booking.in_room import in_room
from vc.booking.models import Event, Meeting
from vc.booking.next_step import OPENS_BEFORE, Room, SessionFacts, Step, Viewer, next_step
from vc.booking.states import EventStatus, MeetingStatus
from vc.booking.timeline import Entry, Timeline, timeline_of
from vc.db import db
from vc.licences.labels import PLATFORMS
from vc.licences.models import Platform
from vc.permissions import Capability, may
from vc.services import services

QUIET = frozenset(
    {
        *("event.confirmed", "event.tentative", "meeting.pending", "meeting.opening"),
        *("meeting.closed", "recording.expected", "recording.downloading"),
    }
)
"""Lines that only say how another one came about; all of them stand in the history."""
TELLS_WHY = ("Event", "Meeting", "Broadcast", "Clip", "Review")
"""Rows whose reasons are words for people; others keep evidence there."""
NAMED = ("Clip", "Publication")
"""Rows of which a session has several."""


@dataclass(frozen=True, slots=True)
class Countdown:
    """How long until a session begins or ends, as the page shows it without a script too."""

    left: str
    to: str
    until: datetime


def page(event: Event) -> str:
    """Return the page of a session."""
    now, zone = clock(), office_zone()
    found = queries.history(db.session(), event)
    may_change = may(current_person(), Capability.CHANGE_SESSION, event)
    names = _room_names(event, found) | {"may_change": may_change, "history": found}
    return render_template(
        "booking/show.html",
        event=event,
        overlapping=queries.overlapping(db.session(), event),
        link_form=linked(event),
        step=step_of(event, found, now),
        chain=chain_of([_room_stop(event, now), *_stops(event)]),
        timeline=_timeline(event, found, now, may_change=may_change),
        when=when_words(event, now, zone),
        countdown=countdown_of(event, now),
        opens_at=event.starts_at - OPENS_BEFORE,
        on_top=_panels(hooks.PANELS_ON_TOP, event),
        bars=_panels(hooks.SESSION_BARS, event),
        aside=_panels(hooks.PANELS_ASIDE, event),
        beside_room=_panels(hooks.PANELS_BESIDE_ROOM, event),
        beside_facts=_panels(hooks.PANELS_BESIDE_FACTS, event),
        **names,
    )


def _panels(hook: hooks.Hook[hooks.Panel], event: Event) -> list[str]:
    """Return what the features show at a place of the page."""
    shown = (panel(event) for panel in services().registry.added_to(hook))
    return [one for one in shown if one]


def step_of(event: Event, found: Iterable[AuditLine], now: datetime) -> Step:
    """Return what is next with a session for whoever looks."""
    person, added_to = current_person(), services().registry.added_to
    viewer = Viewer(
        may_change=may(person, Capability.CHANGE_SESSION, event),
        is_host=person is not None and person in (event.host, *event.cohosts),
        may_book=may(person, Capability.BOOK),
    )
    meeting = event.meeting
    facts = SessionFacts(
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        room=room_of(event),
        host=event.host.name,
        platform=PLATFORMS[meeting.platform],
        is_cancelled=event.status is EventStatus.CANCELLED,
        takes_place=event.takes_place(now),
        is_over=event.is_over(now),
        was_opened=_was_opened(event, found),
        is_shared=bool(event.guests or event.cohosts)
        or any(knows(event) for knows in added_to(hooks.SHARED)),
        room_note=meeting.last_error,
        account=meeting.licence.account_email if meeting.licence else words.OF_THE_OFFICE,
        offers=tuple(one for offers in added_to(hooks.NEXT_OFFERS) for one in offers(event)),
    )
    return next_step(facts, viewer, now)


def room_of(event: Event) -> Room:
    """Return how a session's room stands for whoever wants to hold it."""
    meeting = event.meeting
    if meeting.is_ready:
        is_stuck = meeting.has_changes_to_send and meeting.due_at is None
        return Room.UNSENT if is_stuck else Room.READY
    if meeting.is_being_made:
        return Room.BEING_MADE
    known = {
        MeetingStatus.WAITING_FOR_LICENCE: Room.WAITING,
        MeetingStatus.GONE: Room.GONE,
        MeetingStatus.CLOSED: Room.CLOSED,
    }
    # A link that was wrong is pasted anew, whatever the vendor said of it.
    lacks_link = meeting.platform is Platform.OTHER or not meeting.last_error
    is_unmade = meeting.status is MeetingStatus.PENDING or meeting.platform is Platform.OTHER
    return known.get(meeting.status, Room.LACKS_LINK if lacks_link and is_unmade else Room.FAILED)


def _was_opened(event: Event, found: Iterable[AuditLine]) -> bool:
    """Tell whether somebody opened the room for its session: by the vendor, or by our button."""
    since = event.starts_at - OPENS_BEFORE
    pressed = any(one.action == "event.start" and one.at >= since for one in found)
    return pressed or event.meeting.last_opened_at is not None


def _stops(event: Event) -> Iterable[Stop | None]:
    """Yield the stops that features know of."""
    for stop in services().registry.added_to(hooks.CHAIN_STOPS):
        yield stop(event)


def _room_stop(event: Event, now: datetime) -> Stop:
    """Return the first stop: the room."""
    meeting = event.meeting
    state, said, at = _room_words(event, meeting, now)
    return Stop(Place.ROOM, state, said, at, "#sala")


def _room_words(
    event: Event, meeting: Meeting, now: datetime
) -> tuple[StopState, str, datetime | None]:
    """Return how the room stands on the chain, and since when."""
    if event.status is EventStatus.CANCELLED:
        return StopState.SKIP, words.STOP_CANCELLED, None
    if event.takes_place(now):
        count = in_room([event]).get(event.id)
        if count:
            return StopState.NOW, words.STOP_INSIDE.format(count=count), None
        return StopState.NOW, words.STOP_ON, meeting.started_at or event.starts_at
    if event.is_over(now):
        return StopState.DONE, words.STOP_HELD, meeting.ended_at or event.ends_at
    if meeting.is_ready:
        label = meeting.licence.label if meeting.licence else PLATFORMS[meeting.platform]
        return StopState.DONE, words.STOP_READY.format(label=label), None
    room = room_of(event)
    state = StopState.NOW if room is Room.BEING_MADE else StopState.PROBLEM
    return state, words.STOPS[room], None


def _timeline(
    event: Event, found: Iterable[AuditLine], now: datetime, *, may_change: bool
) -> Timeline:
    """Return what happened and what will, over all features."""
    line = undo.last_undoable(db.session(), event, now) if may_change else None
    entries = [*_past(event, reversed(list(found)), line.id if line else 0), *_ahead(event, now)]
    for told in services().registry.added_to(hooks.TIMELINE):
        entries += told(event)
    return timeline_of(entries, now)


def _past(event: Event, found: Iterable[AuditLine], undo_line: int) -> Iterable[Entry]:
    """Yield the lines of the history that say what happened, the oldest first."""
    zone, actions = office_zone(), history.actions()
    for line in found:
        if line.action in QUIET:
            continue
        did = _moved_words(line, zone) or actions.get(line.action, line.action)
        why = line.reason if line.subject_kind in TELLS_WHY else ""
        note = why or (line.subject_label if line.subject_kind in NAMED else "")
        yield Entry(
            at=line.at,
            text=f"{line.person_name} {did}" if line.person_name else dates.sentence(did),
            note=note,
            is_problem=line.action.endswith((".failed", ".gone", ".missing", ".diverged")),
            undo_line=line.id if line.id == undo_line else 0,
        )


def _moved_words(line: AuditLine, zone: ZoneInfo) -> str:
    """Return what a move did, from when to when; empty where a line tells of none."""
    if line.action != undo.CHANGED or "starts_at" not in line.before:
        return ""
    before, after = (
        datetime.fromisoformat(str(values["starts_at"])).astimezone(zone)
        for values in (line.before, line.after)
    )
    if before.date() == after.date():
        return words.MOVED_HOUR.format(before=f"{before:%H:%M}", after=f"{after:%H:%M}")
    return words.MOVED_DAY.format(
        before=f"{dates.short_day(before, zone)}, {before:%H:%M} h",
        after=f"{dates.short_day(after, zone)}, {after:%H:%M} h",
    )


def _ahead(event: Event, now: datetime) -> Iterable[Entry]:
    """Yield what the session's own times bring."""
    if event.status is EventStatus.CANCELLED:
        return
    host = event.host.name
    for at, text in (
        (event.starts_at - OPENS_BEFORE, words.DOOR_OPENS.format(host=host)),
        (event.starts_at, words.BEGINS),
        (event.ends_at, words.ENDS),
    ):
        if at > now:
            yield Entry(at=at, text=text)
    meeting = event.meeting
    for held_at, text in ((meeting.started_at, words.BEGAN), (meeting.ended_at, words.ENDED)):
        if held_at is not None:
            yield Entry(at=held_at, text=text)


def when_words(event: Event, now: datetime, zone: ZoneInfo) -> str:
    """Return the day of a session: «Hoy, martes 24 de noviembre», its year where it is far."""
    day, today = event.starts_at.astimezone(zone).date(), now.astimezone(zone).date()
    said = dates.day(day)
    if abs((day - today).days) <= 92 or day.year == today.year:
        said = said.removesuffix(f" de {day.year}")
    near = {0: "Hoy", 1: "Mañana", -1: "Ayer"}.get((day - today).days)
    return f"{near}, {said}" if near else dates.sentence(said)


def countdown_of(event: Event, now: datetime) -> Countdown | None:
    """Return how long until a session begins, or ends; None where neither is to come."""
    if event.status is EventStatus.CANCELLED or event.is_over(now):
        return None
    if now < event.starts_at:
        return Countdown(left_words(event.starts_at - now), words.TO_BEGIN, event.starts_at)
    hour = dates.clock_time(event.ends_at, office_zone())
    if now < event.ends_at:
        left = left_words(event.ends_at - now)
        return Countdown(left, words.TO_END.format(hour=hour), event.ends_at)
    return Countdown(
        left_words(now - event.ends_at), words.OVERRUNS.format(hour=hour), event.ends_at
    )


def left_words(left: timedelta) -> str:
    """Return a length as the big number says it: «12 días», «1 día 4 h», «5 h 48 min»."""
    minutes = ceil(left.total_seconds() / 60)
    days, rest = divmod(minutes, 1440)
    if days >= words.DAYS_ALONE:
        return f"{days} días"
    hours = f"{rest // 60} h" if rest // 60 else ""
    if days:
        return f"{days} {'día' if days == 1 else 'días'} {hours}".strip()
    return dates.duration(max(minutes, 1))


def address_of(event: Event) -> str:
    """Return our own address for those who are invited."""
    if invitation.needs_key(event):
        return absolute_url("attendance.join_as", slug=event.slug, token=event.invitation_key)
    return absolute_url("attendance.join", slug=event.slug)


def _room_names(event: Event, found: Iterable[AuditLine]) -> dict[str, object]:
    """Return what the page names of the room."""
    address = address_of(event)
    passed_on = whatsapp.offered(
        db.session(),
        event,
        address,
        settings=services().settings,
        moved_from=whatsapp.moved_from(found),
        now=clock(),
    )
    return {
        "address": address,
        "passed_on": {one.key.removeprefix("whatsapp_"): one for one in passed_on},
        "qr": invitation.qr_image(address) if event.meeting.is_ready else "",
        "choice": _why_this_licence(event.meeting),
    }


def _why_this_licence(meeting: Meeting) -> list[str]:
    """Return, sentence by sentence, why this licence was given out."""
    choice = meeting.choice
    if meeting.overrule_reason:
        return [labels.OVERRULED.format(by=choice.get("overruled_by", ""))]
    return labels.why_chosen(choice) if choice else []
