"""transcripts: which reader wrote the lines

Revision ID: 7a5c1e0d0022
Revises: 5e71e50000fa
"""

import sqlalchemy as sa
from alembic import op

revision = "7a5c1e0d0022"
down_revision = "5e71e50000fa"
branch_labels = None
depends_on = None


def upgrade():
    # Whatever is there was written by a reader before the second one, and is read anew.
    with op.batch_alter_table("transcript") as batch:
        batch.add_column(sa.Column("reader", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("transcript") as batch:
        batch.alter_column("reader", server_default=None)
    op.create_index("ix_transcript_reader", "transcript", ["reader"])


def downgrade():
    op.drop_index("ix_transcript_reader", "transcript")
    with op.batch_alter_table("transcript") as batch:
        batch.drop_column("reader")
