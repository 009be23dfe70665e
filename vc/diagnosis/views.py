"""The page «Diagnóstico»: the same list as `flask doctor`, for administrators."""

from flask import Blueprint, render_template, request

from vc.access import allow
from vc.db import db
from vc.diagnosis.checks import State, Visit
from vc.diagnosis.installation import installation
from vc.diagnosis.service import examine
from vc.permissions import Capability

bp = Blueprint("diagnosis", __name__)

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded")


@bp.get("/diagnostico")
@allow(Capability.INSPECT)
def index() -> str:
    """Show how everything stands, without asking anybody outside."""
    return _page(tries=False)


@bp.post("/diagnostico/revisar")
@allow(Capability.INSPECT)
def check() -> str:
    """Show how everything stands, and ask mail server and vendors for it."""
    return _page(tries=True)


def _page(*, tries: bool) -> str:
    """Return the page; no transaction is open while others are asked."""
    db.session.rollback()
    visit = Visit(any(name in request.headers for name in FORWARDED))
    found = examine(installation(tries=tries, visit=visit))
    return render_template(
        "diagnosis/index.html",
        failures=[one for one in found if one.state is State.FAILURE],
        warnings=[one for one in found if one.state is State.WARNING],
        unknown=[one for one in found if one.state is State.UNKNOWN],
        fine=[one for one in found if one.state is State.OK],
        tries=tries,
    )
