"""footage, clips, publishing: what ffmpeg said when it failed a row

Revision ID: ff5e71e50001
Revises: 5e71e5000041
"""

import sqlalchemy as sa
from alembic import op

revision = "ff5e71e50001"
down_revision = "5e71e5000041"
branch_labels = None
depends_on = None

TABLES = ("preparation", "clip_render", "publication")
COLUMNS = (
    ("ffmpeg_fault", sa.String(length=24), None),
    ("ffmpeg_version", sa.String(length=80), ""),
    ("ffmpeg_said", sa.Text(), ""),
)


def upgrade():
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            for name, kind, default in COLUMNS:
                is_empty = default is None
                batch.add_column(sa.Column(name, kind, nullable=is_empty, server_default=default))
        with op.batch_alter_table(table) as batch:
            for name, _, default in COLUMNS:
                if default is not None:
                    batch.alter_column(name, server_default=None)


def downgrade():
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            for name, _, _ in COLUMNS:
                batch.drop_column(name)
