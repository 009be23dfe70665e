"""live: broadcasts, their run sheets and covers, how the channel stands

Revision ID: 5e71e5000011
Revises: 5e71e5000010
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000011"
down_revision = "5e71e5000010"
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


def instants(*names):
    """Return instants that may be empty."""
    return [sa.Column(name, INSTANT, nullable=True) for name in names]


def upgrade():
    with op.batch_alter_table("event") as table:
        address = sa.Column("live_url", sa.String(1000), nullable=False, server_default="")
        table.add_column(address)
    op.create_table(
        "broadcast",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("mode", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("followed", sa.String(length=64), nullable=False),
        sa.Column("announced", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("hashtags", sa.String(length=500), nullable=False),
        sa.Column("follows_event", sa.Boolean(), nullable=False),
        sa.Column("lead_min", sa.Integer(), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=True),
        sa.Column("questions_url", sa.String(length=1000), nullable=False),
        sa.Column("cover_slug", sa.String(length=32), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=False),
        sa.Column("video_id", sa.String(length=120), nullable=False),
        sa.Column("permalink_url", sa.String(length=1000), nullable=False),
        sa.Column("stream_url", sa.String(length=1000), nullable=False),
        sa.Column("stream_key", sa.Text(), nullable=False),
        sa.Column("handed_to", sa.String(length=120), nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        *instants("scheduled_at", "asked_at", "prepared_at", "room_opened_at", "room_closed_at"),
        *instants("start_asked_at", "start_failed_at", "sent_at", "room_sends_at"),
        *instants("room_silent_at", "live_at", "stop_asked_at", "ended_at", "verified_at"),
        *instants("expires_at", "archived_at", "looked_at"),
        sa.Column("warned_on_day", sa.Integer(), nullable=False),
        sa.Column("peak_viewers", sa.Integer(), nullable=True),
        sa.Column("views", sa.Integer(), nullable=True),
        sa.Column("reach", sa.Integer(), nullable=True),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("alarm", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *due_columns(),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_broadcast_event_id_event"),
        sa.ForeignKeyConstraint(
            ["moderator_id"], ["person.id"], name="fk_broadcast_moderator_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_broadcast"),
        sa.UniqueConstraint("event_id", name="uq_broadcast_event_id"),
    )
    op.create_index("ix_broadcast_due_at", "broadcast", ["due_at"])
    op.create_index("ix_broadcast_external_id", "broadcast", ["external_id"])
    op.create_table(
        "broadcast_tick",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("is_good", sa.Boolean(), nullable=True),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name="fk_broadcast_tick_broadcast_id_broadcast"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_broadcast_tick_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_broadcast_tick"),
        sa.UniqueConstraint("broadcast_id", "item", name="uq_broadcast_tick_broadcast_id_item"),
    )
    op.create_table(
        "broadcast_cover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name="fk_broadcast_cover_broadcast_id_broadcast"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_broadcast_cover"),
        sa.UniqueConstraint("broadcast_id", name="uq_broadcast_cover_broadcast_id"),
        sa.UniqueConstraint("slug", name="uq_broadcast_cover_slug"),
    )
    op.create_table(
        "channel_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("message", sa.String(length=1000), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        *instants("checked_at", "stopped_at"),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        *due_columns(),
        sa.PrimaryKeyConstraint("id", name="pk_channel_state"),
        sa.UniqueConstraint("channel", name="uq_channel_state_channel"),
    )
    op.create_index("ix_channel_state_due_at", "channel_state", ["due_at"])
    # What a room streamed was one kind of message; it is two now.
    op.execute(
        "UPDATE delivery SET kind = CASE WHEN event LIKE '%stopped' THEN 'stream_stopped' "
        "ELSE 'stream_started' END WHERE kind = 'streaming'"
    )


def downgrade():
    for name in ("channel_state", "broadcast_cover", "broadcast_tick", "broadcast"):
        op.drop_table(name)
    with op.batch_alter_table("event") as table:
        table.drop_column("live_url")
