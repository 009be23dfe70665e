"""How long each person who registered was in the room, by what the vendor tells of its stays.

Somebody is known by their e-mail, where the vendor tells it, or by their own link: who came in by
it and is in the room under the name they registered with, and nobody else is. A name alone is no
proof. Of whom that cannot be told nothing is said: None, which is not zero.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.contracts.meetings import Attendee
from vc import audit
from vc.accounts.models import Person
from vc.attendance.models import Registration, name_key
from vc.attendance.persons import called, identity, persons_of, spans_of
from vc.booking.models import Event
from vc.errors import NotFoundError, RuleError
from vc.licences.allocation import Span

Stays = list[Attendee]
Window = tuple[datetime, datetime]
EARLY = timedelta(minutes=5)
"""The clocks of the vendor and ours may differ so much."""
MINUTE = timedelta(minutes=1)
TOO_LONG = "La sesión duró {most} minutos: escriba esos o menos."
NOT_OF_IT = "Esa persona no se registró para esta sesión."


def held(event: Event) -> Window:
    """Return when a session was held: as planned, or shorter where its room was open for less."""
    begin, end, meeting = event.starts_at, event.ends_at, event.meeting
    if meeting.started_at and begin < meeting.started_at < end:
        begin = meeting.started_at
    if meeting.ended_at and begin < meeting.ended_at < end:
        end = meeting.ended_at
    return begin, end


def length_min(event: Event) -> int:
    """Return for how many minutes a session was held."""
    begin, end = held(event)
    return _minutes(end - begin)


def minutes_within(spans: Iterable[Span], window: Window) -> int:
    """Return how long somebody was there: what overlaps counts once, what lies outside not."""
    begin, end = window
    stayed, until = timedelta(), begin
    for span in sorted(spans, key=lambda one: one.starts_at):
        joined, left = max(span.starts_at, until), min(span.ends_at, end)
        if joined < left:
            stayed += left - joined
            until = left
    return _minutes(stayed)


def told(
    stays: Sequence[Attendee], registrations: Sequence[Registration], window: Window
) -> dict[int, int]:
    """Return the minutes of each registration whose person is known, by its id."""
    found = _known(persons_of(stays), registrations)
    return {
        number: minutes_within(spans_of(group), window)
        for number, group in found.items()
        if _is_within(group, window)
    }


def strangers(
    stays: Sequence[Attendee], registrations: Sequence[Registration], window: Window
) -> list[tuple[str, int]]:
    """Return the name and the minutes of each who is nobody of the list, the longest first.

    Of those who are told by their name alone, all of one name are one. Telephones tell no name.
    """
    groups = persons_of([one for one in stays if not one.is_phone])
    known = {stay for group in _known(groups, registrations).values() for stay in group}
    rest: dict[str, Stays] = {}
    for group in groups:
        if known.isdisjoint(group) and called(group[-1]):
            key = next(iter(identity(group[-1])), called(group[-1]))
            rest.setdefault(key, []).extend(group)
    told = [
        (" ".join(one[-1].name.split()), minutes_within(spans_of(one), window))
        for one in rest.values()
    ]
    return sorted((one for one in told if one[1]), key=lambda one: (-one[1], one[0]))


def keep(event: Event, stays: Sequence[Attendee], registrations: Sequence[Registration]) -> None:
    """Keep what the vendor's list tells now of each registration, in the place of what it told."""
    minutes = told(stays, registrations, held(event))
    for one in registrations:
        one.presence_min = minutes.get(one.id)


def registration_by_id(session: Session, event: Event, registration_id: int) -> Registration:
    """Return a registration of a session. Raises NotFoundError."""
    query = select(Registration).where(
        Registration.id == registration_id, Registration.event_id == event.id
    )
    found = session.scalar(query)
    if found is None:
        raise NotFoundError(NOT_OF_IT)
    return found


def correct(
    session: Session,
    registration: Registration,
    minutes: int | None,
    reason: str,
    *,
    by: Person,
    now: datetime,
) -> None:
    """Keep how long somebody was there by a person's word; None is the vendor's again.

    Raises RuleError for more than the session's length. The caller commits.
    """
    most = length_min(registration.event)
    if minutes is not None and minutes > most:
        raise RuleError(TOO_LONG.format(most=most), field="minutes")
    before, after = {"minutes": registration.corrected_min}, {"minutes": minutes}
    if (registration.corrected_min, registration.corrected_why) == (minutes, reason):
        return
    registration.corrected_min, registration.corrected_why = minutes, reason
    action = "registration.presence"
    audit.record(
        *(session, registration, action), now=now, by=by, before=before, after=after, reason=reason
    )


def _minutes(stayed: timedelta) -> int:
    """Return a time in whole minutes, to the nearest."""
    return (stayed + MINUTE / 2) // MINUTE


def _known(groups: Sequence[Stays], registrations: Sequence[Registration]) -> dict[int, Stays]:
    """Return the stays of each registration whose person is known, by its id."""
    found = _by_email(groups, registrations)
    rest = [one for one in registrations if one.id not in found]
    known = {stay for group in found.values() for stay in group}
    return found | _by_own_link([one for one in groups if known.isdisjoint(one)], rest)


def _emails(group: Stays) -> set[str]:
    """Return the addresses that the vendor tells of somebody."""
    return {stay.email.lower() for stay in group if stay.email}


def _names(group: Stays) -> set[str]:
    """Return the keys of the names that somebody went by."""
    return {name_key(called(stay)) for stay in group} - {""}


def _by_email(groups: Sequence[Stays], registrations: Sequence[Registration]) -> dict[int, Stays]:
    """Return whom an address tells; of several who share one, each by the name beside it."""
    owners: dict[str, list[Registration]] = {}
    for one in registrations:
        owners.setdefault(one.email, []).append(one)
    found: dict[int, Stays] = {}
    for group in groups:
        known = [one for email in _emails(group) for one in owners.get(email, [])]
        if len(known) > 1:
            known = [one for one in known if one.name_key in _names(group)]
        if len(known) == 1:
            found[known[0].id] = [*found.get(known[0].id, []), *group]
    return found


def _by_own_link(
    groups: Sequence[Stays], registrations: Sequence[Registration]
) -> dict[int, Stays]:
    """Return who came in by their own link and is the only one of their name in the room."""
    found: dict[int, Stays] = {}
    for name, (one, *others) in _grouped(registrations).items():
        own = [group for group in groups if name in _names(group)]
        stays = [stay for group in own for stay in group]
        if stays and not others and _came_by(one, stays) and not _are_several(own):
            found[one.id] = stays
    return found


def _came_by(one: Registration, stays: Stays) -> bool:
    """Tell whether somebody had opened their own link when they came in."""
    since = one.entered_at
    return since is not None and all(stay.joined_at >= since - EARLY for stay in stays)


def _grouped(registrations: Sequence[Registration]) -> dict[str, list[Registration]]:
    """Return registrations by the key of their names."""
    grouped: dict[str, list[Registration]] = {}
    for one in registrations:
        grouped.setdefault(one.name_key, []).append(one)
    return grouped


def _are_several(groups: Sequence[Stays]) -> bool:
    """Tell whether these are more than one: accounts that differ, or two who were there at once."""
    if sum(any(map(identity, group)) for group in groups) > 1:
        return True
    spans = sorted((one for group in groups for one in spans_of(group)), key=lambda s: s.starts_at)
    is_at_once = any(later.starts_at < earlier.ends_at for earlier, later in pairwise(spans))
    return len(groups) > 1 and is_at_once


def _is_within(group: Stays, window: Window) -> bool:
    """Tell whether somebody was there at any moment that counts."""
    begin, end = window
    return any(one.starts_at < end and one.ends_at > begin for one in spans_of(group))
