"""The pages that move a session, end it, take that back, and its sheet of paper."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC
from zoneinfo import ZoneInfo

from flask import flash, jsonify, redirect, render_template, request, url_for
from sqlalchemy import Select
from werkzeug.wrappers import Response

from vc.access import allow, clock, csrf, only_answers
from vc.booking import change_words as words
from vc.booking import invitation, queries, service, undo
from vc.booking.context import context
from vc.booking.form_page import dropped_on, take_offer
from vc.booking.forms import CancelForm, MoveForm, form_values, moved_to
from vc.booking.hooks import SHEET_PANELS
from vc.booking.models import Event
from vc.booking.move_page import cancel_page, move_names, move_page, refused_move
from vc.booking.preview import shown_first, told_of
from vc.booking.requests import same_as
from vc.booking.session_page import address_of
from vc.booking.views import bp
from vc.db import db
from vc.errors import ConcurrentChangeError, RuleError
from vc.forms import version_of
from vc.inputs import instant_of, number_of
from vc.lists.requests import carry_out
from vc.permissions import Capability
from vc.services import services
from vc.toasts import offer_undo

UNPROCESSABLE = 422
NO_CAMPAIGN = "0"
"""The answer of who takes sessions out of their campaign."""


@bp.get("/sesiones/<int:event_id>/mover")
@allow(Capability.CHANGE_SESSION, event_id=Event)
def move(event_id: int) -> str:
    """Show the form that moves a session; a drag in the calendar arrives here too."""
    event = queries.event_by_id(db.session(), event_id)
    values = form_values(event) | dropped_on(event, request.args)
    return move_page(event, MoveForm(data=values))


@bp.post("/sesiones/<int:event_id>/mover/horas")
@allow(Capability.CHANGE_SESSION, event_id=Event)
@only_answers
def weigh(event_id: int) -> str:
    """Show which times of the chosen day are free, and what the move touches."""
    event = queries.event_by_id(db.session(), event_id)
    form = _weighed(event)
    if "HX-Request" in request.headers:
        return render_template("booking/_moving.html", **move_names(event, form))
    return move_page(event, form)


@bp.post("/sesiones/<int:event_id>/mover")
@allow(Capability.CHANGE_SESSION, event_id=Event)
@csrf.exempt
def reschedule(event_id: int) -> Response | str | tuple[str, int]:
    """Move the session; its link stays."""
    event, form = queries.event_by_id(db.session(), event_id), MoveForm()
    take_offer(form, ZoneInfo(event.tzid))
    if not form.validate():
        return move_page(event, form), UNPROCESSABLE
    before = event.starts_at, event.ends_at
    try:
        new = moved_to(event, form)
        service.change(context(), event, new, version_of(form))
        # Whoever typed a time that the page has not weighed sees first whom it tells.
        weighed = "/".join(at.astimezone(UTC).isoformat() for at in (new.starts_at, new.ends_at))
        if request.form.get("weighed") != weighed and (page := shown_first(event)) is not None:
            return page
        db.session.commit()
    except (RuleError, ConcurrentChangeError) as error:
        db.session.rollback()
        page = refused_move(form, error, queries.event_by_id(db.session(), event_id))
        return page, form.status
    event = queries.event_by_id(db.session(), event_id)
    if (event.starts_at, event.ends_at) == before:
        flash(words.NOT_MOVED, "info")
    else:
        _offer_undo(event_id, words.MOVED)
    return redirect(url_for("booking.show", event_id=event_id), 303)


@bp.route("/sesiones/<int:event_id>/cancelar", methods=["GET", "POST"])
@allow(Capability.CHANGE_SESSION, event_id=Event)
@csrf.exempt
def cancel(event_id: int) -> Response | tuple[str, int]:
    """Ask why, and cancel the session."""
    event = queries.event_by_id(db.session(), event_id)
    form = CancelForm()
    if not form.validate_on_submit():
        return cancel_page(event, form), form.status
    service.cancel(context(), event, form.reason.data)
    db.session.commit()
    _offer_undo(event_id, words.CANCELLED)
    return redirect(url_for("booking.show", event_id=event_id), 303)


@bp.post("/sesiones/<int:event_id>/deshacer/<int:line_id>")
@allow(Capability.CHANGE_SESSION, event_id=Event, line_id=None)
def take_back(event_id: int, line_id: int) -> Response:
    """Take back what a line of the session's history did; once, however often it is pressed.

    A script that stays where it is gets what the next page would say.
    """
    stays = request.accept_mimetypes.best == "application/json"
    event = queries.event_by_id(db.session(), event_id)
    try:
        done = undo.undo(context(), event, line_id)
        db.session.flush()
        told = told_of(event).count
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        if stays:
            raise
        flash(error.message, "error")
    else:
        if stays:
            return jsonify(said=words.undone(done, told))
        flash(words.undone(done, told), "success")
    return redirect(url_for("booking.show", event_id=event_id), 303)


@bp.get("/sesiones/<int:event_id>/hoja")
@allow(Capability.READ, event_id=Event)
def sheet(event_id: int) -> str:
    """Show a session as one sheet of paper: when, what, and a QR of its address."""
    event = queries.event_by_id(db.session(), event_id)
    address = address_of(event)
    return render_template(
        "booking/sheet.html",
        event=event,
        address=address,
        qr=invitation.qr_image(address),
        zone=ZoneInfo(event.tzid),
        more=[panel(event) for panel in services().registry.added_to(SHEET_PANELS)],
    )


def _weighed(event: Event) -> MoveForm:
    """Return the form of a move as it was sent, with the time that a button offered in it."""
    form, picked = MoveForm(), instant_of(request.form.get("pick"))
    is_good = form.validate()
    if picked is None or not (is_good or form.duration.data):
        return form
    local = picked.astimezone(ZoneInfo(event.tzid))
    known = {"version": form.version.data, "duration": form.duration.data}
    return MoveForm(formdata=None, data=known | {"date": local.date(), "time": local.time()})


def _offer_undo(event_id: int, text: str) -> None:
    """Say on the next page what was done, with a button that takes it back."""
    event = queries.event_by_id(db.session(), event_id)
    line = undo.last_undoable(db.session(), event, clock())
    if line is None:
        flash(text, "success")
        return
    url = url_for("booking.take_back", event_id=event_id, line_id=line.id)
    offer_undo(text, url)


@bp.post("/sesiones/elegidas/campana")
@allow(Capability.CHANGE_SESSION)
def put_into_campaign() -> Response:
    """Put the chosen sessions into a campaign, or out of theirs; nobody outside is told."""
    wanted = request.form.get("campana", "")
    campaign_id, by = number_of(wanted), context()

    def put(event: Event) -> None:
        if not campaign_id and wanted != NO_CAMPAIGN:
            raise RuleError(words.CHOOSE_CAMPAIGN)
        new = replace(same_as(event), campaign_id=campaign_id or None)
        service.change(by, event, new, event.version, wakes=False)

    return carry_out(
        "booking.index", _listed, put, capability=Capability.CHANGE_SESSION, said=words.CAMPAIGNS
    )


def _listed(asked: Mapping[str, str]) -> Select[Event]:
    """Return the sessions that the list is narrowed to."""
    return queries.found(queries.Search.of(asked), clock())
