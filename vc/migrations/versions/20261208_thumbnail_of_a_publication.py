"""publishing: the instant of the film that stands for a publication

Revision ID: 5e71e5000034
Revises: 5e71e5000033
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000034"
down_revision = "5e71e5000033"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("publication") as table:
        table.add_column(sa.Column("thumbnail_ms", sa.Integer(), nullable=True))
        table.add_column(
            sa.Column("thumbnail_key", sa.String(length=320), nullable=False, server_default="")
        )
    with op.batch_alter_table("publication") as table:
        table.alter_column("thumbnail_key", server_default=None)


def downgrade():
    with op.batch_alter_table("publication") as table:
        table.drop_column("thumbnail_key")
        table.drop_column("thumbnail_ms")
