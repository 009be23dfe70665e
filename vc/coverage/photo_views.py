"""The pages of photographs: handing them in from a telephone, describing them, giving them out."""

from flask import Blueprint, flash, redirect, render_template, request
from flask import url_for as to
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from vc.access import FORM_BYTES, allow, clock, office_date, signed_in, takes_up_to
from vc.coverage import photographs, pictures, service
from vc.coverage.forms import BringForm, DescribeForm
from vc.coverage.models import Coverage, Photograph, Shown
from vc.db import db
from vc.errors import NotFoundError, RuleError
from vc.labels import counted
from vc.permissions import Capability, may
from vc.recordings.serving import Kept, serve
from vc.services import services
from vc.toasts import offer_undo

bp = Blueprint("photographs", __name__)
Page = Response | tuple[str, int]
LONGEST_NAME = 60
MOST_SENT = 60_000_000
"""What a form without its script may bring; with it, each photograph comes alone and smaller."""


@bp.route("/cobertura/<int:coverage_id>/fotografias", methods=["GET", "POST"])
@allow(Capability.COVER, coverage_id=Coverage)
@takes_up_to(MOST_SENT + FORM_BYTES)
def bring(coverage_id: int) -> Page:
    """Hand in photographs, several at once."""
    form = BringForm(data={"shown": Shown.NOBODY.value})
    row = service.coverage_by_id(db.session(), coverage_id)
    if not form.validate_on_submit():
        return _form_page(form, row)
    try:
        brought = _bring(form, coverage_id)
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return _form_page(form, service.coverage_by_id(db.session(), coverage_id))
    if not brought.kept and not brought.again:
        db.session.rollback()
        form.photographs.errors = [*form.photographs.errors, *brought.refused]
        return _form_page(form, service.coverage_by_id(db.session(), coverage_id))
    db.session.commit()
    for sentence in brought.refused:
        flash(sentence, "error")
    flash(_said(brought), "success")
    return redirect(to("coverage.show", coverage_id=coverage_id), 303)


@bp.route("/cobertura/fotografias/<int:photograph_id>", methods=["GET", "POST"])
@allow(Capability.COVER, photograph_id=Photograph)
def describe(photograph_id: int) -> Page:
    """Show a photograph with what is said of it, and change that."""
    one = photographs.photograph_by_id(db.session(), photograph_id)
    form = DescribeForm.of(one)
    if form.is_sent_as_seen(DescribeForm.kept(one)):
        try:
            photographs.describe(db.session(), one, form.about(), by=signed_in(), now=clock())
        except RuleError as error:
            db.session.rollback()
            form.blame(error)
        else:
            db.session.commit()
            flash("Se guardó la fotografía.", "success")
            return redirect(to("coverage.show", coverage_id=one.coverage_id), 303)
    page = render_template("coverage/photograph.html", form=form, one=one)
    return page, form.status


@bp.post("/cobertura/fotografias/<int:photograph_id>/quitar")
@allow(Capability.COVER, photograph_id=Photograph)
def take_out(photograph_id: int) -> Response:
    """Take a photograph out; it can be undone."""
    one = photographs.photograph_by_id(db.session(), photograph_id)
    photographs.take_out(db.session(), one, by=signed_in(), now=clock())
    db.session.commit()
    offer_undo("Se quitó la fotografía.", to("photographs.put_back", photograph_id=photograph_id))
    return redirect(to("coverage.show", coverage_id=one.coverage_id), 303)


@bp.post("/cobertura/fotografias/<int:photograph_id>/recuperar")
@allow(Capability.COVER, photograph_id=Photograph)
def put_back(photograph_id: int) -> Response:
    """Bring a photograph back."""
    one = photographs.photograph_by_id(db.session(), photograph_id)
    photographs.put_back(db.session(), one, by=signed_in(), now=clock())
    db.session.commit()
    flash("La fotografía volvió a su lugar.", "success")
    return redirect(to("coverage.show", coverage_id=one.coverage_id), 303)


@bp.get("/cobertura/fotografias/<int:photograph_id>.jpg")
@allow(Capability.READ, photograph_id=Photograph)
def picture(photograph_id: int) -> Response:
    """Give a photograph, or the small one of it, to whoever signed in."""
    one = photographs.photograph_by_id(db.session(), photograph_id)
    # What was taken out is only for who may bring it back; of what is gone by its rule, no file is.
    is_out = one.removed_at is not None and not may(signed_in(), Capability.COVER, one)
    if is_out or not one.key:
        raise NotFoundError(photographs.NO_SUCH)
    key = photographs.small_key(one.key) if request.args.get("chica") else one.key
    # A key is used once, so it tells versions apart by itself.
    return serve(Kept(key, "jpg", key.rpartition("/")[2]))


def _bring(form: BringForm, coverage_id: int) -> photographs.Brought:
    """Keep the photographs of a form. Raises RuleError."""
    row = service.coverage_by_id(db.session(), coverage_id)
    service.check_takes_proof(row, office_date())
    photographs.consent_of(db.session(), form.about(), row.on_day)
    # They are decoded for a while: nobody waits for the database meanwhile.
    db.session.rollback()
    read = [
        photographs.read(_name_of(one), one.stream.read(pictures.MOST_BYTES + 1))
        for one in form.files
    ]
    return photographs.bring(
        db.session(),
        services().store,
        service.coverage_by_id(db.session(), coverage_id),
        read,
        form.about(),
        by=signed_in(),
        now=clock(),
        today=office_date(),
    )


def _name_of(file: FileStorage) -> str:
    """Return a file's name as its refusal says it: what a browser sends may be anything."""
    return "".join(one for one in file.filename or "" if one.isprintable())[-LONGEST_NAME:]


def _said(brought: photographs.Brought) -> str:
    """Return what became of the photographs that were handed in."""
    kept, again = len(brought.kept), brought.again
    said = [f"Se guardaron {counted(kept, 'fotografía', 'fotografías')}."] if kept > 1 else []
    said += ["Se guardó la fotografía."] if kept == 1 else []
    if again:
        said.append(f"{counted(again, 'ya estaba', 'ya estaban')} y no se repite.")
    return " ".join(said)


def _form_page(form: BringForm, row: Coverage) -> tuple[str, int]:
    """Return the page with the form."""
    page = render_template(
        "coverage/bring.html", form=form, row=row, is_early=row.on_day > office_date()
    )
    return page, form.status
