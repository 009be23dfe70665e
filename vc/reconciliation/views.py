"""Divergences, and what the vendors told us."""

import json

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from vc.access import allow, clock, office_zone
from vc.booking import service as booking
from vc.booking.context import context
from vc.db import db
from vc.errors import AppError
from vc.inputs import number_of
from vc.labels import counted
from vc.permissions import Capability
from vc.reconciliation import deliveries, drift, queries, service
from vc.reconciliation.labels import in_words
from vc.reconciliation.models import Delivery, DeliveryStatus, Watch

bp = Blueprint("reconciliation", __name__)


@bp.get("/divergencias")
@allow(Capability.RECONCILE)
def divergences() -> str:
    """Show what differs between our sessions and the vendors' rooms, side by side."""
    return _divergences_page()


@bp.post("/divergencias/comparar")
@allow(Capability.RECONCILE)
def compare() -> Response:
    """Let the worker compare every coming room now."""
    count = service.nudge_all(db.session(), clock())
    db.session.commit()
    flash(f"Se compara lo de {counted(count, 'sala', 'salas')}. Se verá en un momento.", "info")
    return redirect(url_for("reconciliation.divergences"), 303)


@bp.post("/divergencias/<int:watch_id>/adoptar")
@allow(Capability.RECONCILE, watch_id=Watch)
def adopt(watch_id: int) -> Response:
    """Let our session follow the vendor's copy."""
    watch = queries.watch_by_id(db.session(), watch_id)
    try:
        service.adopt(context(), watch, request.form.get("seen", ""))
    except AppError as error:
        return _refused(error)
    return _decided("La sesión quedó como la sala.")


@bp.post("/divergencias/<int:watch_id>/imponer")
@allow(Capability.RECONCILE, watch_id=Watch)
def impose(watch_id: int) -> Response:
    """Send ours again."""
    watch = queries.watch_by_id(db.session(), watch_id)
    try:
        service.impose(context(), watch, request.form.get("seen", ""))
    except AppError as error:
        return _refused(error)
    return _decided("La sala se está poniendo como dice la agenda.")


@bp.post("/divergencias/<int:watch_id>/crear")
@allow(Capability.RECONCILE, watch_id=Watch)
def make_again(watch_id: int) -> Response:
    """Make a room anew that was deleted at the vendor."""
    watch = queries.watch_by_id(db.session(), watch_id)
    booking.retry(context(), watch.meeting.event)
    return _decided("La sala se está creando de nuevo. El enlace será otro.")


@bp.get("/mensajes")
@allow(Capability.RECONCILE)
def notices() -> str:
    """List what the vendors told us, the newest first."""
    status = _status(request.args.get("estado", ""))
    text = request.args.get("q", "").strip()[:100]
    page = queries.deliveries(
        db.session(), status=status, text=text, page=number_of(request.args.get("pagina")) or 1
    )
    return render_template("reconciliation/notices.html", page=page, status=status, text=text)


@bp.get("/mensajes/<int:delivery_id>")
@allow(Capability.RECONCILE, delivery_id=Delivery)
def notice(delivery_id: int) -> str:
    """Show one message as it came, without its secrets."""
    delivery = queries.delivery_by_id(db.session(), delivery_id)
    body = json.dumps(delivery.body, ensure_ascii=False, indent=2)
    return render_template("reconciliation/notice.html", delivery=delivery, body=body)


@bp.post("/mensajes/<int:delivery_id>/reintentar")
@allow(Capability.RECONCILE, delivery_id=Delivery)
def try_again(delivery_id: int) -> Response:
    """Work on a message again that failed or was not understood."""
    deliveries.retry(db.session(), queries.delivery_by_id(db.session(), delivery_id), now=clock())
    db.session.commit()
    flash("El mensaje se atenderá de nuevo en un momento.", "success")
    return redirect(url_for("reconciliation.notice", delivery_id=delivery_id), 303)


def _decided(message: str) -> Response:
    """Commit, say so and go back to the list."""
    db.session.commit()
    flash(message, "success")
    return redirect(url_for("reconciliation.divergences"), 303)


def _refused(error: AppError) -> Response:
    """Undo, say why not and go back to the list."""
    db.session.rollback()
    flash(error.message, "error")
    return redirect(url_for("reconciliation.divergences"), 303)


def _status(text: str) -> DeliveryStatus | None:
    """Return the status by its value, or None."""
    return next((one for one in DeliveryStatus if one.value == text), None)


def _divergences_page() -> str:
    """Return the page of everything that is not as it should be at the vendors."""
    now = clock()
    return render_template(
        "reconciliation/divergences.html",
        diverged=[
            (watch, in_words(watch, office_zone()), drift.fingerprint(watch.differences))
            for watch in queries.diverged(db.session(), now)
        ],
        gone=queries.gone(db.session(), now),
        alarmed=queries.alarmed(db.session(), now),
        looked_at=queries.last_look(db.session()),
    )
