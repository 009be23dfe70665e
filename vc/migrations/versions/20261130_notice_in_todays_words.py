"""say the privacy notice that comes with the program in today's words

Revision ID: 7d2f94c6b1e8
Revises: c41e8a7d5f02
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "7d2f94c6b1e8"
down_revision = "c41e8a7d5f02"
branch_labels = None
depends_on = None

FOLDER = Path(__file__).parent.parent
REASON = "Se dice con otras palabras; lo que se hace con los datos es lo mismo."
NOTICE = sa.table(
    "privacy_notice",
    *(sa.column(name) for name in ("id", "version", "simple", "full", "reason", "by_id")),
    sa.column("at", sa.DateTime(timezone=True)),
)
REGISTRATION = sa.table("registration", sa.column("notice_id"))


def upgrade() -> None:
    """Say it anew where it is in force just as it came; an office's own stays as it is."""
    connection = op.get_bind()
    came, says = _texts()
    last = connection.execute(sa.select(NOTICE).order_by(NOTICE.c.version.desc()).limit(1)).first()
    if last is None or (last.simple, last.full) != (came["simple"], came["full"]):
        return
    accepted = sa.select(REGISTRATION.c.notice_id).where(REGISTRATION.c.notice_id == last.id)
    if connection.execute(accepted.limit(1)).first() is None:
        connection.execute(sa.update(NOTICE).where(NOTICE.c.id == last.id).values(says))
        return
    # A version that somebody accepted stays as they accepted it.
    new = {"version": last.version + 1, "reason": REASON, "at": datetime.now(UTC)}
    connection.execute(sa.insert(NOTICE).values(new | says))


def downgrade() -> None:
    """Say it as it came, where it is just what `upgrade` wrote and nobody accepted it."""
    came, says = _texts()
    accepted = sa.select(REGISTRATION.c.notice_id).where(REGISTRATION.c.notice_id.is_not(None))
    is_ours = sa.and_(
        NOTICE.c.simple == says["simple"],
        NOTICE.c.full == says["full"],
        NOTICE.c.id.not_in(accepted),
    )
    op.execute(sa.delete(NOTICE).where(is_ours, NOTICE.c.reason == REASON))
    op.execute(sa.update(NOTICE).where(is_ours).values(came))


def _texts() -> tuple[dict[str, str], dict[str, str]]:
    """Return the two notices as they came with 0.1.0, and as they are said now."""
    came, says = (
        json.loads((FOLDER / name).read_text(encoding="utf-8"))
        for name in ("first_rows.json", "notice_in_todays_words.json")
    )
    first = came["privacy_notice"][0]
    return {name: first[name] for name in says}, says
