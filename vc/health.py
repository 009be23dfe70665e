"""/healthz: whether this process answers; /readyz: whether all of it is ready. For supervisors."""

from flask import Blueprint

from vc.access import anybody, clock
from vc.diagnosis.installation import installation
from vc.diagnosis.service import Readiness
from vc.services import services

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@anybody
def healthz() -> dict[str, object]:
    """Answer as long as this process answers: whoever restarts it then mends something."""
    return {"status": "ok"}


@bp.get("/readyz")
@anybody
def readyz() -> tuple[dict[str, object], int]:
    """Answer 200 when all of it is ready, else 503 and the keys of what is not: no details."""
    missing = services().memory(Readiness).missing(lambda: installation(tries=True), clock())
    if missing:
        return {"status": "not ready", "missing": missing}, 503
    return {"status": "ready"}, 200
