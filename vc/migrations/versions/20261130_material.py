"""material: what is handed in for no session, its moments, and its rule of retention

Revision ID: 5e71e5000032
Revises: 5e71e5000028
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000032"
down_revision = "5e71e5000028"
branch_labels = None
depends_on = None

LISTED = ["trashed_at", "recorded_at", "id", "event_id", "status"]
TEXT = sa.String(length=24)


def upgrade():
    op.drop_index("ix_recording_list", "recording")
    with op.batch_alter_table("recording") as batch:
        batch.add_column(sa.Column("material_kind", TEXT))
        batch.add_column(sa.Column("has_minors", sa.Boolean(), server_default=sa.false()))
        batch.add_column(sa.Column("note", sa.String(length=500), server_default=""))
    with op.batch_alter_table("recording") as batch:
        for name in ("has_minors", "note"):
            batch.alter_column(name, nullable=False, server_default=None)
    op.create_index("ix_recording_list", "recording", [*LISTED, "material_kind"])
    with op.batch_alter_table("moment") as batch:
        batch.alter_column("event_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("recording_id", sa.Integer()))
        batch.create_foreign_key(
            "fk_moment_recording_id_recording", "recording", ["recording_id"], ["id"]
        )
    op.create_index("ix_moment_recording_id", "moment", ["recording_id"])
    with op.batch_alter_table("retention_rule") as batch:
        batch.alter_column("kind", existing_type=TEXT, nullable=True)


def downgrade():
    op.execute("DELETE FROM retention_rule WHERE kind IS NULL")
    with op.batch_alter_table("retention_rule") as batch:
        batch.alter_column("kind", existing_type=TEXT, nullable=False)
    op.execute("DELETE FROM moment WHERE event_id IS NULL")
    op.drop_index("ix_moment_recording_id", "moment")
    with op.batch_alter_table("moment") as batch:
        batch.drop_constraint("fk_moment_recording_id_recording", type_="foreignkey")
        batch.drop_column("recording_id")
        batch.alter_column("event_id", existing_type=sa.Integer(), nullable=False)
    op.drop_index("ix_recording_list", "recording")
    with op.batch_alter_table("recording") as batch:
        for name in ("note", "has_minors", "material_kind"):
            batch.drop_column(name)
    op.create_index("ix_recording_list", "recording", LISTED)
