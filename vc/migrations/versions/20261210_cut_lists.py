"""clips: lists of cuts are kept and read by a worker

Revision ID: 5e71e5000036
Revises: 5e71e5000035
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000036"
down_revision = "5e71e5000035"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STATUS = sa.Enum("WAITING", "DONE", "FAILED", name="importstatus", native_enum=False, length=24)


def upgrade():
    op.create_table(
        "cut_list_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("is_one", sa.Boolean(), nullable=False),
        sa.Column("status", STATUS, nullable=False),
        sa.Column("clip_count", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=False),
        sa.Column("last_error", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["recording_file.id"],
            name=op.f("fk_cut_list_import_file_id_recording_file"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_cut_list_import_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cut_list_import")),
    )
    op.create_index("ix_cut_list_import_file_id", "cut_list_import", ["file_id"])
    op.create_index("ix_cut_list_import_due_at", "cut_list_import", ["due_at"])


def downgrade():
    op.drop_table("cut_list_import")
