"""Topics for capsules: ideas with an owner and a source, until each has its clip.

Revision ID: c15d9a3e6f78
Revises: 4ad8e6b17f92
"""

import sqlalchemy as sa
from alembic import op

revision = "c15d9a3e6f78"
down_revision = "4ad8e6b17f92"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nothing was written down before."""
    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_key", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("clip_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name="fk_topic_owner_id_person"),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name="fk_topic_clip_id_clip"),
        sa.PrimaryKeyConstraint("id", name="pk_topic"),
        sa.UniqueConstraint("title_key", name="uq_topic_title_key"),
    )
    op.create_index("ix_topic_clip_id", "topic", ["clip_id"], unique=False)
    op.create_index("ix_topic_status_id", "topic", ["status", "id"], unique=False)


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("topic")
