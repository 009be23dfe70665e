"""appearances: who can be recognised in a clip, by their consent

Revision ID: 5e71e500002f
Revises: 5e71e5000027
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e500002f"
down_revision = "5e71e5000027"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "clip_appearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clip_id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("in_ms", sa.Integer(), nullable=True),
        sa.Column("out_ms", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_clip_appearance_by_id_person"),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name="fk_clip_appearance_clip_id_clip"),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name="fk_clip_appearance_consent_id_consent"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_clip_appearance"),
    )
    op.create_index("ix_clip_appearance_clip_id", "clip_appearance", ["clip_id"])
    op.create_index("ix_clip_appearance_consent_id", "clip_appearance", ["consent_id"])


def downgrade():
    op.drop_table("clip_appearance")
