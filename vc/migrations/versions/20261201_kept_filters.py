"""keep the filters of lists that people name

Revision ID: f18c3d6ab204
Revises: e27b60a4d915
"""

import sqlalchemy as sa
from alembic import op

revision = "f18c3d6ab204"
down_revision = "e27b60a4d915"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add their table."""
    op.create_table(
        "kept_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("list_name", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_kept_filter_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_filter")),
        sa.UniqueConstraint(
            "person_id", "list_name", "name", name=op.f("uq_kept_filter_person_id_list_name_name")
        ),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("kept_filter")
