"""The pages of figures: what came of what went out in a month, and the rows behind each number."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import Response, render_template, request

from vc import dates, spreadsheet
from vc.access import allow, office_date, office_zone
from vc.db import db
from vc.forms import given
from vc.inputs import day_of
from vc.networks.facts import VIEWS
from vc.permissions import Capability
from vc.publishing import metrics, panels, queries
from vc.publishing.hooks import FIGURE_PANELS
from vc.publishing.labels import STATUSES
from vc.publishing.models import Publication
from vc.publishing.views import bp
from vc.services import services

EXPORTED = ("Clip", "Folio", "Canal", "Campaña", "Salió", "Estado")


@dataclass(frozen=True, slots=True)
class Month:
    """The month of an address, as its first day and as instants [start, end)."""

    first: date
    start: datetime
    end: datetime

    @classmethod
    def of(cls, text: str) -> "Month":
        """Return the month of a text such as 2026-11, this one for what is none."""
        first = day_of(f"{text}-01") or office_date().replace(day=1)
        return cls(first, *dates.month_bounds(first, office_zone()))

    def beside(self, months: int) -> "Month":
        """Return the month so many later."""
        return Month.of(f"{dates.months_from(self.first, months):%Y-%m}")

    def went_out(self) -> list[Publication]:
        """Return what went out in it."""
        return queries.went_out(db.session(), self.start, self.end)


@bp.get("/publicaciones/cifras")
@allow(Capability.READ)
def results() -> str:
    """Show what came of what went out in a month, by day, channel, campaign and clip."""
    month = Month.of(request.args.get("mes", ""))
    before = month.beside(-1)
    # The month before comes with it: one reading for both.
    both = queries.went_out(db.session(), before.start, month.end)
    rows = [one for one in both if given(one.published_at) >= month.start]
    days = metrics.by_day(rows, month.start, month.end, office_zone())
    shown = [panel(month.start, month.end) for panel in services().registry.added_to(FIGURE_PANELS)]
    return render_template(
        "publishing/results.html",
        month=month,
        before=before.first,
        after=month.beside(1).first,
        rows=rows,
        total=metrics.total_of(rows),
        last=metrics.total_of(both[: len(both) - len(rows)]),
        days=days,
        top=max(days, key=lambda one: one.views),
        tables=metrics.tables_of(rows),
        metrics=metrics.asked_of(rows),
        missing=metrics.missing,
        panels=shown,
        **panels.names(),
    )


@bp.get("/publicaciones/cifras/filas")
@allow(Capability.READ)
def result_rows() -> str:
    """Show the publications behind a number, the most seen first."""
    month = Month.of(request.args.get("mes", ""))
    rows = metrics.narrowed(month.went_out(), request.args, office_zone())
    rows.sort(key=lambda one: -metrics.latest(one).get(VIEWS.key, 0))
    return render_template(
        "publishing/result_rows.html",
        month=month,
        rows=rows,
        latest=metrics.latest,
        metrics=metrics.asked_of(rows),
        **panels.names(),
    )


@bp.get("/publicaciones/cifras.<kind>")
@allow(Capability.READ)
def export_results(kind: str) -> Response:
    """Give the publications of a month, or those behind a number, with their figures as a file."""
    month = Month.of(request.args.get("mes", ""))
    rows = metrics.narrowed(month.went_out(), request.args, office_zone())
    asked = metrics.asked_of(rows)
    heads = (*EXPORTED, *(one.heading for one in asked))
    table = (_exported(one, [metric.key for metric in asked]) for one in rows)
    return spreadsheet.download(kind, f"cifras-{month.first:%Y-%m}", heads, table, office_zone())


def _exported(one: Publication, keys: list[str]) -> tuple[spreadsheet.Cell, ...]:
    """Return a publication's cells, in the order of `EXPORTED`, then its figures."""
    known, campaign = metrics.latest(one), metrics.GROUPINGS["campana"](one)[1]
    return (
        *(one.clip.title, one.clip.folio, one.channel.name, campaign),
        *(one.published_at, STATUSES[one.status]),
        *(known.get(key) for key in keys),
    )
