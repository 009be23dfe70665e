"""consents: who let the office show them

Revision ID: 5e71e5000026
Revises: 5e71e5000029
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000026"
down_revision = "5e71e5000029"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("is_minor", sa.Boolean(), nullable=False),
        sa.Column("guardian_name", sa.Text(), nullable=False),
        sa.Column("has_child_opinion", sa.Boolean(), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.Column("evidence_key", sa.String(length=320), nullable=False),
        sa.Column("opinion_key", sa.String(length=320), nullable=False),
        sa.Column("event_id", sa.Integer()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("revoked_by_id", sa.Integer()),
        sa.Column("revoked_at", INSTANT),
        sa.Column("revoked_why", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_consent_event_id_event"),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name="fk_consent_entered_by_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["person.id"], name="fk_consent_revoked_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
    )
    op.create_index("ix_consent_event_id", "consent", ["event_id"])


def downgrade():
    op.drop_table("consent")
