"""mail: what the last message to an address carried, and telling many piece by piece

Revision ID: 5e71e50000b1
Revises: 5e71e50000f7
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e50000b1"
down_revision = "5e71e50000f7"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KIND = sa.Enum(
    *("invitation", "cancellation", "reminder_day", "reminder_hour", "registration", "alarm"),
    name="kind",
    native_enum=False,
    length=24,
)


def upgrade():
    op.create_index("ix_message_event_id_address", "message", ["event_id", "address"])
    # Of what was written before, nothing is known but that the next message differs from it.
    op.add_column(
        "told", sa.Column("written", sa.String(length=80), nullable=False, server_default="before")
    )
    with op.batch_alter_table("told") as batch:
        batch.alter_column("written", server_default=None)
    op.add_column(
        "observance", sa.Column("sequence", sa.Integer(), nullable=False, server_default="0")
    )
    with op.batch_alter_table("observance") as batch:
        batch.alter_column("sequence", server_default=None)
    op.add_column(
        "event", sa.Column("is_held_anew", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    with op.batch_alter_table("event") as batch:
        batch.alter_column("is_held_anew", server_default=None)
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=True),
        sa.Column("cursor", sa.String(length=300), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=False),
        sa.Column("last_error", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_notification_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("key", name=op.f("uq_notification_key")),
    )
    op.create_index(op.f("ix_notification_event_id"), "notification", ["event_id"])
    op.create_index(op.f("ix_notification_due_at"), "notification", ["due_at"])


def downgrade():
    op.drop_table("notification")
    op.drop_column("event", "is_held_anew")
    op.drop_column("observance", "sequence")
    op.drop_column("told", "written")
    op.drop_index("ix_message_event_id_address", "message")
