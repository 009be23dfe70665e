"""The pages of broadcasts: form → one service call → template or redirect."""

from dataclasses import replace

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc import dates
from vc.access import (
    FORM_BYTES,
    allow,
    anybody,
    office_date,
    office_zone,
    only_answers,
    takes_up_to,
)
from vc.booking import queries as booking_queries
from vc.booking import service as booking
from vc.booking.context import context
from vc.booking.form_page import offered
from vc.booking.forms import EventForm
from vc.booking.models import Event
from vc.booking.preview import shown_first
from vc.booking.requests import same_as
from vc.db import db
from vc.errors import ConcurrentChangeError, RuleError
from vc.forms import version_of
from vc.inputs import day_of
from vc.live import booking_fields, broadcast_page, panels, queries, service
from vc.live.cover_image import MOST_BYTES, as_cover
from vc.live.forms import BroadcastForm
from vc.live.models import Broadcast
from vc.live.sync import follow_settings_of
from vc.permissions import Capability
from vc.services import services

bp = Blueprint("live", __name__)
UNPROCESSABLE = 422
A_YEAR_S = 31_536_000


@bp.get("/en-vivo")
@allow(Capability.READ)
def index() -> str:
    """Show the lives of a month, as a calendar and as a list."""
    zone = office_zone()
    asked = day_of(f"{request.args.get('mes', '')}-01")
    day = asked or office_date().replace(day=1)
    start, end = dates.month_bounds(day, zone)
    broadcasts = queries.between(db.session(), start, end)
    return render_template(
        "live/index.html",
        day=day,
        start=start,
        before=dates.months_from(day, -1),
        after=dates.months_from(day, 1),
        broadcasts=broadcasts,
        weeks=dates.weeks_of_month(day, broadcasts, lambda one: one.event.starts_at, zone),
        month=panels.month_of(start, plus=0),
        alarmed=queries.alarmed(db.session()),
    )


@bp.post("/en-vivo/propuesta")
@allow(Capability.BOOK)
@only_answers
def proposal() -> str:
    """Say, while the booking form is being filled, how the post would look."""
    form = offered(EventForm())
    form.validate()
    return booking_fields.proposal_page(form)


@bp.get("/en-vivo/portadas/<slug>.jpg")
@anybody
def cover(slug: str) -> Response:
    """Give a cover to whoever has its address, such as the channel."""
    content = queries.cover_by_slug(db.session(), slug).content
    # Another picture gets another address, so this one never changes.
    headers = {"Cache-Control": f"public, max-age={A_YEAR_S}, immutable"}
    return Response(content, mimetype="image/jpeg", headers=headers)


@bp.get("/sesiones/<int:event_id>/en-vivo")
@allow(Capability.READ, event_id=Event)
def show(event_id: int) -> str:
    """Show a broadcast: its path, its run sheet, its figures."""
    event, broadcast = found(event_id)
    return broadcast_page.show_page(event, broadcast)


@bp.post("/sesiones/<int:event_id>/en-vivo/pedir")
@allow(Capability.BROADCAST, event_id=Event)
def ask_for(event_id: int) -> AnyResponse | str:
    """Plan a broadcast for a session that has none, and lead to its texts."""
    if (page := _set_streams(event_id, is_on=True)) is not None:
        return page
    flash("La transmisión quedó planeada con estos textos; cámbielos si hace falta.", "success")
    return redirect(to("live.edit", event_id=event_id), 303)


@bp.post("/sesiones/<int:event_id>/en-vivo/quitar")
@allow(Capability.BROADCAST, event_id=Event)
def drop(event_id: int) -> AnyResponse | str:
    """Take the broadcast of a session back; the session stays."""
    if (page := _set_streams(event_id, is_on=False)) is not None:
        return page
    flash("La sesión ya no se transmite. Puede volver a pedirla cuando guste.", "success")
    return redirect(to("booking.show", event_id=event_id), 303)


@bp.route("/sesiones/<int:event_id>/en-vivo/editar", methods=["GET", "POST"])
@allow(Capability.BROADCAST, event_id=Event)
@takes_up_to(MOST_BYTES + FORM_BYTES)
def edit(event_id: int) -> AnyResponse | str | tuple[str, int]:
    """Change texts, time, cover and who does it."""
    event, broadcast = found(event_id)
    form = broadcast_page.edit_form(broadcast)
    if request.method == "GET":
        service.check_can_change(broadcast)
        return broadcast_page.edit_page(event, broadcast, form)
    if not form.validate():
        return broadcast_page.edit_page(event, broadcast, form), UNPROCESSABLE
    try:
        _save(form, broadcast)
        db.session.commit()
    except ConcurrentChangeError as error:
        db.session.rollback()
        event, broadcast = found(event_id)
        form.set_beside(broadcast_page.edit_form(broadcast, formdata=None), error)
        return broadcast_page.edit_page(event, broadcast, form), form.status
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return broadcast_page.edit_page(*found(event_id), form), UNPROCESSABLE
    flash("Se guardó la transmisión.", "success")
    return redirect(to("live.show", event_id=event_id), 303)


@bp.post("/sesiones/<int:event_id>/en-vivo/vista")
@allow(Capability.BROADCAST, event_id=Event)
@only_answers
def preview(event_id: int) -> str:
    """Return the post as it would look with what is being typed."""
    _, broadcast = found(event_id)
    return broadcast_page.typed_preview(BroadcastForm(), broadcast)


def found(event_id: int) -> tuple[Event, Broadcast]:
    """Return a session with its broadcast. Raises NotFoundError."""
    event = booking_queries.event_by_id(db.session(), event_id)
    return event, queries.broadcast_by_event(db.session(), event_id)


def _save(form: BroadcastForm, broadcast: Broadcast) -> None:
    """Write what the form says, and the cover that came with it."""
    service.change(
        context(),
        broadcast,
        form.wanted(),
        version_of(form),
        follow_settings=follow_settings_of(services()),
    )
    file = form.cover.data
    if file and file.filename:
        service.set_cover(context(), broadcast, as_cover(file.read()))
    elif form.removes_cover.data:
        service.remove_cover(context(), broadcast)


def _set_streams(event_id: int, *, is_on: bool) -> str | None:
    """Let the session be broadcast, or no longer; it needs a licence that can.

    Where many are told of it, return the page that shows first whom.
    """
    event = booking_queries.event_by_id(db.session(), event_id)
    booking.change(context(), event, replace(same_as(event), streams=is_on), event.version)
    if (page := shown_first(event)) is None:
        db.session.commit()
    return page
