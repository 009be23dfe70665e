"""The days of a month as its page lists them: observances, sessions, publications, guidelines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import url_for

from vc import dates
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.calendars.queries import CalendarFilter
from vc.editorial_plan import labels
from vc.editorial_plan.models import ObservanceTask, TaskStatus
from vc.editorial_plan.month import BANNED, Month
from vc.networks.known import NETWORKS
from vc.publishing import labels as publishing_labels

ANY = CalendarFilter()
HAS_PIECE = "Con publicación"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the list."""

    day: date
    clock: str = ""
    """Empty for what lasts all day."""
    kind: str
    title: str
    url: str = ""
    about: str = ""
    state: str = ""
    tone: str = "info"
    ban: str = ""
    """What a ban asks on its days; empty without one."""


def entries_of(month: Month, events: Iterable[Event], zone: ZoneInfo, now: datetime) -> list[Entry]:
    """Return everything of a month, in order of days, what lasts all day first."""
    found = [*_observances(month), *_publications(month, zone), *_reposts(month)]
    found += _sessions(events, zone)
    return sorted(found, key=lambda one: (one.day, one.clock))


def _observances(month: Month) -> Iterator[Entry]:
    """Yield the observances."""
    tasks = {one.observance_id: one for one in month.tasks}
    for one in month.observances:
        task = tasks.get(one.id)
        until = "" if one.ends_on == one.observed_on else f"hasta el {dates.plain_day(one.ends_on)}"
        state, tone = _state_of(month, task)
        yield Entry(
            day=max(one.observed_on, month.first),
            kind="Efeméride",
            title=one.name,
            url=url_for("editorial_plan.task", task_id=task.id) if task else "",
            about=" · ".join(part for part in (until, one.action) if part),
            state=state,
            tone=tone,
            ban=BANNED if month.ban_on(one.observed_on, one.ends_on) else "",
        )


def _state_of(month: Month, task: ObservanceTask | None) -> tuple[str, str]:
    """Return how an observance stands, in words and tone."""
    if task is None:
        return "", "info"
    if task.status is TaskStatus.OPEN and month.has_piece(task):
        return HAS_PIECE, "ok"
    return labels.TASKS[task.status], labels.TASK_TONES[task.status]


def _publications(month: Month, zone: ZoneInfo) -> Iterator[Entry]:
    """Yield what goes or went out."""
    for one in month.publications:
        local = one.publish_after.astimezone(zone)
        yield Entry(
            day=local.date(),
            clock=f"{local:%H:%M}",
            kind="Publicación",
            title=one.clip.title or one.clip.folio,
            url=url_for("publishing.show", publication_id=one.id),
            about=one.channel.name,
            state=publishing_labels.STATUSES[one.status],
            tone=publishing_labels.TONES[one.status],
            ban=BANNED if month.ban_on(local.date()) else "",
        )


def _reposts(month: Month) -> Iterator[Entry]:
    """Yield what is to be repeated."""
    for one in month.reposts:
        yield Entry(
            day=one.day,
            kind="Lineamiento",
            title=one.title,
            url=url_for("reposts.show", repost_id=one.id),
            about=NETWORKS[one.network].label,
            state=labels.REPOSTS[one.status],
            tone=labels.REPOST_TONES[one.status],
            ban=BANNED if month.ban_on(one.day) else "",
        )


def _sessions(events: Iterable[Event], zone: ZoneInfo) -> Iterator[Entry]:
    """Yield the sessions that are held."""
    for one in events:
        if one.status is EventStatus.CANCELLED:
            continue
        local = one.starts_at.astimezone(zone)
        yield Entry(
            day=local.date(),
            clock=f"{local:%H:%M}",
            kind="Sesión",
            title=one.summary,
            url=url_for("booking.show", event_id=one.id),
            about=one.host.name,
        )
