"""recordings: what was recorded, and its files

Revision ID: 5e71e5000010
Revises: 5e71e5000004
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000010"
down_revision = "5e71e5000004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "recording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("visibility", sa.String(length=24), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("expires_at_vendor_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_recording_event_id_event"),
        sa.PrimaryKeyConstraint("id", name="pk_recording"),
        sa.UniqueConstraint("source", "external_id", name="uq_recording_source_external_id"),
    )
    op.create_index("ix_recording_event_id", "recording", ["event_id"])
    op.create_table(
        "recording_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("extension", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("stored_bytes", sa.BigInteger(), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("stored_at", INSTANT, nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=False),
        sa.Column("last_error", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name="fk_recording_file_recording_id_recording"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_recording_file"),
        sa.UniqueConstraint(
            "recording_id", "external_id", name="uq_recording_file_recording_id_external_id"
        ),
    )
    op.create_index("ix_recording_file_recording_id", "recording_file", ["recording_id"])
    op.create_index("ix_recording_file_due_at", "recording_file", ["due_at"])


def downgrade():
    op.drop_table("recording_file")
    op.drop_table("recording")
