"""watching: moments that people mark

Revision ID: 5e71e5000024
Revises: 5e71e5000023
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000024"
down_revision = "5e71e5000023"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "moment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_moment_event_id_event"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_moment_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_moment"),
    )
    op.create_index("ix_moment_event_id_at", "moment", ["event_id", "at"])


def downgrade():
    op.drop_table("moment")
