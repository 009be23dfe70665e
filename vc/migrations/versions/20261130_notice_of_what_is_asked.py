"""name in the privacy notice what is asked of people by now

Revision ID: e27b60a4d915
Revises: d26e0b4f7a89
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "e27b60a4d915"
down_revision = "d26e0b4f7a89"
branch_labels = None
depends_on = None

FOLDER = Path(__file__).parent.parent
REASON = "Nombra la permanencia, constancias, encuesta, entrevistas y solicitudes de pláticas."
NOTICE = sa.table(
    "privacy_notice",
    *(sa.column(name) for name in ("id", "version", "simple", "full", "reason", "by_id")),
    sa.column("at", sa.DateTime(timezone=True)),
)
NAMES_IT = [sa.table(name, sa.column("notice_id")) for name in ("registration", "talk_request")]
"""Where it stands which version somebody accepted."""


def upgrade() -> None:
    """Name it where the notice is in force just as it came; an office's own stays as it is."""
    connection = op.get_bind()
    came, says = _texts()
    last = connection.execute(sa.select(NOTICE).order_by(NOTICE.c.version.desc()).limit(1)).first()
    if last is None or (last.simple, last.full) != (came["simple"], came["full"]):
        return
    if last.id not in connection.scalars(_accepted()).all():
        connection.execute(sa.update(NOTICE).where(NOTICE.c.id == last.id).values(says))
        return
    # A version that somebody accepted stays as they accepted it.
    new = {"version": last.version + 1, "reason": REASON, "at": datetime.now(UTC)}
    connection.execute(sa.insert(NOTICE).values(new | says))


def downgrade() -> None:
    """Say it as before, where it is just what `upgrade` wrote and nobody accepted it."""
    came, says = _texts()
    is_ours = sa.and_(
        NOTICE.c.simple == says["simple"],
        NOTICE.c.full == says["full"],
        NOTICE.c.id.not_in(_accepted()),
    )
    op.execute(sa.delete(NOTICE).where(is_ours, NOTICE.c.reason == REASON))
    op.execute(sa.update(NOTICE).where(is_ours).values(came))


def _accepted() -> sa.CompoundSelect:
    """Return the query for the versions that somebody accepted."""
    return sa.union(
        *(sa.select(one.c.notice_id).where(one.c.notice_id.is_not(None)) for one in NAMES_IT)
    )


def _texts() -> tuple[dict[str, str], dict[str, str]]:
    """Return the two notices as they were, and as they are now."""
    names = ("notice_in_todays_words.json", "notice_of_what_is_asked.json")
    was, says = (json.loads((FOLDER / name).read_text(encoding="utf-8")) for name in names)
    return was, says
