"""accounts: attempts are counted before the work, across processes, and slowed rather than refused

Revision ID: 5e71e5000035
Revises: ff5e71e50001
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000035"
down_revision = "ff5e71e50001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "rate_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("open_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_limit")),
        sa.UniqueConstraint("key", name=op.f("uq_rate_limit_key")),
    )
    op.create_index("ix_rate_limit_open_at", "rate_limit", ["open_at"])
    # What it held counted for a quarter of an hour.
    op.drop_index("ix_failed_sign_in_key", "failed_sign_in")
    op.drop_table("failed_sign_in")


def downgrade():
    op.create_table(
        "failed_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_sign_in")),
    )
    op.create_index("ix_failed_sign_in_key", "failed_sign_in", ["key"])
    op.drop_index("ix_rate_limit_open_at", "rate_limit")
    op.drop_table("rate_limit")
