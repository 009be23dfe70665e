"""The buttons «Ya la tiene», «Hoy no» and «Traer» of what waits for somebody."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from vc import dates
from vc.access import allow, clock, office_zone, signed_in
from vc.approvals.views import bp
from vc.booking import postponing
from vc.booking.context import back_at
from vc.booking.hooks import PENDING
from vc.booking.pending import PendingKind
from vc.booking.postponed import Answer
from vc.db import db
from vc.errors import NotFoundError, RuleError
from vc.inputs import number_of
from vc.permissions import Capability
from vc.services import services
from vc.toasts import offer_undo

LATER = "Queda para {back}."
TAKEN = "Anotado: ya hay quien se encarga. Si sigue pendiente, vuelve {back}."
IS_DUE = " Es para {day}, {time} h."
BACK = "Otra vez entre sus pendientes."


@bp.post("/pendientes/posponer")
@allow(Capability.READ)
def postpone() -> Response:
    """Take a thing out of the sight of whoever asks until the next working day."""
    answer = Answer.TAKEN if "otra" in request.form else Answer.LATER
    what = request.form.get("otra") or request.form.get("luego", "")
    kind, row_id = _thing(what)
    now, back, zone = clock(), back_at(), office_zone()
    try:
        due_at = postponing.postpone(
            db.session(), kind, row_id, answer, by=signed_in(), now=now, back_at=back
        )
    except RuleError as error:
        flash(error.message, "error")
        return redirect(url_for("approvals.inbox", _anchor=kind.key), 303)
    db.session.commit()
    said = (LATER if answer is Answer.LATER else TAKEN).format(back=dates.near_day(back, now, zone))
    if due_at is not None:
        day, time = dates.near_day(due_at, now, zone), dates.clock_time(due_at, zone)
        said += IS_DUE.format(day=day, time=time)
    offer_undo(said, url_for("approvals.bring_back", que=what))
    return redirect(url_for("approvals.inbox", _anchor=kind.key), 303)


@bp.post("/pendientes/traer")
@allow(Capability.READ)
def bring_back() -> Response:
    """Let a thing wait for whoever asks again."""
    kind, row_id = _thing(request.args.get("que", ""))
    postponing.bring_back(db.session(), kind.key, row_id, by=signed_in())
    db.session.commit()
    flash(BACK, "success")
    return redirect(url_for("approvals.inbox", _anchor=kind.key), 303)


def _thing(text: str) -> tuple[PendingKind, int]:
    """Return the kind and the key that a button names, as «rooms:12». Raises NotFoundError."""
    key, _, number = text.partition(":")
    kind = next((one for one in services().registry.added_to(PENDING) if one.key == key), None)
    row_id = number_of(number)
    if kind is None or row_id is None:
        raise NotFoundError(postponing.NOT_WAITING)
    return kind, row_id
