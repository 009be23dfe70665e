"""keep what people are told until they have seen it, and who wants the daily letter

Revision ID: a5a0d724edaf
Revises: 5b8d3e6a91c4
"""

import sqlalchemy as sa
from alembic import op

revision = "a5a0d724edaf"
down_revision = "5b8d3e6a91c4"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_notice_at": ["at"],
    "ix_notice_kind_row_id": ["kind", "row_id"],
    "ix_notice_person_id_at_id": ["person_id", "at", "id"],
    "ix_notice_person_id_seen_at_kind": ["person_id", "seen_at", "kind"],
}


def upgrade() -> None:
    """Make both tables; nobody is told of what was before."""
    op.create_table(
        "daily_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=False),
        sa.Column("last_error", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_daily_letter_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_daily_letter"),
        sa.UniqueConstraint("person_id", name="uq_daily_letter_person_id"),
    )
    op.create_index("ix_daily_letter_due_at", "daily_letter", ["due_at"])
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_notice_event_id_event"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_notice_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("person_id", "key", name="uq_notice_person_id_key"),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "notice", columns)


def downgrade() -> None:
    """Drop both; what people were told is lost."""
    op.drop_table("notice")
    op.drop_table("daily_letter")
