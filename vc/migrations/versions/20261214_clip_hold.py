"""clips: since when a page has one, and a count of its changes that never goes back

Revision ID: 5e71e50000ed
Revises: 5e71e5000042
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e50000ed"
down_revision = "5e71e5000042"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("clip") as batch:
        batch.add_column(sa.Column("locked_since", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("edit_version", sa.Integer(), nullable=True))
    op.execute("UPDATE clip SET edit_version = revision")
    with op.batch_alter_table("clip") as batch:
        batch.alter_column("edit_version", existing_type=sa.Integer(), nullable=False)


def downgrade():
    with op.batch_alter_table("clip") as batch:
        batch.drop_column("edit_version")
        batch.drop_column("locked_since")
