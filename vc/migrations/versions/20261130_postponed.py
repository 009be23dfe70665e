"""keep what a person put off until the next working day

Revision ID: 3b7f92c6d1a8
Revises: 7d2f94c6b1e8
"""

import sqlalchemy as sa
from alembic import op

revision = "3b7f92c6d1a8"
down_revision = "7d2f94c6b1e8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nothing was put off before."""
    op.create_table(
        "postponed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=24), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_postponed_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_postponed"),
        sa.UniqueConstraint("person_id", "kind", "row_id", name="uq_postponed_person_id_kind_row_id"),
    )


def downgrade() -> None:
    """Drop the table: everything waits again."""
    op.drop_table("postponed")
