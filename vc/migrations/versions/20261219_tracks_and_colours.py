"""footage: colours, turning, first instant and tracks of sound

Revision ID: f117ac750001
Revises: 5e71e50000b1
"""

import sqlalchemy as sa
from alembic import op

revision = "f117ac750001"
down_revision = "5e71e50000b1"
branch_labels = None
depends_on = None

COLUMNS = (
    ("color_transfer", sa.String(length=40), ""),
    ("is_turned", sa.Boolean(), sa.false()),
    ("starts_ms", sa.Integer(), "0"),
    ("sounds", sa.JSON(), "[]"),
    ("sound", sa.Integer(), "0"),
    ("is_sound_chosen", sa.Boolean(), sa.false()),
)


def upgrade():
    with op.batch_alter_table("preparation") as batch:
        for name, kind, default in COLUMNS:
            batch.add_column(sa.Column(name, kind, nullable=False, server_default=default))
    with op.batch_alter_table("preparation") as batch:
        for name, _, _ in COLUMNS:
            batch.alter_column(name, server_default=None)


def downgrade():
    with op.batch_alter_table("preparation") as batch:
        for name, _, _ in COLUMNS:
            batch.drop_column(name)
