"""What came of publications: figures at four moments, told by the network or typed in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from vc import audit
from vc.accounts.request_context import RequestContext
from vc.errors import RuleError
from vc.forms import given
from vc.inputs import day_of
from vc.networks.facts import VIEWS, Metric
from vc.networks.known import METRICS, NETWORKS
from vc.publishing.models import Figure, Moment, Publication, PublicationStatus

AFTER = {
    Moment.HOUR: timedelta(hours=1),
    Moment.DAY: timedelta(hours=24),
    Moment.WEEK: timedelta(days=7),
    Moment.MONTH: timedelta(days=28),
}
ORDER = {moment: number for number, moment in enumerate(Moment)}
TOO_EARLY = "Todavía no llega ese momento: la publicación salió hace menos."
NOTHING = "Escriba al menos una cifra."


class Counted(Protocol):
    """A figure, as a row or as what a query read of one."""

    @property
    def moment(self) -> Moment: ...
    @property
    def counts(self) -> dict[str, int]: ...


@dataclass(frozen=True, slots=True)
class Total:
    """The latest figures of several publications, and of how many there are any.

    Each is under its metric's key; none that nobody knows.
    """

    count: int
    counted: int
    counts: Mapping[str, int]

    @property
    def views(self) -> int:
        """Return how often they were watched, by which they are ordered; 0 when nobody knows."""
        return self.counts.get(VIEWS.key, 0)


def keep(
    context: RequestContext,
    publication: Publication,
    moment: Moment,
    typed: Mapping[str, int | None],
) -> Figure:
    """Keep what somebody read off the network's page; None leaves a figure as it is.

    Raises RuleError. The caller commits.
    """
    counts = {key: value for key, value in typed.items() if value is not None}
    if not counts:
        raise RuleError(NOTHING, field=next(iter(typed), ""))
    out_at = publication.published_at
    if out_at is None or context.now < out_at + AFTER[moment]:
        raise RuleError(TOO_EARLY, field="moment")
    figure = next((one for one in publication.figures if one.moment is moment), None)
    if figure is None:
        figure = Figure(moment=moment, counts={}, at=context.now)
        publication.figures.append(figure)
    before, after = figure.counts, figure.counts | counts
    if after == before:
        return figure
    figure.counts = after
    figure.by_id, figure.at = context.by.id, context.now
    audit.record(
        context.session,
        publication,
        "publication.figures",
        now=context.now,
        by=context.by,
        before={"moment": moment.value, **before},
        after={"moment": moment.value, **after},
    )
    return figure


def missing(publication: Publication, now: datetime) -> list[Moment]:
    """Return the moments that have come and of which there are no figures."""
    out_at = publication.published_at
    is_out = publication.status in (PublicationStatus.PUBLISHED, PublicationStatus.RETRACTED)
    if out_at is None or not is_out:
        return []
    known = {figure.moment for figure in publication.figures}
    return [one for one in Moment if one not in known and now >= out_at + AFTER[one]]


def in_order(publication: Publication) -> list[Figure]:
    """Return the figures of a publication by their moments, whenever they were typed."""
    return sorted(publication.figures, key=lambda one: ORDER[one.moment])


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table of figures; `share` is its part of the largest line's views, 0 to 100."""

    key: str
    name: str
    total: Total
    share: int
    first: Publication
    """One of its publications: whose network, and whose picture."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which publications went out, and how often those were watched until now."""

    on: date
    views: int
    top: Publication | None
    """What of it was watched most."""


GROUPINGS: Mapping[str, Callable[[Publication], tuple[str, str]]] = {
    "canal": lambda one: (str(one.channel_id), one.channel.name),
    "campana": lambda one: _campaign_of(one),
    "clip": lambda one: (str(one.clip_id), one.clip.title or one.clip.folio),
}
"""By what figures are added up: the key that an address has, and the name of a publication's."""


def tables_of(publications: Iterable[Publication]) -> dict[str, list[Line]]:
    """Return the figures by channel, by campaign and by clip, the most seen first."""
    rows = list(publications)
    return {name: _lines(rows, of) for name, of in GROUPINGS.items()}


def by_day(
    publications: Iterable[Publication], start: datetime, end: datetime, zone: ZoneInfo
) -> list[Day]:
    """Return the days of [start, end), each with what went out on it and its views."""
    days: dict[date, list[Publication]] = {}
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day < last:
        days[day] = []
        day += timedelta(days=1)
    for one in publications:
        days[_day_of(one, zone)].append(one)
    return [Day(day, total_of(group).views, _most_seen(group)) for day, group in days.items()]


def narrowed(
    publications: Iterable[Publication], asked: Mapping[str, str], zone: ZoneInfo
) -> list[Publication]:
    """Return those behind a number: of a channel, a campaign, a clip, or a day (`dia`)."""
    wanted = {name: asked[name] for name in GROUPINGS if asked.get(name)}
    day = day_of(asked.get("dia"))
    return [
        one
        for one in publications
        if all(GROUPINGS[name](one)[0] == key for name, key in wanted.items())
        and day in (None, _day_of(one, zone))
    ]


def _day_of(publication: Publication, zone: ZoneInfo) -> date:
    """Return the day on which it went out, by a zone's clocks."""
    return given(publication.published_at).astimezone(zone).date()


def _most_seen(publications: Iterable[Publication]) -> Publication | None:
    """Return the publication that was watched most, None where nobody knows of any."""
    known = [one for one in publications if latest(one).get(VIEWS.key)]
    return max(known, key=lambda one: latest(one)[VIEWS.key], default=None)


def _campaign_of(publication: Publication) -> tuple[str, str]:
    """Return the key and the name of the campaign that a publication belongs to."""
    event = publication.clip.event
    campaign = event.campaign if event is not None else None
    return (str(campaign.id), campaign.name) if campaign else ("0", "Sin campaña")


def _lines(
    rows: list[Publication], group_of: Callable[[Publication], tuple[str, str]]
) -> list[Line]:
    """Return the figures of publications by their group."""
    groups: dict[tuple[str, str], list[Publication]] = {}
    for one in rows:
        groups.setdefault(group_of(one), []).append(one)
    totals = {group: total_of(members) for group, members in groups.items()}
    most = max((total.views for total in totals.values()), default=0)
    lines = [
        Line(key, name, total, round(100 * total.views / most) if most else 0, groups[key, name][0])
        for (key, name), total in totals.items()
    ]
    return sorted(lines, key=lambda line: (-line.total.views, line.name))


def total_of(publications: Iterable[Publication]) -> Total:
    """Return the latest figures, each added up as its metric says."""
    rows = list(publications)
    known: dict[str, list[int]] = {}
    for one in rows:
        for key, value in latest(one).items():
            known.setdefault(key, []).append(value)
    counts = {key: metric.total(known[key]) for key, metric in METRICS.items() if key in known}
    return Total(len(rows), sum(bool(one.figures) for one in rows), counts)


def latest(publication: Publication) -> dict[str, int]:
    """Return the last that is known of each figure of a publication."""
    return latest_of(publication.figures)


def latest_of(figures: Iterable[Counted]) -> dict[str, int]:
    """Return the last that is known of each figure, by the moments of all of them."""
    found: dict[str, int] = {}
    for one in sorted(figures, key=lambda one: ORDER[one.moment]):
        found |= one.counts
    return found


def asked_of(publications: Iterable[Publication]) -> list[Metric]:
    """Return the metrics of the networks where these are."""
    there = {one.channel.network for one in publications}
    keys = {metric.key for network in there for metric in NETWORKS[network].metrics}
    return [metric for key, metric in METRICS.items() if key in keys]
