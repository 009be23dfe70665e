"""/healthz: whether this process can serve, for supervisors and load balancers."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, current_app
from sqlalchemy import func, select, text

from vc.access import anybody
from vc.booking.models import Meeting
from vc.db import db

bp = Blueprint("health", __name__)

LATE = timedelta(minutes=2)


@bp.get("/healthz")
@anybody
def healthz() -> tuple[dict[str, object], int]:
    """Answer 200 while the database answers, with how many rows wait for a worker that is late."""
    try:
        db.session.execute(text("SELECT 1"))
        late = select(func.count()).where(Meeting.due_at < datetime.now(UTC) - LATE)
        overdue = db.session.scalar(late)
    except Exception:
        current_app.logger.exception("the database does not answer")
        return {"status": "unavailable"}, 503
    return {"status": "ok", "overdue": overdue}, 200
