"""What the month's page says of the plan: weeks without anything, times that do not suit."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from vc import dates
from vc.calendars.queries import days_between, observances_between
from vc.channels import labels as channel_labels
from vc.channels import queries as channels
from vc.channels.slots import clashes
from vc.db import db
from vc.office.holidays import days_off
from vc.publishing.models import COMING, TAKES_A_PLACE, Publication
from vc.publishing_bans.queries import bans_between


def gaps_in(rows: list[Publication], day: date, zone: ZoneInfo, now: datetime) -> list[str]:
    """Return which channels have nothing in which weeks that are still to come, as sentences."""
    found = []
    today = now.astimezone(zone).date()
    coming = [week for week in dates.weeks_around(day) if week[-1] >= today]
    for channel in channels.offered(db.session()):
        days = {
            one.publish_after.astimezone(zone).date()
            for one in rows
            if one.channel_id == channel.id
        }
        empty = [week[0] for week in coming if not days & set(week)]
        if empty:
            starts = ", ".join(dates.plain_day(one, now) for one in empty)
            word = "la semana del" if len(empty) == 1 else "las semanas del"
            found.append(f"{channel.name}: nada en {word} {starts}.")
    return found


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a day of the plan is another one than most."""

    name: str
    is_ban: bool = False
    is_off: bool = False


def grounds_between(first: date, last: date) -> dict[date, list[Ground]]:
    """Return the bans, the days off and the observances of the days [first, last], by day."""
    session = db.session()
    found: dict[date, list[Ground]] = defaultdict(list)
    spans = [
        (ban.starts_on, ban.ends_on, Ground(f"Veda: {ban.name}", is_ban=True))
        for ban in bans_between(session, first, last)
    ]
    off = days_off(session, first, last).items()
    spans += [(day, day, Ground(name, is_off=True)) for day, name in off]
    spans += [
        (one.observed_on, one.ends_on, Ground(one.name))
        for one in observances_between(session, first, last)
    ]
    for begin, end, ground in spans:
        for day in days_between(max(begin, first), min(end, last)):
            if ground.name not in [one.name for one in found[day]]:
                found[day].append(ground)
    return found


def clashes_in(rows: list[Publication], zone: ZoneInfo) -> dict[int, str]:
    """Return, by publication, why its time does not suit its channel."""
    found = {}
    for one in rows:
        if one.status not in COMING:
            continue
        taken = [
            other.published_at or other.ready_at
            for other in rows
            if other is not one
            and other.channel_id == one.channel_id
            and other.status in TAKES_A_PLACE
        ]
        against = clashes(one.ready_at, taken, one.channel.rules(zone))
        if against:
            found[one.id] = " ".join(channel_labels.CLASHES[clash] for clash in against)
    return found
