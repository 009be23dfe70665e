"""clips: what is cut, every state of its edit, and the files made of it

Revision ID: 5e71e5000028
Revises: 5e71e5000025
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000028"
down_revision = "5e71e5000025"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "clip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("has_minors", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("picture_sha256", sa.String(length=64), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("captions_sha256", sa.String(length=64), nullable=False),
        sa.Column("reviewed_captions_sha256", sa.String(length=64), nullable=False),
        sa.Column("reviewed_captions_by_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("is_submitted", sa.Boolean(), nullable=False),
        sa.Column("locked_by_id", sa.Integer(), nullable=True),
        sa.Column("locked_until", INSTANT, nullable=True),
        sa.Column("lock_token", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name="fk_clip_author_id_person"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_clip_event_id_event"),
        sa.ForeignKeyConstraint(
            ["file_id"], ["recording_file.id"], name="fk_clip_file_id_recording_file"
        ),
        sa.ForeignKeyConstraint(
            ["locked_by_id"], ["person.id"], name="fk_clip_locked_by_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_captions_by_id"],
            ["person.id"],
            name="fk_clip_reviewed_captions_by_id_person",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_clip"),
    )
    op.create_index("ix_clip_event_id", "clip", ["event_id"])
    op.create_index("ix_clip_file_id", "clip", ["file_id"])
    op.create_index("ix_clip_status_id", "clip", ["status", "id"])

    op.create_table(
        "clip_render",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clip_id", sa.Integer(), nullable=False),
        sa.Column("length", sa.String(length=24), nullable=False),
        sa.Column("shape", sa.String(length=24), nullable=False),
        sa.Column("picture_sha256", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=320), nullable=False),
        sa.Column("thumbnail_key", sa.String(length=320), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("frame_count", sa.Integer(), nullable=True),
        sa.Column("loudness_lufs", sa.Double(), nullable=True),
        sa.Column("longest_silence_ms", sa.Integer(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=False),
        sa.Column("last_error", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name="fk_clip_render_clip_id_clip"),
        sa.PrimaryKeyConstraint("id", name="pk_clip_render"),
        sa.UniqueConstraint(
            "clip_id",
            "length",
            "shape",
            "picture_sha256",
            name="uq_clip_render_clip_id_length_shape_picture_sha256",
        ),
    )
    op.create_index("ix_clip_render_clip_id", "clip_render", ["clip_id"])
    op.create_index("ix_clip_render_due_at", "clip_render", ["due_at"])

    op.create_table(
        "clip_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clip_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_clip_revision_by_id_person"),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name="fk_clip_revision_clip_id_clip"),
        sa.PrimaryKeyConstraint("id", name="pk_clip_revision"),
        sa.UniqueConstraint("clip_id", "number", name="uq_clip_revision_clip_id_number"),
    )


def downgrade():
    op.drop_table("clip_revision")
    op.drop_table("clip_render")
    op.drop_table("clip")
