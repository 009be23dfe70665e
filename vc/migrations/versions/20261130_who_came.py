"""keep how long each registered person was in the room

Revision ID: a71c5e20d9b4
Revises: a41c8d7e2f60
"""

import sqlalchemy as sa
from alembic import op

revision = "a71c5e20d9b4"
down_revision = "a41c8d7e2f60"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; of what was before nobody knows it."""
    with op.batch_alter_table("registration", schema=None) as table:
        table.add_column(sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("presence_min", sa.Integer(), nullable=True))
        table.add_column(sa.Column("corrected_min", sa.Integer(), nullable=True))
        table.add_column(
            sa.Column("corrected_why", sa.String(300), nullable=False, server_default="")
        )


def downgrade() -> None:
    """Drop them; who was there for how long is lost."""
    with op.batch_alter_table("registration", schema=None) as table:
        for name in ("corrected_why", "corrected_min", "presence_min", "entered_at"):
            table.drop_column(name)
