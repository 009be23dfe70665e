"""tokens that change: what a consent opens now, and when it is renewed

Revision ID: d82dd19d5360
Revises: 6d1f0c2b9a47
"""

import sqlalchemy as sa
from alembic import op

revision = "d82dd19d5360"
down_revision = "6d1f0c2b9a47"
branch_labels = None
depends_on = None

FILLED = {
    "access_token": (sa.Text(), ""),
    "attempts": (sa.Integer(), "0"),
    "lease_token": (sa.String(length=32), ""),
    "last_error": (sa.String(length=1000), ""),
}
"""What a row that is there already gets; afterwards the application says it."""


def upgrade():
    with op.batch_alter_table("account_grant", schema=None) as batch_op:
        for name, (kind, value) in FILLED.items():
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=value))
        for name in ("access_ends_at", "due_at", "lease_until"):
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_account_grant_due_at"), ["due_at"], unique=False)
    with op.batch_alter_table("account_grant", schema=None) as batch_op:
        for name, (kind, _) in FILLED.items():
            batch_op.alter_column(name, existing_type=kind, server_default=None)


def downgrade():
    with op.batch_alter_table("account_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_grant_due_at"))
        for name in (*FILLED, "access_ends_at", "due_at", "lease_until"):
            batch_op.drop_column(name)
