"""The pages of electoral bans."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Blueprint, Response, flash, redirect, render_template
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc import evidence
from vc.access import FORM_BYTES, allow, clock, office_date, signed_in, takes_up_to
from vc.db import db
from vc.errors import AppError, NotFoundError, RuleError
from vc.evidence import Drawer
from vc.inputs import is_blank
from vc.permissions import Capability
from vc.publishing_bans import queries, service
from vc.publishing_bans.forms import BanForm, DocumentForm, ExceptionForm, WithdrawForm
from vc.publishing_bans.hooks import CLIP_NAMED, Excepted
from vc.publishing_bans.models import Ban, BanException
from vc.publishing_bans.service import NewException
from vc.recordings.serving import Kept, serve
from vc.services import services

bp = Blueprint("publishing_bans", __name__)

UNPROCESSABLE = 422
FOLDER = "vedas"
CLIP = "Clip"
NO_CLIP = (
    "Ningún clip tiene ese folio. Escríbalo como está en su página, por ejemplo C-2031-007; vacío "
    "vale para todos los clips."
)


@bp.get("/vedas")
@allow(Capability.READ)
def index() -> str:
    """List the bans."""
    today = office_date()
    return render_template(
        "publishing_bans/index.html", bans=queries.bans(db.session()), today=today
    )


@bp.get("/vedas/nueva")
@allow(Capability.ENTER_BANS)
def new() -> str:
    """Show the page that enters one."""
    return render_template("publishing_bans/form.html", form=BanForm(formdata=None))


@bp.post("/vedas")
@allow(Capability.ENTER_BANS)
@takes_up_to(evidence.MOST_BYTES + FORM_BYTES)
def create() -> AnyResponse | tuple[str, int]:
    """Enter a ban: it holds from now on."""
    form = BanForm()
    if not form.validate():
        return render_template("publishing_bans/form.html", form=form), UNPROCESSABLE
    try:
        with _drawer() as drawer:
            new_ban = form.new_ban(_document(form, drawer))
            ban = service.enter(db.session(), new_ban, now=clock(), by=signed_in())
            db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form[error.field or "name"].errors = [error.message]
        return render_template("publishing_bans/form.html", form=form), UNPROCESSABLE
    flash(
        "La veda quedó registrada y ya se respeta. Otra persona tiene que confirmarla.", "success"
    )
    return redirect(to("publishing_bans.show", ban_id=ban.id), 303)


@bp.get("/vedas/<int:ban_id>")
@allow(Capability.READ, ban_id=Ban)
def show(ban_id: int) -> str:
    """Show a ban and its exceptions."""
    return _show_page(queries.ban_by_id(db.session(), ban_id))


@bp.post("/vedas/<int:ban_id>/confirmar")
@allow(Capability.ENTER_BANS, ban_id=Ban)
def confirm(ban_id: int) -> AnyResponse:
    """Confirm that a ban is as the official calendar has it."""
    ban = queries.ban_by_id(db.session(), ban_id)
    return _done(
        ban_id,
        lambda: service.confirm(db.session(), ban, now=clock(), by=signed_in()),
        "La veda quedó confirmada.",
    )


@bp.post("/vedas/<int:ban_id>/retirar")
@allow(Capability.ENTER_BANS, ban_id=Ban)
def withdraw(ban_id: int) -> AnyResponse | tuple[str, int]:
    """Let a ban hold no more."""
    ban, form = queries.ban_by_id(db.session(), ban_id), WithdrawForm()
    if not form.validate():
        return _show_page(ban, withdraw_form=form), UNPROCESSABLE
    return _done(
        ban_id,
        lambda: service.withdraw(db.session(), ban, why=form.why.data, now=clock(), by=signed_in()),
        "La veda se anuló.",
    )


@bp.post("/vedas/<int:ban_id>/excepciones")
@allow(Capability.ENTER_BANS, ban_id=Ban)
@takes_up_to(evidence.MOST_BYTES + FORM_BYTES)
def grant(ban_id: int) -> AnyResponse | tuple[str, int]:
    """Let something be published in spite of a ban, by a document."""
    ban, form = queries.ban_by_id(db.session(), ban_id), ExceptionForm()
    if not form.validate():
        return _show_page(ban, exception_form=form), UNPROCESSABLE
    try:
        with _drawer() as drawer:
            number = _clip_number(form.clip.data or "")
            new = NewException(CLIP, number, form.reason.data, _document(form, drawer))
            service.grant_exception(db.session(), ban, new, now=clock(), by=signed_in())
            db.session.commit()
    except RuleError as error:
        db.session.rollback()
        ban = queries.ban_by_id(db.session(), ban_id)
        if ban.withdrawn_at is not None:
            # Its page has no such form any more.
            flash(error.message, "error")
            return redirect(to("publishing_bans.show", ban_id=ban_id), 303)
        form[error.field or "reason"].errors = [error.message]
        return _show_page(ban, exception_form=form), UNPROCESSABLE
    flash("La excepción quedó documentada.", "success")
    return redirect(to("publishing_bans.show", ban_id=ban_id), 303)


@bp.post("/vedas/excepciones/<int:exception_id>/revocar")
@allow(Capability.ENTER_BANS, exception_id=BanException)
def revoke(exception_id: int) -> AnyResponse:
    """Let an exception hold no more."""
    found = queries.exception_by_id(db.session(), exception_id)
    return _done(
        found.ban_id,
        lambda: service.revoke_exception(db.session(), found, now=clock(), by=signed_in()),
        "La excepción se anuló.",
    )


@bp.get("/vedas/<int:ban_id>/documento")
@allow(Capability.READ, ban_id=Ban)
def document(ban_id: int) -> Response:
    """Give the document of a ban that was handed in as a file."""
    return _paper(queries.ban_by_id(db.session(), ban_id).document)


@bp.get("/vedas/excepciones/<int:exception_id>/documento")
@allow(Capability.READ, exception_id=BanException)
def exception_document(exception_id: int) -> Response:
    """Give the document of an exception that was handed in as a file."""
    return _paper(queries.exception_by_id(db.session(), exception_id).document)


def _paper(key: str) -> Response:
    """Answer with a document out of the store."""
    if not key.startswith(f"{FOLDER}/"):
        raise NotFoundError("Ese documento no es un archivo.")
    return serve(Kept(key, key.rpartition(".")[2], key.rpartition("/")[2]))


def _drawer() -> AbstractContextManager[Drawer]:
    """Lend what keeps the documents of a request."""
    return evidence.drawer(services().store, FOLDER)


def _clip_number(folio: str) -> int | None:
    """Return the number of the clip that a folio names; None for none. Raises RuleError.

    An exception for what does not exist would be one for whatever gets that number some day.
    """
    if is_blank(folio):
        return None
    clip = _clip_of_folio(folio)
    if clip is None:
        raise RuleError(NO_CLIP, field="clip")
    return clip.id


def _clip_of_folio(folio: str) -> Excepted | None:
    """Return the clip that a folio or number names."""
    found = (name(db.session(), folio) for name in services().registry.added_to(CLIP_NAMED))
    return next(filter(None, found), None)


def _document(form: DocumentForm, drawer: Drawer) -> str:
    """Return where the document is: the address, or the key of the file. Raises RuleError."""
    if form.file.data:
        return drawer.take(form.file.data).key
    address = (form.document.data or "").strip()
    if not address.startswith("https://"):
        raise RuleError(service.NO_DOCUMENT, field="document")
    return address


def _show_page(
    ban: Ban,
    *,
    withdraw_form: WithdrawForm | None = None,
    exception_form: ExceptionForm | None = None,
) -> str:
    """Return the page of a ban."""
    return render_template(
        "publishing_bans/show.html",
        ban=ban,
        exceptions=queries.exceptions_of(db.session(), ban),
        withdraw_form=withdraw_form or WithdrawForm(formdata=None),
        exception_form=exception_form or ExceptionForm(formdata=None),
        clip_named=lambda number: str(_clip_of_folio(str(number)) or f"Clip {number}"),
        is_mine=signed_in().id == ban.entered_by_id,
    )


def _done(ban_id: int, change: Callable[[], object], said: str) -> AnyResponse:
    """Carry out what a button asks, say so, and lead back to the ban."""
    try:
        change()
        db.session.commit()
        flash(said, "success")
    except AppError as error:
        db.session.rollback()
        flash(error.message, "error")
    return redirect(to("publishing_bans.show", ban_id=ban_id), 303)
