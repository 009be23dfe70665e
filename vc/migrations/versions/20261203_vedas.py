"""vedas: electoral bans and their exceptions

Revision ID: 5e71e5000027
Revises: 5e71e5000026
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000027"
down_revision = "5e71e5000026"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "ban",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("scope", sa.String(length=24), nullable=False),
        sa.Column("scope_note", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=500), nullable=False),
        sa.Column("source_note", sa.String(length=500), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("confirmed_by_id", sa.Integer()),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("withdrawn_why", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name="ck_ban_ends_after_it_starts"),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name="fk_ban_entered_by_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name="fk_ban_confirmed_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ban"),
    )
    op.create_index("ix_ban_ends_on", "ban", ["ends_on"])
    op.create_table(
        "ban_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ban_id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer()),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("document", sa.String(length=500), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=False),
        sa.Column("granted_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT),
        sa.ForeignKeyConstraint(["ban_id"], ["ban.id"], name="fk_ban_exception_ban_id_ban"),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["person.id"], name="fk_ban_exception_granted_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ban_exception"),
    )
    op.create_index(
        "ix_ban_exception_ban_id_subject_kind_subject_id",
        "ban_exception",
        ["ban_id", "subject_kind", "subject_id"],
    )


def downgrade():
    op.drop_table("ban_exception")
    op.drop_table("ban")
