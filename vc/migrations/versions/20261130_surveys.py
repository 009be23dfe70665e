"""add the survey after a session

Revision ID: c93e7042fb16
Revises: b41d7e0c9a36
"""

import sqlalchemy as sa
from alembic import op

revision = "c93e7042fb16"
down_revision = "b41d7e0c9a36"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables: what was answered, and apart from it who did."""
    op.create_table(
        "survey_answer",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("usefulness", sa.Integer(), nullable=False),
        sa.Column("clarity", sa.Integer(), nullable=False),
        sa.Column("recommends", sa.Boolean(), nullable=False),
        sa.Column("will_do", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "usefulness BETWEEN 1 AND 5", name="ck_survey_answer_usefulness_is_a_mark"
        ),
        sa.CheckConstraint("clarity BETWEEN 1 AND 5", name="ck_survey_answer_clarity_is_a_mark"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_survey_answer_event_id_event"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_answer"),
    )
    op.create_index("ix_survey_answer_event_id", "survey_answer", ["event_id"])
    op.create_table(
        "survey_turn",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["id"], ["registration.id"], name="fk_survey_turn_id_registration"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_survey_turn"),
    )


def downgrade() -> None:
    """Drop the tables; what people said is lost."""
    op.drop_table("survey_turn")
    op.drop_table("survey_answer")
