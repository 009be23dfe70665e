"""growth: for how long mails and audit lines are kept, and the order in which clips are listed

Revision ID: 5e71e50000f8
Revises: 5e71e50000a3
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e50000f8"
down_revision = "5e71e50000a3"
branch_labels = None
depends_on = None

MADE = (
    ("ix_clip_list", "clip", ["changed_at", "id", "status", "kind"]),
    ("ix_message_status_created_at", "message", ["status", "created_at"]),
)


def upgrade():
    for name, table, columns in MADE:
        op.create_index(name, table, columns)
    op.create_table(
        "record_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(24), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=True),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("keep_days >= 1", name="ck_record_rule_keep_days_is_positive"),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name="fk_record_rule_changed_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_record_rule"),
        sa.UniqueConstraint("record", name="uq_record_rule_record"),
    )


def downgrade():
    op.drop_table("record_rule")
    for name, table, _ in MADE:
        op.drop_index(name, table)
