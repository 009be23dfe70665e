"""drop the digests of calendar entries, whose texts themselves are compared

Revision ID: 82b5343998d1
Revises: 010000000000
"""

import sqlalchemy as sa
from alembic import op

revision = "82b5343998d1"
down_revision = "010000000000"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the column."""
    with op.batch_alter_table("fragment") as table:
        table.drop_column("content_hash")


def downgrade() -> None:
    """Add the column, of which an earlier program finds that every entry changed."""
    with op.batch_alter_table("fragment") as table:
        table.add_column(
            sa.Column("content_hash", sa.String(64), nullable=False, server_default="")
        )
