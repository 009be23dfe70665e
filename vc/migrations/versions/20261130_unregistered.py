"""Who was in the room and never registered: the vendor's names for a while, and who was added.

Revision ID: d26e0b4f7a89
Revises: 8d2f60b417ce
"""

import sqlalchemy as sa
from alembic import op

revision = "d26e0b4f7a89"
down_revision = "8d2f60b417ce"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and add the column; nobody was added before, and no name was kept."""
    op.create_table(
        "unmatched_stay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name="fk_unmatched_stay_event_id_event"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_unmatched_stay"),
    )
    op.create_index("ix_unmatched_stay_event_id", "unmatched_stay", ["event_id"], unique=False)
    with op.batch_alter_table("registration", schema=None) as table:
        table.add_column(
            sa.Column("added_why", sa.String(300), nullable=False, server_default="")
        )


def downgrade() -> None:
    """Drop them; why somebody was added is lost."""
    with op.batch_alter_table("registration", schema=None) as table:
        table.drop_column("added_why")
    op.drop_table("unmatched_stay")
