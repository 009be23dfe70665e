"""connections: the consent of an account, and the one that is being asked for

Revision ID: 5e71e5000042
Revises: 5e71e5000038
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000042"
down_revision = "5e71e5000038"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "account_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("google_meet", "youtube", name="purpose", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("client_secret", sa.Text(), nullable=False),
        sa.Column("refresh_token", sa.Text(), nullable=False),
        sa.Column("account", sa.String(length=254), nullable=False),
        sa.Column("account_key", sa.String(length=254), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("granted_at", INSTANT, nullable=True),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("ends_at", INSTANT, nullable=True),
        sa.Column("warned_at", INSTANT, nullable=True),
        sa.Column("refused_at", INSTANT, nullable=True),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("message", sa.String(length=1000), nullable=False),
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("verifier", sa.Text(), nullable=False),
        sa.Column("redirect_uri", sa.String(length=500), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=True),
        sa.Column("asked_client_id", sa.String(length=200), nullable=False),
        sa.Column("asked_client_secret", sa.Text(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=False),
        sa.Column("last_error", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["person.id"], name="fk_account_grant_granted_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_account_grant"),
        sa.UniqueConstraint("purpose", name="uq_account_grant_purpose"),
    )
    op.create_index("ix_account_grant_due_at", "account_grant", ["due_at"])


def downgrade():
    op.drop_table("account_grant")
