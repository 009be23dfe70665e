"""answers of a survey are shown three or more at once

Revision ID: 8d2f60b417ce
Revises: 4e7a1c9b52d0
"""

import sqlalchemy as sa
from alembic import op

revision = "8d2f60b417ce"
down_revision = "4e7a1c9b52d0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add whether an answer is shown; those of which staff saw three or more are."""
    with op.batch_alter_table("survey_answer") as table:
        table.add_column(
            sa.Column("is_shown", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute(
        sa.text(
            "UPDATE survey_answer SET is_shown = true WHERE event_id IN"
            " (SELECT event_id FROM survey_answer GROUP BY event_id HAVING count(*) >= 3)"
        )
    )
    with op.batch_alter_table("survey_answer") as table:
        table.alter_column("is_shown", server_default=None)


def downgrade() -> None:
    """Drop it: an earlier program shows all from the third on."""
    with op.batch_alter_table("survey_answer") as table:
        table.drop_column("is_shown")
