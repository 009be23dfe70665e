"""approving: what reviewers decided, and what is to be taken down

Revision ID: 5e71e5000031
Revises: 5e71e500002f
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000031"
down_revision = "5e71e500002f"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clip_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("is_emergency", sa.Boolean(), nullable=False),
        sa.Column("files_sha256", sa.String(length=64), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name="fk_review_clip_id_clip"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_review_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
    )
    op.create_index("ix_review_clip_id_id", "review", ["clip_id", "id"])
    op.create_index("ix_review_is_emergency_at", "review", ["is_emergency", "at"])
    op.create_table(
        "takedown",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clip_id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("proof", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name="fk_takedown_clip_id_clip"),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name="fk_takedown_consent_id_consent"
        ),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["person.id"], name="fk_takedown_done_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_takedown"),
    )
    op.create_index("ix_takedown_clip_id", "takedown", ["clip_id"])
    op.create_index("ix_takedown_done_at_created_at", "takedown", ["done_at", "created_at"])


def downgrade():
    op.drop_table("takedown")
    op.drop_table("review")
