"""The pages of reports: the list, one report, the rows behind a number, its files, its life."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc.access import allow, clock, office_date, office_zone, signed_in
from vc.accounts.request_context import RequestContext
from vc.db import db
from vc.errors import ConcurrentChangeError, NotFoundError, RuleError
from vc.inputs import number_of
from vc.paging import Page
from vc.permissions import Capability
from vc.reports import content, files, labels, queries, service, titular
from vc.reports.content import Content
from vc.reports.facts import Detail
from vc.reports.forms import CommentForm, CorrectionForm
from vc.reports.models import Report
from vc.reports.parts import Line, Part, Row
from vc.reports.periods import Period, PeriodKind, around
from vc.reports.rows import ENDPOINTS
from vc.reports.snapshot import sha256_of
from vc.services import services

bp = Blueprint("reports", __name__)

UNPROCESSABLE = 422
PAGE_SIZE = 100
EARLIEST = 2000
NO_PART = "Esa parte no está en este informe."
NO_FILE = "El informe no se descarga así: es PDF, Excel o CSV."


@dataclass(frozen=True, slots=True)
class Shown:
    """A report as an address names it: its period, the version, and all versions there are."""

    period: Period
    report: Report | None
    versions: list[Report]

    @property
    def is_newest(self) -> bool:
        """Tell whether it is the last version."""
        return self.report is None or self.report is self.versions[0]

    @property
    def args(self) -> dict[str, object]:
        """Return what leads to it and to its parts."""
        args: dict[str, object] = {"key": self.period.key}
        return (
            args
            if self.is_newest or self.report is None
            else args | {"version": self.report.version}
        )

    @property
    def is_over(self) -> bool:
        """Tell whether its period has ended, so that it can be frozen."""
        return self.period.span(office_zone()).end <= clock()


@bp.get("/informes")
@allow(Capability.READ)
def index() -> str:
    """List the reports of a year."""
    today = office_date()
    asked = number_of(request.args.get("ano")) or today.year
    year = around(PeriodKind.YEAR, today.replace(year=min(max(asked, EARLIEST), today.year), day=1))
    periods = [one for one in queries.periods_of_year(year) if one.first <= today]
    return render_template(
        "reports/index.html",
        year=year,
        periods=periods,
        newest=queries.newest_by_period(db.session(), periods),
        before=year.moved(-1) if year.first.year > EARLIEST else None,
        after=year.moved(1) if year.first.year < today.year else None,
        kinds=labels.KINDS,
    )


@bp.get("/informes/<key>")
@allow(Capability.READ)
def show(key: str) -> str:
    """Show a report: its few big numbers, then its parts."""
    shown = _shown(key)
    session = db.session()
    found = service.content_of(session, shown.period, shown.report, services())
    return render_template(
        "reports/show.html",
        shown=shown,
        told=found,
        is_whole=_is_whole(shown.report),
        text=titular.text_of(found, services().zone),
        number=labels.number,
        changes=labels.changes,
        statuses=labels.STATUSES,
    )


@bp.get("/informes/<key>/filas/<part>")
@allow(Capability.READ)
def rows(key: str, part: str) -> str:
    """Show the rows behind a number."""
    shown = _shown(key)
    found = _part_of(shown, part)
    figure, line = request.args.get("cifra", ""), request.args.get("renglon", "")
    behind = sorted(found.rows_of(figure, line), key=lambda one: (one.at, one.key))
    return render_template(
        "reports/rows.html",
        shown=shown,
        part=found,
        figure=next((one for one in found.figures if one.key == figure), None),
        line=next((one for one in found.lines if one.key == line), None),
        page=_page_of(behind, number_of(request.args.get("pagina")) or 1),
        address_of=address_of,
    )


@bp.get("/informes/<key>.<kind>")
@allow(Capability.READ)
def download(key: str, kind: str) -> Response:
    """Give a report as a file."""
    shown = _shown(key)
    if kind not in files.KINDS:
        raise NotFoundError(NO_FILE)
    detail = Detail.ROWS if kind == "xlsx" else Detail.LINES
    found = service.content_of(db.session(), shown.period, shown.report, services(), detail)
    sha256 = shown.report.sha256 if shown.report else ""
    made = files.KINDS[kind](found, files.Look(services().settings, services().zone, sha256))
    answer = Response(made, mimetype=files.TYPES[kind])
    name = f"informe-{shown.period.key}-v{found.version}.{kind}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.route("/informes/<key>/comentario", methods=["GET", "POST"])
@allow(Capability.REPORT)
def comment(key: str) -> AnyResponse | str | tuple[str, int]:
    """Write about a goal, or about all of it."""
    shown, about = _shown(key), request.args.get("meta", "")[:80]
    goal = _goal_of(shown, about) if about else None
    kept = _kept(shown.report, about)
    if request.method == "GET":
        return _comment_page(shown, CommentForm(formdata=None, text=kept).note_seen(), goal)
    form = CommentForm()
    if not form.validate():
        return _comment_page(shown, form, goal), UNPROCESSABLE
    try:
        form.check_seen(CommentForm(formdata=None, text=kept))
        report = service.begin(db.session(), shown.period, services(), clock())
        service.comment(_context(), report, about, form.text.data.strip())
        db.session.commit()
    except ConcurrentChangeError as error:
        db.session.rollback()
        form.set_beside(CommentForm(formdata=None, text=kept).note_seen(), error)
        return _comment_page(shown, form, goal), form.status
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return _comment_page(_shown(key), form, goal), UNPROCESSABLE
    flash("Se guardó el comentario.", "success")
    return redirect(to("reports.show", key=key, _anchor="comentarios"), 303)


@bp.post("/informes/<key>/congelar")
@allow(Capability.REPORT)
def freeze(key: str) -> AnyResponse:
    """Freeze the draft of a period that is over."""
    shown = _shown(key)
    report = service.begin(db.session(), shown.period, services(), clock())
    service.freeze(_context(), report, services())
    db.session.commit()
    flash("El informe quedó congelado: ya no cambia, aunque cambien los datos.", "success")
    return redirect(to("reports.show", key=key), 303)


@bp.route("/informes/<key>/corregir", methods=["GET", "POST"])
@allow(Capability.REPORT)
def correct(key: str) -> AnyResponse | str | tuple[str, int]:
    """Begin the next version of a frozen report."""
    shown, form = _shown(key), CorrectionForm()
    newest = shown.versions[0] if shown.versions else None
    if newest is None or not newest.is_frozen:
        raise RuleError(service.IS_DRAFT)
    if not form.validate_on_submit():
        page = render_template("reports/correct.html", shown=shown, form=form, newest=newest)
        return page, form.status
    made = service.correct(_context(), newest, form.reason.data)
    db.session.commit()
    flash(f"Empezó la versión {made.version}. La {newest.version} se sigue leyendo.", "success")
    return redirect(to("reports.show", key=key), 303)


def address_of(row: Row) -> str:
    """Return the address of the page of a row of a report; empty where it has none any more."""
    if row.endpoint:
        args: dict[str, Any] = dict(row.args)
        return to(row.endpoint, **args) if row.endpoint in current_app.view_functions else ""
    kind, _, number = row.key.partition(":")
    endpoint, name = ENDPOINTS.get(kind, ("", ""))
    found = number_of(number)
    args = {name: found} if found is not None else {}
    return to(endpoint, **args) if endpoint and args else ""


def _shown(key: str) -> Shown:
    """Return the report that the address names. Raises NotFoundError."""
    period = queries.period_by_key(key)
    if period.span(office_zone()).start > clock():
        raise NotFoundError(queries.NO_PERIOD)
    versions = queries.versions_of(db.session(), period)
    asked = request.args.get("version")
    if not asked:
        return Shown(period, versions[0] if versions else None, versions)
    report = next((one for one in versions if str(one.version) == asked), None)
    if report is None:
        raise NotFoundError(queries.NO_VERSION)
    return Shown(period, report, versions)


def _part_of(shown: Shown, key: str) -> Part:
    """Return a part with its rows. Raises NotFoundError."""
    session, report = db.session(), shown.report
    if report is not None and report.is_frozen:
        found = service.content_of(session, shown.period, report, services()).part(key)
    else:
        found = content.rows_part(session, shown.period, services(), key)
    if found is None:
        raise NotFoundError(NO_PART)
    return found


def _page_of(rows: list, number: int) -> Page:
    """Return one page of rows that are all known."""
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    number = max(1, min(number, pages))
    shown = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page(shown, len(rows), number, PAGE_SIZE, has_next=number < pages)


def _goal_of(shown: Shown, about: str) -> Line:
    """Return the goal that somebody writes about. Raises NotFoundError."""
    found: Content = service.content_of(db.session(), shown.period, shown.report, services())
    for part in found.parts:
        for line in part.lines:
            if line.takes_comment and line.key == about:
                return line
    raise NotFoundError(NO_PART)


def _kept(report: Report | None, about: str) -> str:
    """Return what is written about a goal so far."""
    known = {one.about: one.text for one in report.comments} if report else {}
    return known.get(about, "")


def _comment_page(shown: Shown, form: CommentForm, goal: Line | None) -> str:
    """Return the page on which somebody writes."""
    return render_template("reports/comment.html", shown=shown, form=form, goal=goal)


def _is_whole(report: Report | None) -> bool:
    """Tell whether a frozen report still has the bytes that its digest was made of."""
    if report is None or not report.is_frozen:
        return True
    return sha256_of(queries.content_of(db.session(), report)) == report.sha256


def _context() -> RequestContext:
    """Return who asks, and when."""
    return RequestContext(db.session(), signed_in(), clock(), office_zone())
