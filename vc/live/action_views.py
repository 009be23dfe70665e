"""What the buttons of a broadcast do: by hand or by itself, on air, its run sheet, what it left."""

from flask import flash, redirect, render_template, request
from flask import url_for as to
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from vc.access import FORM_BYTES, allow, clock, current_person, signed_in, takes_up_to
from vc.booking.context import context
from vc.booking.models import Event
from vc.connections import service as connections
from vc.connections.models import Use
from vc.db import db
from vc.errors import ConcurrentChangeError, RuleError
from vc.live import broadcast_page, forms, service
from vc.live.forms import FiguresForm, PermalinkForm, TickForm, VideoForm, linked, ticked
from vc.live.models import Broadcast, BroadcastStatus, Tick
from vc.live.sync import follow_settings_of
from vc.live.views import UNPROCESSABLE, bp, found
from vc.permissions import Capability
from vc.recordings import queries as recordings_queries
from vc.recordings import service as recordings
from vc.recordings.hooks import FILE_STORED
from vc.services import services


@bp.post("/sesiones/<int:event_id>/en-vivo/enlace")
@allow(Capability.BROADCAST, event_id=Event)
def link(event_id: int) -> AnyResponse | tuple[str, int]:
    """Keep the link of a live video that a person made."""
    event, broadcast = found(event_id)
    form = PermalinkForm()
    if not form.validate():
        return broadcast_page.show_page(event, broadcast, link_form=form), form.status
    try:
        form.check_seen(linked(broadcast))
        service.paste_link(
            context(),
            broadcast,
            form.permalink_url.data,
            follow_settings=follow_settings_of(services()),
        )
        db.session.commit()
    except ConcurrentChangeError:
        return broadcast_page.show_page(event, broadcast, link_form=form), form.status
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return broadcast_page.show_page(*found(event_id), link_form=form), form.status
    flash("Se guardó el enlace; ya se puede compartir.", "success")
    return _back(event_id)


@bp.post("/sesiones/<int:event_id>/en-vivo/a-mano")
@allow(Capability.BROADCAST, event_id=Event)
def take_over(event_id: int) -> AnyResponse:
    """Let a person do it from here on."""
    service.take_over(context(), found(event_id)[1])
    db.session.commit()
    flash("El sistema ya no la programará: hágalo en Facebook y pegue el enlace.", "success")
    return _back(event_id)


@bp.post("/sesiones/<int:event_id>/en-vivo/reintentar")
@allow(Capability.BROADCAST, event_id=Event)
def retry(event_id: int) -> AnyResponse:
    """Let the system try again."""
    service.retry(context(), found(event_id)[1])
    db.session.commit()
    return _back(event_id)


@bp.get("/sesiones/<int:event_id>/en-vivo/iniciar")
@allow(Capability.BROADCAST, event_id=Event)
def early(event_id: int) -> AnyResponse | str:
    """Warn that it would go on air in public, long before it is announced."""
    event, broadcast = found(event_id)
    if not service.is_early(broadcast, clock()):
        return _back(event_id)
    is_open = broadcast.is_room_open
    page = {"event": event, "broadcast": broadcast, "room_is_open": is_open}
    return render_template("live/early.html", **page)


@bp.post("/sesiones/<int:event_id>/en-vivo/iniciar")
@allow(Capability.BROADCAST, event_id=Event)
def start(event_id: int) -> AnyResponse:
    """Start the broadcast; pressed twice it starts once. Early it leads to a warning first."""
    _, broadcast = found(event_id)
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
    service.withdraw_start(context(), found(event_id)[1])
    db.session.commit()
    flash("Ya no saldrá al aire hasta su hora.", "success")
    return _back(event_id)


@bp.get("/sesiones/<int:event_id>/en-vivo/detener")
@allow(Capability.BROADCAST, event_id=Event)
def ending(event_id: int) -> AnyResponse | str:
    """Ask once more before the public's picture ends, and say what that does."""
    event, broadcast = found(event_id)
    if broadcast.status is not BroadcastStatus.LIVE:
        return _back(event_id)
    return render_template(
        "live/stop.html",
        event=event,
        broadcast=broadcast,
        is_by_hand=broadcast.is_by_hand or not services().broadcaster.works_by_itself,
    )


@bp.post("/sesiones/<int:event_id>/en-vivo/detener")
@allow(Capability.BROADCAST, event_id=Event)
def stop(event_id: int) -> AnyResponse:
    """End the broadcast; pressed twice it ends once."""
    service.stop(context(), found(event_id)[1])
    db.session.commit()
    return _back(event_id)


@bp.post("/sesiones/<int:event_id>/en-vivo/marcar/<item>")
@allow(Capability.BROADCAST, event_id=Event)
def tick(event_id: int, item: str) -> AnyResponse | tuple[str, int]:
    """Tick one item of the run sheet, or take the tick back."""
    event, broadcast = found(event_id)
    form = TickForm()
    if not form.validate():
        page = broadcast_page.show_page(event, broadcast, tick_form=form, ticked=item)
        return page, form.status
    try:
        form.check_seen(ticked(_tick_of(broadcast, item)))
    except ConcurrentChangeError:
        page = broadcast_page.show_page(event, broadcast, tick_form=form, ticked=item)
        return page, form.status
    service.tick(context(), broadcast, item, is_good=form.is_good, note=form.note.data or "")
    db.session.commit()
    if "from_session" in request.form:
        return redirect(to("booking.show", event_id=event_id, _anchor="hoja"), 303)
    return _back(event_id, anchor=f"item-{item}")


@bp.post("/sesiones/<int:event_id>/en-vivo/cifras")
@allow(Capability.BROADCAST, event_id=Event)
def figures(event_id: int) -> AnyResponse | tuple[str, int]:
    """Keep the figures and what went wrong."""
    event, broadcast = found(event_id)
    form = FiguresForm()
    if not form.validate():
        return broadcast_page.show_page(event, broadcast, figures_form=form), UNPROCESSABLE
    try:
        form.check_seen(forms.figures_of(broadcast))
    except ConcurrentChangeError:
        return broadcast_page.show_page(event, broadcast, figures_form=form), form.status
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
    event, broadcast = found(event_id)
    form = VideoForm()
    file = form.video.data
    try:
        if not file or not file.filename:
            raise RuleError("Elija el archivo de video.", field="video")
        _receive_video(event, broadcast, file)
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return broadcast_page.show_page(*found(event_id), video_form=form), UNPROCESSABLE
    flash("El video quedó guardado.", "success")
    return _back(event_id)


@bp.post("/sesiones/<int:event_id>/en-vivo/video/reintentar")
@allow(Capability.BROADCAST, event_id=Event)
def fetch_again(event_id: int) -> AnyResponse:
    """Let the worker try again to fetch the broadcast's copy."""
    event, broadcast = found(event_id)
    file = recordings_queries.stored_or_coming(db.session(), event, broadcast.channel)
    if file is not None:
        recordings.retry(db.session(), file, now=clock(), by=current_person())
        db.session.commit()
    return _back(event_id)


@bp.post("/integraciones/facebook/probar")
@allow(Capability.MANAGE_LICENCES)
def check() -> AnyResponse:
    """Check at once how the channel stands."""
    channel = services().broadcaster.channel
    found = connections.check_now(db.session(), Use.LIVES, channel, services())
    flash(found.message, "success" if found.is_working else "error")
    return redirect(to("licences.integrations") + "#p-facebook", 303)


def _back(event_id: int, *, anchor: str | None = None) -> AnyResponse:
    """Return to the broadcast's page."""
    return redirect(to("live.show", event_id=event_id, _anchor=anchor), 303)


def _receive_video(event: Event, broadcast: Broadcast, file: FileStorage) -> None:
    """Keep the file of a broadcast that a person hands in. Raises RuleError."""
    kept = recordings.receive_upload(
        db.session(),
        event,
        source=broadcast.channel,
        external_id=broadcast.video_id or f"upload-{event.folio}",
        stream=file.stream,
        store=services().store,
        now=clock(),
        by=signed_in(),
    )
    for hear in services().registry.added_to(FILE_STORED):
        hear(db.session(), kept, clock())


def _tick_of(broadcast: Broadcast, item: str) -> Tick | None:
    """Return the tick of an item; None for none."""
    return next((one for one in broadcast.ticks if one.item == item), None)
