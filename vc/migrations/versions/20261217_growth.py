"""growth: indexes in the order of reading; what is still to show a new name

Revision ID: 5e71e50000f7
Revises: 5e71e50000a2
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e50000f7"
down_revision = "5e71e50000a2"
branch_labels = None
depends_on = None

MADE = (
    ("ix_audit_line_at_id", "audit_line", ["at", "id"]),
    ("ix_audit_line_action_at_id", "audit_line", ["action", "at", "id"]),
    ("ix_audit_line_person_id_at_id", "audit_line", ["person_id", "at", "id"]),
    ("ix_publication_published_at", "publication", ["published_at"]),
)


def upgrade():
    for name, table, columns in MADE:
        op.create_index(name, table, columns)
    op.drop_index("ix_audit_line_at", "audit_line")
    op.create_table(
        "renaming",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("last_event_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.String(32), nullable=False),
        sa.Column("last_error", sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_renaming_person_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_renaming_campaign_id_campaign"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_renaming"),
    )
    op.create_index("ix_renaming_due_at", "renaming", ["due_at"])


def downgrade():
    op.drop_table("renaming")
    op.create_index("ix_audit_line_at", "audit_line", ["at"])
    for name, table, _ in MADE:
        op.drop_index(name, table)
