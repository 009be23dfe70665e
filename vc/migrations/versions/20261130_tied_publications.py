"""publications that were planned elsewhere can be tied to an observance

Revision ID: 4e7a1c9b52d0
Revises: c15d9a3e6f78
"""

import sqlalchemy as sa
from alembic import op

revision = "4e7a1c9b52d0"
down_revision = "c15d9a3e6f78"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a piece be of no batch."""
    with op.batch_alter_table("planned_piece") as table:
        table.alter_column("batch_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Untie what was planned elsewhere: an earlier program has no place for it."""
    op.execute(sa.text("DELETE FROM planned_piece WHERE batch_id IS NULL"))
    with op.batch_alter_table("planned_piece") as table:
        table.alter_column("batch_id", existing_type=sa.Integer(), nullable=False)
