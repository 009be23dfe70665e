"""What came of publications: figures at four moments, told by the network or typed in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from vc import audit
from vc.accounts.request_context import RequestContext
from vc.errors import RuleError
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

    name: str
    total: Total
    share: int


def tables_of(publications: Iterable[Publication]) -> dict[str, list[Line]]:
    """Return the figures by channel, by campaign and by clip, the most seen first."""
    rows = list(publications)
    return {
        "channel": _lines(rows, lambda one: one.channel.name),
        "campaign": _lines(rows, _campaign_of),
        "clip": _lines(rows, lambda one: str(one.clip)),
    }


def _campaign_of(publication: Publication) -> str:
    """Return the name of the campaign that a publication belongs to."""
    event = publication.clip.event
    return event.campaign.name if event is not None and event.campaign else "Sin campaña"


def _lines(rows: list[Publication], name_of: Callable[[Publication], str]) -> list[Line]:
    """Return the figures of publications, grouped by a name."""
    groups: dict[str, list[Publication]] = {}
    for one in rows:
        groups.setdefault(name_of(one), []).append(one)
    totals = {name: total_of(group) for name, group in groups.items()}
    most = max((total.views for total in totals.values()), default=0)
    lines = [
        Line(name, total, round(100 * total.views / most) if most else 0)
        for name, total in totals.items()
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
