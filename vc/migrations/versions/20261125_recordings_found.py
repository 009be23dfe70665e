"""recordings: found at the vendors, decided upon, and put away

Revision ID: 5e71e5000020
Revises: 5e71e5000011
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000020"
down_revision = "5e71e5000011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    with op.batch_alter_table("recording") as batch:
        batch.alter_column("external_id", type_=sa.String(length=250))
        for name, length in (("room_id", 120), ("host_email", 254), ("topic", 300)):
            batch.add_column(sa.Column(name, sa.String(length=length), server_default=""))
        batch.add_column(sa.Column("duration_s", sa.Integer()))
        batch.add_column(sa.Column("is_complete", sa.Boolean(), server_default=sa.true()))
        batch.add_column(sa.Column("vendor_copy", sa.String(length=24), server_default="PRESENT"))
        batch.add_column(sa.Column("vendor_copy_at", INSTANT))
        batch.add_column(sa.Column("consent", sa.String(length=24), server_default="UNKNOWN"))
        batch.add_column(sa.Column("consent_note", sa.String(length=500), server_default=""))
        batch.add_column(sa.Column("keep_until", INSTANT))
        batch.add_column(sa.Column("keep_reason", sa.String(length=500), server_default=""))
        batch.add_column(sa.Column("trashed_at", INSTANT))
        batch.add_column(sa.Column("is_dismissed", sa.Boolean(), server_default=sa.false()))
        batch.add_column(sa.Column("warned_at", INSTANT))
        batch.add_column(sa.Column("handed_in_by_id", sa.Integer()))
        batch.create_foreign_key(
            "fk_recording_handed_in_by_id_person", "person", ["handed_in_by_id"], ["id"]
        )
    _no_defaults("recording", NOT_NULL)
    columns = ["trashed_at", "recorded_at", "id", "event_id", "status"]
    op.create_index("ix_recording_list", "recording", columns)
    op.create_index("ix_recording_file_stored_bytes", "recording_file", ["stored_bytes"])
    with op.batch_alter_table("recording_file") as batch:
        batch.alter_column("external_id", type_=sa.String(length=250))
        batch.add_column(sa.Column("view", sa.String(length=60), server_default=""))
        for name in ("started_at", "ended_at", "verified_at"):
            batch.add_column(sa.Column(name, INSTANT))
    _no_defaults("recording_file", ("view",))
    _surveys()


def _surveys():
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("host_email", sa.String(length=254), nullable=False),
        sa.Column("looked_at", INSTANT, nullable=True),
        sa.Column("looked_far_at", INSTANT, nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=False),
        sa.Column("last_error", sa.String(length=1000), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey"),
        sa.UniqueConstraint("source", "host_email", name="uq_survey_source_host_email"),
    )
    op.create_index("ix_survey_due_at", "survey", ["due_at"])
    op.create_table(
        "vendor_storage",
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("used_bytes", sa.BigInteger(), nullable=False),
        sa.Column("total_bytes", sa.BigInteger(), nullable=True),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.Column("warned_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("source", name="pk_vendor_storage"),
    )


NOT_NULL = (
    *("room_id", "host_email", "topic", "is_complete", "vendor_copy"),
    *("consent", "consent_note", "keep_reason", "is_dismissed"),
)
NULLABLE = ("duration_s", "vendor_copy_at", "keep_until", "trashed_at", "warned_at", "handed_in_by_id")


def _no_defaults(table, names):
    """Rows that were there have their value: from now on the models give it."""
    with op.batch_alter_table(table) as batch:
        for name in names:
            batch.alter_column(name, nullable=False, server_default=None)


def downgrade():
    op.drop_table("vendor_storage")
    op.drop_table("survey")
    op.drop_index("ix_recording_file_stored_bytes", "recording_file")
    with op.batch_alter_table("recording_file") as batch:
        for name in ("verified_at", "ended_at", "started_at", "view"):
            batch.drop_column(name)
    op.drop_index("ix_recording_list", "recording")
    with op.batch_alter_table("recording") as batch:
        batch.drop_constraint("fk_recording_handed_in_by_id_person", type_="foreignkey")
        for name in (*NOT_NULL, *NULLABLE):
            batch.drop_column(name)
