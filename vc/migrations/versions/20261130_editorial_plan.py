"""give observances their tasks, keep pieces planned for them, and guidelines to repeat

Revision ID: c90d2b7e41fa
Revises: 4e8a1c7f3d60
"""

import sqlalchemy as sa
from alembic import op

revision = "c90d2b7e41fa"
down_revision = "4e8a1c7f3d60"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Let rules say how far ahead, by whom and of what; tasks come by themselves afterwards."""
    with op.batch_alter_table("observance_rule") as table:
        table.add_column(sa.Column("lead_days", sa.Integer(), nullable=False, server_default="10"))
        table.add_column(
            sa.Column("cooldown_days", sa.Integer(), nullable=False, server_default="180")
        )
        table.add_column(sa.Column("campaign_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("responsible_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            "fk_observance_rule_campaign_id_campaign", "campaign", ["campaign_id"], ["id"]
        )
        table.create_foreign_key(
            "fk_observance_rule_responsible_id_person", "person", ["responsible_id"], ["id"]
        )
    with op.batch_alter_table("observance_rule") as table:
        table.alter_column("lead_days", existing_type=sa.Integer(), server_default=None)
        table.alter_column("cooldown_days", existing_type=sa.Integer(), server_default=None)
    _make_tasks()
    _make_reposts()


def _make_tasks() -> None:
    """Make the tables of tasks and of what is planned for them."""
    op.create_table(
        "observance_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("observance_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("begins_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("modified_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["observance_id"],
            ["observance.id"],
            name="fk_observance_task_observance_id_observance",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"], ["person.id"], name="fk_observance_task_responsible_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["person.id"], name="fk_observance_task_closed_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_observance_task"),
        sa.UniqueConstraint("observance_id", name="uq_observance_task_observance_id"),
    )
    op.create_index(
        "ix_observance_task_status_begins_at", "observance_task", ["status", "begins_at"]
    )
    op.create_index("ix_observance_task_responsible_id", "observance_task", ["responsible_id"])
    op.create_table(
        "plan_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_plan_batch_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_batch"),
    )
    op.create_table(
        "planned_piece",
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name="fk_planned_piece_publication_id_publication"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["observance_task.id"],
            name="fk_planned_piece_task_id_observance_task",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["plan_batch.id"], name="fk_planned_piece_batch_id_plan_batch"
        ),
        sa.PrimaryKeyConstraint("publication_id", name="pk_planned_piece"),
    )
    op.create_index("ix_planned_piece_task_id", "planned_piece", ["task_id"])
    op.create_index("ix_planned_piece_batch_id", "planned_piece", ["batch_id"])


def _make_reposts() -> None:
    """Make the table of guidelines to repeat."""
    people = ("responsible_id", "proven_by_id", "entered_by_id")
    op.create_table(
        "repost",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("source_url", sa.String(length=1000), nullable=False),
        sa.Column("network", sa.String(length=24), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begins_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("observance_id", sa.Integer(), nullable=True),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("proof_url", sa.String(length=1000), nullable=False),
        sa.Column("proof_key", sa.String(length=320), nullable=False),
        sa.Column("proof_name", sa.String(length=200), nullable=False),
        sa.Column("proof_sha256", sa.String(length=64), nullable=False),
        sa.Column("proven_at", INSTANT, nullable=True),
        sa.Column("proven_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("modified_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_repost_campaign_id_campaign"),
        sa.ForeignKeyConstraint(
            ["observance_id"],
            ["observance.id"],
            name="fk_repost_observance_id_observance",
            ondelete="SET NULL",
        ),
        *(
            sa.ForeignKeyConstraint([one], ["person.id"], name=f"fk_repost_{one}_person")
            for one in people
        ),
        sa.PrimaryKeyConstraint("id", name="pk_repost"),
    )
    op.create_index("ix_repost_status_begins_at", "repost", ["status", "begins_at"])
    op.create_index("ix_repost_day", "repost", ["day"])
    op.create_index("ix_repost_proven_at", "repost", ["proven_at"])
    op.create_index("ix_repost_responsible_id", "repost", ["responsible_id"])


def downgrade() -> None:
    """Drop all of it."""
    for name in ("repost", "planned_piece", "plan_batch", "observance_task"):
        op.drop_table(name)
    with op.batch_alter_table("observance_rule") as table:
        table.drop_constraint("fk_observance_rule_campaign_id_campaign", type_="foreignkey")
        table.drop_constraint("fk_observance_rule_responsible_id_person", type_="foreignkey")
        for name in ("lead_days", "cooldown_days", "campaign_id", "responsible_id"):
            table.drop_column(name)
