"""The page of the bell: what concerns me, «Marcar como vistos», and the daily letter."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from vc.access import allow, clock, office_zone, signed_in
from vc.db import db
from vc.inputs import instant_of
from vc.notices import queries, service
from vc.notices.kinds import KINDS
from vc.notices.models import Notice
from vc.notices.panels import letter_panel
from vc.permissions import Capability
from vc.services import services

bp = Blueprint("notices", __name__)
IN_POPOVER = 5
WILL_COME = "Recibirá el correo del día cada día hábil a las 8:00 h, si hay algo que decir."


@bp.get("/avisos")
@allow(Capability.READ)
def index() -> str:
    """Show what concerns whoever asks; the shell shows its first lines over any page."""
    found = queries.notices_of(db.session(), signed_in())
    lines = queries.told(found, office_zone())
    is_popover = request.args.get("en") == "ventana"
    return render_template(
        "notices/_popover.html" if is_popover else "notices/index.html",
        lines=lines[:IN_POPOVER] if is_popover else lines,
        url_of=url_of,
        newest=queries.newest(found),
        letter="" if is_popover else letter_panel(),
    )


@bp.post("/avisos/vistos")
@allow(Capability.READ)
def mark_seen() -> Response:
    """Note that whoever asks saw what was on the page, and nothing that came since."""
    up_to = instant_of(request.form.get("hasta", ""))
    service.mark_seen(db.session(), signed_in(), up_to=up_to, now=clock())
    db.session.commit()
    return redirect(url_for("notices.index"), 303)


@bp.post("/avisos/correo")
@allow(Capability.READ)
def change_letter() -> Response:
    """Ask for the daily letter, or stop it."""
    if request.form.get("quiere") == "si":
        service.want_letter(db.session(), signed_in(), services())
        flash(WILL_COME, "success")
    else:
        service.stop_letter(db.session(), signed_in())
        flash("Ya no recibirá el correo del día.", "success")
    db.session.commit()
    return redirect(url_for("notices.index", _anchor="correo"), 303)


def url_of(notice: Notice) -> str:
    """Return where a notice leads to: to its cure."""
    facts = KINDS[notice.kind]
    row = {facts.argument: notice.row_id}
    return url_for(facts.endpoint, _anchor=facts.anchor, **row)  # type: ignore[arg-type]
