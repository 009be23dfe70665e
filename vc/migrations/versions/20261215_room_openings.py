"""booking: when a room was last opened; attending: who came by telephone, who was renamed

Revision ID: 5e71e50000a1
Revises: 5e71e50000ed
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e50000a1"
down_revision = "5e71e50000ed"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
COUNTS = ("by_phone", "renamed")


def upgrade():
    with op.batch_alter_table("meeting") as batch:
        batch.add_column(sa.Column("last_opened_at", INSTANT, nullable=True))
    with op.batch_alter_table("attendance") as batch:
        for name in COUNTS:
            batch.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("attendance") as batch:
        for name in COUNTS:
            batch.alter_column(name, server_default=None)


def downgrade():
    with op.batch_alter_table("attendance") as batch:
        for name in COUNTS:
            batch.drop_column(name)
    with op.batch_alter_table("meeting") as batch:
        batch.drop_column("last_opened_at")
