"""footage: what is made of stored videos

Revision ID: 5e71e5000021
Revises: 5e71e5000024
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000021"
down_revision = "5e71e5000024"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "preparation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in FACTS),
        sa.Column("frame_rate", sa.Double(), nullable=True),
        sa.Column("video_codec", sa.String(length=40), nullable=False),
        sa.Column("audio_codec", sa.String(length=40), nullable=False),
        sa.Column("has_audio", sa.Boolean(), nullable=True),
        sa.Column("peaks_key", sa.String(length=320), nullable=False),
        sa.Column("poster_key", sa.String(length=320), nullable=False),
        sa.Column("sheet_keys", sa.JSON(), nullable=False),
        sa.Column("tile_times_ms", sa.JSON(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=False),
        sa.Column("last_error", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["recording_file.id"], name="fk_preparation_file_id_recording_file"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_preparation"),
        sa.UniqueConstraint("file_id", name="uq_preparation_file_id"),
    )
    op.create_index("ix_preparation_due_at", "preparation", ["due_at"])
    _prepare_what_is_here()


FACTS = ("duration_ms", "width", "height", "bit_rate")
EMPTY = (
    *("sha256", "video_codec", "audio_codec", "peaks_key", "poster_key"),
    *("lease_token", "last_error"),
)


def _prepare_what_is_here():
    """Whatever was stored before there were preparations gets one now."""
    names = ", ".join(EMPTY)
    empties = ", ".join(["''"] * len(EMPTY))
    op.execute(
        "INSERT INTO preparation"  # noqa: S608
        " (file_id, status, step, percent, sheet_keys, tile_times_ms, attempts, due_at,"
        f" {names})"
        " SELECT id, 'WAITING', 'check', 0, '[]', '[]', 0, stored_at,"
        f" {empties}"
        " FROM recording_file WHERE status = 'STORED' AND kind IN ('video', 'audio')"
    )


def downgrade():
    op.drop_table("preparation")
