"""keeping: rules of retention, the bin, deletions at vendors

Revision ID: 5e71e5000023
Revises: 5e71e5000020
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000023"
down_revision = "5e71e5000020"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def due_columns():
    """Return the columns of a row that a worker works on."""
    return (
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=False),
        sa.Column("last_error", sa.String(length=1000), nullable=False),
    )


def key(table, column, to):
    """Return a foreign key under its name."""
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")


def upgrade():
    op.create_table(
        "retention_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("visibility", sa.String(length=24), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=True),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.CheckConstraint("keep_days >= 1", name="ck_retention_rule_keep_days_is_positive"),
        key("retention_rule", "changed_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_retention_rule"),
        sa.UniqueConstraint("kind", "visibility", name="uq_retention_rule_kind_visibility"),
    )
    op.create_table(
        "disposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("thrown_by_id", sa.Integer(), nullable=True),
        sa.Column("thrown_at", INSTANT, nullable=False),
        *due_columns(),
        key("disposal", "recording_id", "recording"),
        key("disposal", "thrown_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_disposal"),
    )
    op.create_index("ix_disposal_recording_id", "disposal", ["recording_id"])
    op.create_index("ix_disposal_due_at", "disposal", ["due_at"])
    op.create_table(
        "vendor_deletion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        *due_columns(),
        key("vendor_deletion", "recording_id", "recording"),
        key("vendor_deletion", "asked_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_vendor_deletion"),
        sa.UniqueConstraint("recording_id", name="uq_vendor_deletion_recording_id"),
    )
    op.create_index("ix_vendor_deletion_due_at", "vendor_deletion", ["due_at"])


def downgrade():
    for table in ("vendor_deletion", "disposal", "retention_rule"):
        op.drop_table(table)
