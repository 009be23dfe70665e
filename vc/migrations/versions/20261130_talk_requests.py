"""keep the talks that people ask for

Revision ID: b41d7e0c9a36
Revises: b82d6f31ea05
"""

import sqlalchemy as sa
from alembic import op

revision = "b41d7e0c9a36"
down_revision = "b82d6f31ea05"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "talk_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("fold_key", sa.String(length=64), nullable=True),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("template_id", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(length=200), nullable=False),
        sa.Column("audience_size", sa.Integer(), nullable=False),
        sa.Column("has_minors", sa.Boolean(), nullable=False),
        sa.Column("institution", sa.String(length=200), nullable=False),
        sa.Column("municipality", sa.String(length=120), nullable=False),
        sa.Column("proposals", sa.JSON(), nullable=False),
        sa.Column("duration_min", sa.Integer(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("accepted_from", sa.Text(), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_talk_request_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_talk_request_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["privacy_notice.id"],
            name=op.f("fk_talk_request_notice_id_privacy_notice"),
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["person.id"], name=op.f("fk_talk_request_taken_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["session_template.id"],
            name=op.f("fk_talk_request_template_id_session_template"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_request")),
        sa.UniqueConstraint("event_id", name=op.f("uq_talk_request_event_id")),
        sa.UniqueConstraint("fold_key", name=op.f("uq_talk_request_fold_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_talk_request_token_hash")),
    )
    with op.batch_alter_table("talk_request", schema=None) as table:
        table.create_index(
            table.f("ix_talk_request_status_arrived_at"), ["status", "arrived_at"], unique=False
        )
        table.create_index(
            table.f("ix_talk_request_status_closed_at"), ["status", "closed_at"], unique=False
        )


def downgrade() -> None:
    """Drop it; what was asked for is lost."""
    op.drop_table("talk_request")
