"""publishing: channels that are looked at, publications by a network's interface, their picture

Revision ID: 5e71e5000034
Revises: 5e71e5000033
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000034"
down_revision = "5e71e5000033"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
CHANNEL = (
    ("checked_at", INSTANT, None),
    ("message", sa.String(length=1000), ""),
    ("facts", sa.JSON(), "{}"),
    ("due_at", INSTANT, None),
    ("attempts", sa.Integer(), "0"),
    ("lease_until", INSTANT, None),
    ("lease_token", sa.String(length=32), ""),
    ("last_error", sa.String(length=1000), ""),
)
PUBLICATION = (
    ("phase", sa.String(length=24), "new"),
    ("upload_url", sa.Text(), ""),
    ("sent_at", INSTANT, None),
    ("send_count", sa.Integer(), "0"),
    ("thumbnail_ms", sa.Integer(), None),
    ("thumbnail_key", sa.String(length=320), ""),
)
INDEX = "ix_channel_due_at"


def upgrade():
    _add("channel", CHANNEL)
    _add("publication", PUBLICATION)
    known = {one["name"] for one in sa.inspect(op.get_bind()).get_indexes("channel")}
    if INDEX not in known:
        op.create_index(INDEX, "channel", ["due_at"])


def downgrade():
    op.drop_index(INDEX, "channel")
    for table, columns in (("publication", PUBLICATION), ("channel", CHANNEL)):
        with op.batch_alter_table(table) as batch:
            for name, _, _ in columns:
                batch.drop_column(name)


def _add(table, columns):
    # For some days the revision before made most of them itself.
    known = {one["name"] for one in sa.inspect(op.get_bind()).get_columns(table)}
    missing = [one for one in columns if one[0] not in known]
    with op.batch_alter_table(table) as batch:
        for name, kind, default in missing:
            is_empty = default is None
            batch.add_column(sa.Column(name, kind, nullable=is_empty, server_default=default))
    with op.batch_alter_table(table) as batch:
        for name, _, default in missing:
            if default is not None:
                batch.alter_column(name, server_default=None)
