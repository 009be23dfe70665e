"""The day's page: the board of the office, and the page of whoever hosts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask import render_template

from vc import dates
from vc.access import clock, office_date, office_zone, signed_in
from vc.booking import queries
from vc.booking.context import piles, put_off
from vc.booking.day import Expiry, OnAir, Step
from vc.booking.day_line import DayLine, Stretch, day_line
from vc.booking.hooks import DAY_NOTES, EXPIRING, GOALS, ON_AIR, READINESS
from vc.booking.in_room import in_room
from vc.booking.models import Event
from vc.booking.session_page import countdown_of
from vc.booking.states import MeetingStatus
from vc.db import db
from vc.hooks import Hook
from vc.licences.labels import PLATFORMS
from vc.services import services

T = TypeVar("T")

AHEAD = timedelta(days=7)
MOST_EXPIRING = 6
NO_LICENCE = "En espera"


@dataclass(frozen=True, slots=True)
class Lacks:
    """The next day that has sessions, and what those still need."""

    day: date
    count: int
    rows: tuple[tuple[Event, tuple[Step, ...]], ...]
    """The sessions that need something, with what."""


def board() -> str:
    """Return the office's day: who is on air, the line of hours, what waits, what comes."""
    session, zone, now, today = db.session(), office_zone(), clock(), office_date()
    start, end = queries.local_day(today, zone)
    soon = queries.between(session, start, end + AHEAD)
    events = [one for one in soon if one.starts_at < end]
    coming = [one for one in soon if one.starts_at >= end]
    month = dates.month_bounds(today, zone)
    return render_template(
        "booking/today.html",
        events=events,
        **_now_of(events, now),
        countdown_of=countdown_of,
        line=line_of(events, today, zone),
        now_place=minutes_of(now, today, zone),
        rooms={lane_of(one): one.meeting.licence for one in events},
        piles=piles(),
        put_off=len(put_off()),
        lacks=lacks_of(coming, now, zone),
        expiring=expiring(now),
        goals=_added(GOALS, session, *month),
        notes=_added(DAY_NOTES, session, now),
    )


def _now_of(events: Sequence[Event], now: datetime) -> dict[str, object]:
    """Return what of a day takes place now, or what comes next."""
    taking_place = [one for one in events if one.takes_place(now)]
    to_come = (one for one in events if one.starts_at > now)
    return {
        "taking_place": taking_place,
        "following": None if taking_place else next(to_come, None),
        "airing": airing(taking_place),
        "in_room": in_room(taking_place),
    }


def _added(hook: Hook[Callable[..., Iterable[T]]], *asked: object) -> list[T]:
    """Return what features tell of the day at a hook, one feature after the other."""
    return [one for add in services().registry.added_to(hook) for one in add(*asked)]


def own_day() -> str:
    """Return the day of whoever hosts: her next session, what it needs of her, her week."""
    session, zone, now, today = db.session(), office_zone(), clock(), office_date()
    person = signed_in()
    start, end = queries.local_day(today, zone)
    # One day less, so that no weekday comes twice.
    week = queries.own_between(session, person, start, end + AHEAD - timedelta(days=1))
    # What lies far ahead is no part of the week, and still what comes next.
    following = next((one for one in week if not one.is_over(now)), None)
    following = following or queries.next_of(session, person, now)
    month = dates.month_bounds(today, zone)
    return render_template(
        "booking/today_host.html",
        following=following,
        **_life_of(following, now),
        countdown_of=countdown_of,
        week=[one for one in week if one is not following],
        piles=piles(),
        put_off=len(put_off()),
        held=queries.count_of(session, person, *month),
        expiring=expiring(now),
    )


def _life_of(following: Event | None, now: datetime) -> dict[str, object]:
    """Return who watches the next session, or what it still needs before it begins."""
    if following is None or following.starts_at <= now:
        is_on = following is not None and following.takes_place(now)
        on = [following] if following and is_on else []
        return {"airing": airing(on), "in_room": in_room(on), "steps": []}
    steps = steps_of([following], now).get(following.id, ())
    return {"airing": {}, "in_room": {}, "steps": sorted(steps, key=lambda one: not one.is_done)}


def airing(events: Sequence[Event]) -> dict[int, OnAir]:
    """Return which of the sessions that take place the public sees, by their keys."""
    found: dict[int, OnAir] = {}
    for add in services().registry.added_to(ON_AIR) if events else ():
        found |= add(db.session(), events)
    return found


def line_of(events: Iterable[Event], day: date, zone: ZoneInfo) -> DayLine:
    """Return the line of a day's sessions."""
    return day_line(
        Stretch(
            one.id,
            lane_of(one),
            minutes_of(one.starts_at, day, zone),
            minutes_of(one.ends_at, day, zone),
        )
        for one in events
    )


def lane_of(event: Event) -> str:
    """Return the room in which a session stands on the line."""
    meeting = event.meeting
    if meeting.licence is not None:
        return meeting.licence.label
    is_waiting = meeting.status is MeetingStatus.WAITING_FOR_LICENCE
    return NO_LICENCE if is_waiting else PLATFORMS[meeting.platform]


def minutes_of(moment: datetime, day: date, zone: ZoneInfo) -> int:
    """Return the minutes by the office's clock since the day began; below 0 on the day before."""
    local = moment.astimezone(zone)
    return (local.date() - day).days * 1440 + local.hour * 60 + local.minute


def steps_of(events: Sequence[Event], now: datetime) -> dict[int, list[Step]]:
    """Return what sessions need before they begin, by their keys; each feature adds its own."""
    found: dict[int, list[Step]] = {}
    for add in services().registry.added_to(READINESS) if events else ():
        told: Mapping[int, Sequence[Step]] = add(db.session(), events, now)
        for number, steps in told.items():
            found.setdefault(number, []).extend(steps)
    return found


def lacks_of(coming: Sequence[Event], now: datetime, zone: ZoneInfo) -> Lacks | None:
    """Return what the sessions of the next day that has some still need; None without any."""
    for day, of_day in groupby(coming, lambda one: one.starts_at.astimezone(zone).date()):
        events = list(of_day)
        steps = steps_of(events, now)
        rows = tuple(
            (one, lacking)
            for one in events
            if (lacking := tuple(step for step in steps.get(one.id, ()) if not step.is_done))
        )
        return Lacks(day, len(events), rows)
    return None


def expiring(now: datetime) -> list[Expiry]:
    """Return what ends by itself soon and concerns whoever asks, the next first."""
    added = services().registry.added_to(EXPIRING)
    found = [one for add in added for one in add(db.session(), signed_in(), now)]
    return sorted(found, key=lambda one: one.at)[:MOST_EXPIRING]
