"""keep how many were in a room, minute by minute

Revision ID: 7c2e4d90b5f1
Revises: 3b7f92c6d1a8
"""

import sqlalchemy as sa
from alembic import op

revision = "7c2e4d90b5f1"
down_revision = "3b7f92c6d1a8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns; of what was counted before nobody knows it."""
    with op.batch_alter_table("attendance", schema=None) as table:
        table.add_column(sa.Column("presence_from", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("presence", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Drop both; who was there at which minute is lost."""
    with op.batch_alter_table("attendance", schema=None) as table:
        table.drop_column("presence")
        table.drop_column("presence_from")
