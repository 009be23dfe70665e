"""booking: the key by which those who are invited come in

Revision ID: 5e71e5000037
Revises: 5e71e5000036
"""

import base64
import secrets

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000037"
down_revision = "5e71e5000036"
branch_labels = None
depends_on = None


def new_key():
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()


def upgrade():
    with op.batch_alter_table("event") as batch:
        batch.add_column(sa.Column("invitation_key", sa.String(length=32), nullable=True))
    connection = op.get_bind()
    for event_id in connection.execute(sa.text("SELECT id FROM event")).scalars().all():
        connection.execute(
            sa.text("UPDATE event SET invitation_key = :key WHERE id = :id"),
            {"key": new_key(), "id": event_id},
        )
    with op.batch_alter_table("event") as batch:
        batch.alter_column("invitation_key", existing_type=sa.String(length=32), nullable=False)


def downgrade():
    with op.batch_alter_table("event") as batch:
        batch.drop_column("invitation_key")
