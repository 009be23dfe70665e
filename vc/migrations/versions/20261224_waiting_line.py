"""booking: since when a session waits for a licence

Revision ID: b00c1e0d0024
Revises: 7a5c1e0d0023
"""

import sqlalchemy as sa
from alembic import op

revision = "b00c1e0d0024"
down_revision = "5e71e5000050"
branch_labels = None
depends_on = None

# Nothing tells when those who wait now began to: most were booked so.
WAITS_SINCE_BOOKED = """
    UPDATE meeting SET waiting_since =
        (SELECT created_at FROM event WHERE event.id = meeting.event_id)
    WHERE status = 'WAITING_FOR_LICENCE'
"""


def upgrade():
    with op.batch_alter_table("meeting") as batch:
        batch.add_column(sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True))
    op.execute(WAITS_SINCE_BOOKED)


def downgrade():
    with op.batch_alter_table("meeting") as batch:
        batch.drop_column("waiting_since")
