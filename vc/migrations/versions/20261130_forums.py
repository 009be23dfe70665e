"""keep the programme, questions and conclusions of forums

Revision ID: e93a5c7d104b
Revises: c93e7042fb16
"""

import sqlalchemy as sa
from alembic import op

revision = "e93a5c7d104b"
down_revision = "c93e7042fb16"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables."""
    event = ["event_id"], ["event.id"]
    op.create_table(
        "forum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("takes_questions", sa.Boolean(), nullable=False),
        sa.Column("conclusions", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(*event, name=op.f("fk_forum_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum")),
        sa.UniqueConstraint("event_id", name=op.f("uq_forum_event_id")),
    )
    op.create_table(
        "forum_speaker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("institution", sa.String(length=200), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(*event, name=op.f("fk_forum_speaker_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_speaker")),
    )
    op.create_index("ix_forum_speaker_event_id_place", "forum_speaker", ["event_id", "place"])
    op.create_table(
        "forum_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("fold_key", sa.String(length=64), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_forum_question_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(*event, name=op.f("fk_forum_question_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_question")),
        sa.UniqueConstraint(
            "event_id", "fold_key", name=op.f("uq_forum_question_event_id_fold_key")
        ),
    )
    columns = ["event_id", "status", "place"]
    op.create_index("ix_forum_question_event_id_status_place", "forum_question", columns)


def downgrade() -> None:
    """Drop them; what was asked and concluded is lost."""
    for table in ("forum_question", "forum_speaker", "forum"):
        op.drop_table(table)
