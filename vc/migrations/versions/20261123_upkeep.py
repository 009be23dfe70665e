"""upkeep: deliveries, watches, how a vendor stands

Revision ID: 5e71e5000004
Revises: 5e71e5000003
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000004"
down_revision = "5e71e5000003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def due_columns():
    """Return the columns of vc.jobs.DueMixin."""
    return [
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=False),
        sa.Column("last_error", sa.String(length=1000), nullable=False),
    ]


def upgrade():
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vendor", sa.String(length=24), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("event", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("happened_at", INSTANT, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=False),
        sa.Column("external_uuid", sa.String(length=120), nullable=False),
        sa.Column("detail", sa.String(length=300), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        *due_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("body_hash", name=op.f("uq_delivery_body_hash")),
    )
    op.create_index(op.f("ix_delivery_due_at"), "delivery", ["due_at"])
    op.create_index(op.f("ix_delivery_received_at"), "delivery", ["received_at"])
    op.create_index(op.f("ix_delivery_external_id_event"), "delivery", ["external_id", "event"])
    op.create_index(op.f("ix_delivery_status_id"), "delivery", ["status", "id"])
    op.create_table(
        "watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("looked_at", INSTANT, nullable=True),
        sa.Column("nudged_at", INSTANT, nullable=True),
        sa.Column("missing_since", INSTANT, nullable=True),
        sa.Column("verified_for", INSTANT, nullable=True),
        sa.Column("differences", sa.JSON(), nullable=False),
        *due_columns(),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_watch_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_watch_meeting_id")),
    )
    op.create_index(op.f("ix_watch_due_at"), "watch", ["due_at"])
    op.create_table(
        "vendor_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=24), nullable=False),
        sa.Column("stopped_at", INSTANT, nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("lacks", sa.JSON(), nullable=False),
        sa.Column("alarmed_at", INSTANT, nullable=True),
        *due_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_state")),
        sa.UniqueConstraint("platform", name=op.f("uq_vendor_state_platform")),
    )
    op.create_index(op.f("ix_vendor_state_due_at"), "vendor_state", ["due_at"])


def downgrade():
    op.drop_table("vendor_state")
    op.drop_table("watch")
    op.drop_table("delivery")
