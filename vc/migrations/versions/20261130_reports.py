"""keep reports of a period in versions, and what people wrote about their goals

Revision ID: 4e8a1c7f3d60
Revises: e93a5c7d104b
"""

import sqlalchemy as sa
from alembic import op

revision = "4e8a1c7f3d60"
down_revision = "e93a5c7d104b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables; the first drafts begin by themselves."""
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"], ["person.id"], name="fk_report_frozen_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
        sa.UniqueConstraint("period", "version", name="uq_report_period_version"),
    )
    op.create_index("ix_report_status_ends_at", "report", ["status", "ends_at"])
    op.create_table(
        "report_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_report_comment_by_id_person"),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name="fk_report_comment_report_id_report"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_report_comment"),
        sa.UniqueConstraint("report_id", "about", name="uq_report_comment_report_id_about"),
    )


def downgrade() -> None:
    """Drop both; what was frozen is lost."""
    op.drop_table("report_comment")
    op.drop_table("report")
