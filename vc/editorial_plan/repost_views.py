"""The pages of guidelines to repeat."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template
from flask import url_for as to
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from vc import dates
from vc.access import allow, office_date
from vc.accounts.models import Person
from vc.booking import queries as booking_queries
from vc.booking.form_page import campaigns_to_choose, rows_of
from vc.calendars.models import Observance
from vc.db import db
from vc.editorial_plan import month as months
from vc.editorial_plan import reposts
from vc.editorial_plan.forms import DropForm, RepostForm, RepostProofForm
from vc.editorial_plan.models import Repost
from vc.errors import NotFoundError, RuleError
from vc.evidence import drawer
from vc.labels import counted
from vc.networks.known import NETWORKS
from vc.permissions import Capability
from vc.publishing.composer import context
from vc.publishing_bans.queries import bans_between
from vc.recordings.serving import Kept, serve
from vc.services import services
from vc.toasts import offer_undo

bp = Blueprint("reposts", __name__)
FOLDER = "lineamientos"
MOST_ROWS = 100
MOST_OBSERVANCES = 40
Page = Response | str | tuple[str, int]


@bp.get("/publicaciones/lineamientos")
@allow(Capability.READ)
def index() -> str:
    """List the guidelines, the newest day first."""
    query = select(Repost).order_by(Repost.day.desc(), Repost.id.desc()).limit(MOST_ROWS)
    rows = list(db.session.scalars(query).unique())
    return render_template("editorial_plan/reposts.html", rows=rows, networks=NETWORKS)


@bp.route("/publicaciones/lineamientos/nuevo", methods=["GET", "POST"])
@allow(Capability.PLAN_MONTH)
def new() -> Page:
    """Enter a guideline."""
    form = RepostForm()
    form.offer(
        campaigns_to_choose(),
        rows_of(_observances, Observance.name),
        rows_of(booking_queries.preparers, Person.name),
    )
    if form.validate_on_submit():
        try:
            made = reposts.enter(context(), form.wanted())
            db.session.commit()
        except RuleError as error:
            db.session.rollback()
            form.blame(error)
        else:
            said = counted(len(made), "día registrado", "días registrados")
            flash(f"Lineamiento por repetir: {said}.", "success")
            return redirect(to("reposts.show", repost_id=made[0].id), 303)
    return render_template("editorial_plan/repost_form.html", form=form), form.status


@bp.get("/publicaciones/lineamientos/<int:repost_id>")
@allow(Capability.READ, repost_id=Repost)
def show(repost_id: int) -> str:
    """Show a guideline: what to repeat, and what proves that it was."""
    return _page(reposts.repost_by_id(db.session(), repost_id))


@bp.post("/publicaciones/lineamientos/<int:repost_id>/comprobar")
@allow(Capability.ANSWER_PLAN, repost_id=Repost)
def prove(repost_id: int) -> Page:
    """Keep the address of our post, or a picture of it."""
    row, form = reposts.repost_by_id(db.session(), repost_id), RepostProofForm()
    if not form.validate():
        return _page(row, proof_form=form), form.status
    try:
        with drawer(services().store, FOLDER) as papers:
            picture = papers.take(form.file.data)
            reposts.prove(context(), row, form.proof_url.data or "", picture)
            db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return _page(reposts.repost_by_id(db.session(), repost_id), proof_form=form), form.status
    offer_undo("Quedó comprobado.", to("reposts.take_back", repost_id=repost_id))
    return redirect(to("reposts.show", repost_id=repost_id), 303)


@bp.post("/publicaciones/lineamientos/<int:repost_id>/no-se-repite")
@allow(Capability.ANSWER_PLAN, repost_id=Repost)
def drop(repost_id: int) -> Page:
    """Note that it is not repeated."""
    row, form = reposts.repost_by_id(db.session(), repost_id), DropForm()
    if not form.validate():
        return _page(row, drop_form=form), form.status
    reposts.drop(context(), row, form.reason.data)
    db.session.commit()
    offer_undo("No se repite.", to("reposts.take_back", repost_id=repost_id))
    return redirect(to("reposts.show", repost_id=repost_id), 303)


@bp.post("/publicaciones/lineamientos/<int:repost_id>/deshacer")
@allow(Capability.ANSWER_PLAN, repost_id=Repost)
def take_back(repost_id: int) -> Response:
    """Let it wait again."""
    row = reposts.repost_by_id(db.session(), repost_id)
    key = reposts.take_back(context(), row)
    db.session.commit()
    if key:
        services().store.remove(key)
    flash("El lineamiento espera otra vez.", "success")
    return redirect(to("reposts.show", repost_id=repost_id), 303)


@bp.get("/publicaciones/lineamientos/<int:repost_id>/captura")
@allow(Capability.READ, repost_id=Repost)
def picture(repost_id: int) -> Response:
    """Give the picture that proves it."""
    row = reposts.repost_by_id(db.session(), repost_id)
    if not row.proof_key:
        raise NotFoundError("Este lineamiento no tiene imagen.")
    return serve(Kept(row.proof_key, row.proof_key.rpartition(".")[2], row.proof_sha256))


def _page(row: Repost, **forms: object) -> str:
    """Return the page of a guideline; a form that was refused is shown as it was sent."""
    given = {
        "proof_form": RepostProofForm(formdata=None),
        "drop_form": DropForm(formdata=None),
    }
    return render_template(
        "editorial_plan/repost.html",
        repost=row,
        network=NETWORKS[row.network],
        bans=bans_between(db.session(), row.day, row.day),
        banned=months.BANNED,
        today=office_date(),
        **(given | forms),
    )


def _observances(session: Session) -> list[tuple[int, str]]:
    """Return the observances that are next, as (id, name with day) for a select."""
    today: date = office_date()
    query = (
        select(Observance)
        .where(Observance.ends_on >= today)
        .order_by(Observance.observed_on, Observance.id)
    )
    rows = session.scalars(query.limit(MOST_OBSERVANCES))
    return [(one.id, f"{one.name} ({dates.short_day(one.observed_on)})") for one in rows]
