"""accounts: what was typed when the sign-in had ended

Revision ID: 5e71e50000a2
Revises: 5e71e50000a1
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e50000a2"
down_revision = "5e71e50000a1"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "kept_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=2000), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_kept_form_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_form")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_kept_form_token_hash")),
    )
    op.create_index(op.f("ix_kept_form_person_id"), "kept_form", ["person_id"])
    op.create_index(op.f("ix_kept_form_kept_at"), "kept_form", ["kept_at"])


def downgrade():
    op.drop_table("kept_form")
