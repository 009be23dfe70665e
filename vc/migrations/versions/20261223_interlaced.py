"""footage: films whose lines are of two instants

Revision ID: 7a5c1e0d0023
Revises: 7a5c1e0d0022
"""

import sqlalchemy as sa
from alembic import op

revision = "7a5c1e0d0023"
down_revision = "7a5c1e0d0022"
branch_labels = None
depends_on = None


def upgrade():
    column = sa.Column("is_interlaced", sa.Boolean(), nullable=False, server_default=sa.false())
    with op.batch_alter_table("preparation") as batch:
        batch.add_column(column)
    with op.batch_alter_table("preparation") as batch:
        batch.alter_column("is_interlaced", server_default=None)


def downgrade():
    with op.batch_alter_table("preparation") as batch:
        batch.drop_column("is_interlaced")
