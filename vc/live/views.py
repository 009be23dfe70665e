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
    clock,
    current_person,
    only_answers,
    takes_up_to,
)
from vc.booking import queries as booking_queries
from vc.booking import service as booking
from vc.booking.forms import EventForm
from vc.booking.models import Event
from vc.booking.pages import context, offered, office_zone, shown_first
from vc.booking.requests import same_as
from vc.connections import service as connections
from vc.connections.models import Use
from vc.db import db
from vc.errors import ConcurrentChangeError, RuleError
from vc.forms import version_of
from vc.inputs import day_of
from vc.live import booking_fields, pages, queries, service
from vc.live.cover_image import MOST_BYTES, as_cover
from vc.live.forms import (
    BroadcastForm,
    FiguresForm,
    PermalinkForm,
    TickForm,
    VideoForm,
    linked,
    ticked,
)
from vc.live.models import Broadcast
from vc.permissions import Capability
from vc.recordings import queries as recordings_queries
from vc.recordings import service as recordings
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
    day = asked or clock().astimezone(zone).date().replace(day=1)
    start, end = dates.month_bounds(day, zone)
    broadcasts = queries.between(db.session(), start, end)
    return render_template(
        "live/index.html",
        day=day,
        start=start,
        before=dates.months_from(day, -1),
        after=dates.months_from(day, 1),
        broadcasts=broadcasts,
        weeks=pages.weeks_of(day, broadcasts),
        month=pages.month_of(start, plus=0),
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
    event, broadcast = _found(event_id)
    return pages.show_page(event, broadcast)


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
    event, broadcast = _found(event_id)
    form = pages.edit_form(broadcast)
    if request.method == "GET":
        service.check_can_change(broadcast)
        return pages.edit_page(event, broadcast, form)
    if not form.validate():
        return pages.edit_page(event, broadcast, form), UNPROCESSABLE
    try:
        _save(form, broadcast)
        db.session.commit()
    except ConcurrentChangeError as error:
        db.session.rollback()
        event, broadcast = _found(event_id)
        form.set_beside(pages.edit_form(broadcast, formdata=None), error)
        return pages.edit_page(event, broadcast, form), form.status
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return pages.edit_page(*_found(event_id), form), UNPROCESSABLE
    flash("Se guardó la transmisión.", "success")
    return redirect(to("live.show", event_id=event_id), 303)


@bp.post("/sesiones/<int:event_id>/en-vivo/vista")
@allow(Capability.BROADCAST, event_id=Event)
@only_answers
def preview(event_id: int) -> str:
    """Return the post as it would look with what is being typed."""
    _, broadcast = _found(event_id)
    return pages.typed_preview(BroadcastForm(), broadcast)


@bp.post("/sesiones/<int:event_id>/en-vivo/enlace")
@allow(Capability.BROADCAST, event_id=Event)
def link(event_id: int) -> AnyResponse | tuple[str, int]:
    """Keep the link of a live video that a person made."""
    event, broadcast = _found(event_id)
    form = PermalinkForm()
    if not form.validate():
        return pages.show_page(event, broadcast, link_form=form), form.status
    try:
        form.check_seen(linked(broadcast))
        service.paste_link(
            context(), broadcast, form.permalink_url.data, follow_settings=pages.follow_settings()
        )
        db.session.commit()
    except ConcurrentChangeError:
        return pages.show_page(event, broadcast, link_form=form), form.status
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return pages.show_page(*_found(event_id), link_form=form), form.status
    flash("Se guardó el enlace; ya se puede compartir.", "success")
    return _back(event_id)


@bp.post("/sesiones/<int:event_id>/en-vivo/a-mano")
@allow(Capability.BROADCAST, event_id=Event)
def take_over(event_id: int) -> AnyResponse:
    """Let a person do it from here on."""
    service.take_over(context(), _found(event_id)[1])
    db.session.commit()
    flash("El sistema ya no la programará: hágalo en Facebook y pegue el enlace.", "success")
    return _back(event_id)


@bp.post("/sesiones/<int:event_id>/en-vivo/reintentar")
@allow(Capability.BROADCAST, event_id=Event)
def retry(event_id: int) -> AnyResponse:
    """Let the system try again."""
    service.retry(context(), _found(event_id)[1])
    db.session.commit()
    return _back(event_id)


@bp.get("/sesiones/<int:event_id>/en-vivo/iniciar")
@allow(Capability.BROADCAST, event_id=Event)
def early(event_id: int) -> AnyResponse | str:
    """Warn that it would go on air in public, long before it is announced."""
    event, broadcast = _found(event_id)
    if not service.is_early(broadcast, clock()):
        return _back(event_id)
    is_open = broadcast.is_room_open
    page = {"event": event, "broadcast": broadcast, "room_is_open": is_open}
    return render_template("live/early.html", **page)


@bp.post("/sesiones/<int:event_id>/en-vivo/iniciar")
@allow(Capability.BROADCAST, event_id=Event)
def start(event_id: int) -> AnyResponse:
    """Start the broadcast; pressed twice it starts once. Early it leads to a warning first."""
    _, broadcast = _found(event_id)
    is_warned = request.form.get("en_publico") == "si"
    if service.is_early(broadcast, clock()) and not is_warned:
        return redirect(to("live.early", event_id=event_id), 303)
    service.start(context(), broadcast, in_public=is_warned)
    db.session.commit()
    return _back(event_id)


@bp.post("/sesiones/<int:event_id>/en-vivo/retirar")
@allow(Capability.BROADCAST, event_id=Event)
def withdraw(event_id: int) -> AnyResponse:
    """Take back that it is to start, while it waits."""
    service.withdraw_start(context(), _found(event_id)[1])
    db.session.commit()
    flash("Ya no saldrá al aire hasta su hora.", "success")
    return _back(event_id)


@bp.post("/sesiones/<int:event_id>/en-vivo/detener")
@allow(Capability.BROADCAST, event_id=Event)
def stop(event_id: int) -> AnyResponse:
    """End the broadcast; pressed twice it ends once."""
    service.stop(context(), _found(event_id)[1])
    db.session.commit()
    return _back(event_id)


@bp.post("/sesiones/<int:event_id>/en-vivo/marcar/<item>")
@allow(Capability.BROADCAST, event_id=Event)
def tick(event_id: int, item: str) -> AnyResponse | tuple[str, int]:
    """Tick one item of the run sheet, or take the tick back."""
    event, broadcast = _found(event_id)
    form = TickForm()
    if not form.validate():
        page = pages.show_page(event, broadcast, tick_form=form, ticked=item)
        return page, form.status
    try:
        form.check_seen(ticked(pages.tick_of(broadcast, item)))
    except ConcurrentChangeError:
        page = pages.show_page(event, broadcast, tick_form=form, ticked=item)
        return page, form.status
    service.tick(context(), broadcast, item, is_good=form.is_good, note=form.note.data or "")
    db.session.commit()
    return _back(event_id, anchor=f"item-{item}")


@bp.post("/sesiones/<int:event_id>/en-vivo/cifras")
@allow(Capability.BROADCAST, event_id=Event)
def figures(event_id: int) -> AnyResponse | tuple[str, int]:
    """Keep the figures and what went wrong."""
    event, broadcast = _found(event_id)
    form = FiguresForm()
    if not form.validate():
        return pages.show_page(event, broadcast, figures_form=form), UNPROCESSABLE
    try:
        form.check_seen(pages.figures_of(broadcast))
    except ConcurrentChangeError:
        return pages.show_page(event, broadcast, figures_form=form), form.status
    service.keep_figures(
        context(),
        broadcast,
        peak=form.peak.data,
        reach=form.reach.data,
        incident=form.incident.data or "",
    )
    db.session.commit()
    flash("Se guardaron las cifras.", "success")
    return _back(event_id)


@bp.post("/sesiones/<int:event_id>/en-vivo/video")
@allow(Capability.BROADCAST, event_id=Event)
@takes_up_to(recordings.MOST_BYTES + FORM_BYTES)
def video(event_id: int) -> AnyResponse | tuple[str, int]:
    """Take the broadcast's file in that somebody downloaded by hand."""
    event, broadcast = _found(event_id)
    form = VideoForm()
    file = form.video.data
    try:
        if not file or not file.filename:
            raise RuleError("Elija el archivo de video.", field="video")
        pages.receive_video(event, broadcast, file)
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return pages.show_page(*_found(event_id), video_form=form), UNPROCESSABLE
    flash("El video quedó resguardado.", "success")
    return _back(event_id)


@bp.post("/sesiones/<int:event_id>/en-vivo/video/reintentar")
@allow(Capability.BROADCAST, event_id=Event)
def fetch_again(event_id: int) -> AnyResponse:
    """Let the worker try again to fetch the broadcast's copy."""
    event, broadcast = _found(event_id)
    file = recordings_queries.stored_or_coming(db.session(), event, broadcast.channel)
    if file is not None:
        recordings.retry(db.session(), file, now=clock(), by=current_person())
        db.session.commit()
    return _back(event_id)


@bp.post("/integraciones/facebook/probar")
@allow(Capability.MANAGE_LICENCES)
def check() -> AnyResponse:
    """Look how the channel stands, at once."""
    channel = services().broadcaster.channel
    found = connections.check_now(db.session(), Use.LIVES, channel, services())
    flash(found.message, "success" if found.is_working else "error")
    return redirect(to("licences.integrations") + "#p-facebook", 303)


def _found(event_id: int) -> tuple[Event, Broadcast]:
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
        follow_settings=pages.follow_settings(),
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


def _back(event_id: int, *, anchor: str | None = None) -> AnyResponse:
    """Return to the broadcast's page."""
    return redirect(to("live.show", event_id=event_id, _anchor=anchor), 303)
