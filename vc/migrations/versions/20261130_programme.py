"""the annual programme: goals in versions, adjustments, deliverables by hand

Revision ID: a41c8d7e2f60
Revises: b54e1f7a20c3
"""

import sqlalchemy as sa
from alembic import op

revision = "a41c8d7e2f60"
down_revision = "b54e1f7a20c3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nothing was promised here before."""
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_programme_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_programme"),
        sa.UniqueConstraint("year", name="uq_programme_year"),
    )
    op.create_table(
        "goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name="fk_goal_programme_id_programme"
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"], ["person.id"], name="fk_goal_responsible_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_goal"),
        sa.UniqueConstraint("programme_id", "number", name="uq_goal_programme_id_number"),
    )
    op.create_index("ix_goal_responsible_id", "goal", ["responsible_id"])
    _make_what_goals_have()
    op.create_table(
        "deliverable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("municipality", sa.String(length=120), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("evidence_key", sa.String(length=320), nullable=False),
        sa.Column("evidence_name", sa.String(length=200), nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_why", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_deliverable_campaign_id_campaign"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_deliverable_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_deliverable"),
    )
    op.create_index("ix_deliverable_kind_day", "deliverable", ["kind", "day"])
    op.create_index("ix_deliverable_by_id_day", "deliverable", ["by_id", "day"])


def _make_what_goals_have() -> None:
    """Make the tables of versions and adjustments."""
    op.create_table(
        "goal_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("least", sa.Integer(), nullable=True),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "most IS NULL OR least IS NULL OR most >= least", name="ck_goal_version_most_is_most"
        ),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name="fk_goal_version_goal_id_goal"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_goal_version_campaign_id_campaign"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_goal_version_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_goal_version"),
        sa.UniqueConstraint("goal_id", "begins_on", name="uq_goal_version_goal_id_begins_on"),
    )
    op.create_table(
        "goal_adjustment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("authorised_by", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name="fk_goal_adjustment_goal_id_goal"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_goal_adjustment_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_goal_adjustment"),
    )
    op.create_index("ix_goal_adjustment_goal_id", "goal_adjustment", ["goal_id"])


def downgrade() -> None:
    """Drop the tables; what was promised, and entered by hand, is lost."""
    for table in ("deliverable", "goal_adjustment", "goal_version", "goal", "programme"):
        op.drop_table(table)
