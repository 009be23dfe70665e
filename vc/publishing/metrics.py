"""What came of publications: figures at four moments, told by the network or typed in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from vc import audit
from vc.accounts.request_context import RequestContext
from vc.errors import RuleError
from vc.publishing.models import Figure, Moment, Publication, PublicationStatus

AFTER = {
    Moment.HOUR: timedelta(hours=1),
    Moment.DAY: timedelta(hours=24),
    Moment.WEEK: timedelta(days=7),
    Moment.MONTH: timedelta(days=28),
}
TOO_EARLY = "Todavía no llega ese momento: la publicación salió hace menos."
NOTHING = "Escriba al menos una cifra."


@dataclass(frozen=True, slots=True)
class Total:
    """The latest figures of several publications, and of how many there are any.

    None where nobody knows one of them.
    """

    count: int
    counted: int
    views: int | None
    reach: int | None


def keep(
    context: RequestContext,
    publication: Publication,
    moment: Moment,
    views: int | None,
    reach: int | None,
) -> Figure:
    """Keep what somebody read off the network's page; None leaves a figure as it is.

    Raises RuleError. The caller commits.
    """
    if views is None and reach is None:
        raise RuleError(NOTHING, field="views")
    out_at = publication.published_at
    if out_at is None or context.now < out_at + AFTER[moment]:
        raise RuleError(TOO_EARLY, field="moment")
    figure = next((one for one in publication.figures if one.moment is moment), None)
    if figure is None:
        figure = Figure(moment=moment, at=context.now)
        publication.figures.append(figure)
    before = {"moment": moment.value, "views": figure.views, "reach": figure.reach}
    figure.views = figure.views if views is None else views
    figure.reach = figure.reach if reach is None else reach
    after = {"moment": moment.value, "views": figure.views, "reach": figure.reach}
    if after == before:
        return figure
    figure.by_id, figure.at = context.by.id, context.now
    audit.record(
        context.session,
        publication,
        "publication.figures",
        now=context.now,
        by=context.by,
        before=before,
        after=after,
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
    order = list(Moment)
    return sorted(publication.figures, key=lambda one: order.index(one.moment))


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
    most = max((total.views or 0 for total in totals.values()), default=0)
    lines = [
        Line(name, total, round(100 * (total.views or 0) / most) if most else 0)
        for name, total in totals.items()
    ]
    return sorted(lines, key=lambda line: (-(line.total.views or 0), line.name))


def total_of(publications: Iterable[Publication]) -> Total:
    """Return the sum of the latest figures."""
    rows = list(publications)
    views = [_last(one, "views") for one in rows]
    reach = [_last(one, "reach") for one in rows]
    return Total(
        count=len(rows),
        counted=sum(bool(one.figures) for one in rows),
        views=_sum(views),
        reach=_sum(reach),
    )


def _last(publication: Publication, name: str) -> int | None:
    """Return the last that is known of a figure."""
    known = (getattr(one, name) for one in reversed(in_order(publication)))
    return next((value for value in known if value is not None), None)


def _sum(values: list[int | None]) -> int | None:
    """Return the sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
