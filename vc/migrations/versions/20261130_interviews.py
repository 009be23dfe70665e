"""Interviews: whom the office asked after a session, and how far that is.

Revision ID: 4ad8e6b17f92
Revises: c90d2b7e41fa
"""

import sqlalchemy as sa
from alembic import op

revision = "4ad8e6b17f92"
down_revision = "c90d2b7e41fa"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nobody was asked before."""
    op.create_table(
        "interview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("is_minor", sa.Boolean(), nullable=False),
        sa.Column("guardian_name", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=True),
        sa.Column("signed_from", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("recording_id", sa.Integer(), nullable=True),
        sa.Column("clip_id", sa.Integer(), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_interview_event_id_event"),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name="fk_interview_registration_id_registration",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name="fk_interview_invited_by_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name="fk_interview_consent_id_consent"
        ),
        sa.ForeignKeyConstraint(["session_id"], ["event.id"], name="fk_interview_session_id_event"),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recording.id"],
            name="fk_interview_recording_id_recording",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name="fk_interview_clip_id_clip"),
        sa.PrimaryKeyConstraint("id", name="pk_interview"),
        sa.UniqueConstraint("token_hash", name="uq_interview_token_hash"),
    )
    for column in ("event_id", "registration_id", "consent_id", "session_id", "recording_id"):
        op.create_index(f"ix_interview_{column}", "interview", [column], unique=False)
    op.create_index(
        "ix_interview_status_expires_at", "interview", ["status", "expires_at"], unique=False
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("interview")
