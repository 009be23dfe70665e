"""workers: which processes run, and whose turn the periodic work is

Revision ID: 5e71e5000041
Revises: 5e71e5000034
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000041"
down_revision = "5e71e5000034"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "worker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=12), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("ahead_s", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_worker"),
        sa.UniqueConstraint("name", name="uq_worker_name"),
    )
    op.create_table(
        "periodic_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("begun_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_periodic_task"),
        sa.UniqueConstraint("name", name="uq_periodic_task_name"),
    )


def downgrade():
    op.drop_table("periodic_task")
    op.drop_table("worker")
