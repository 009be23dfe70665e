"""searches: the folded words of what is searched; indexes for what waits and for the lists

Revision ID: 5e71e50000fa
Revises: 5e71e50000f8
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "5e71e50000fa"
down_revision = "5e71e50000f8"
branch_labels = None
depends_on = None

SEARCHED = {
    "clip": ("title",),
    "delivery": ("event", "external_id"),
    "event": ("summary", "folio", "institution", "municipality"),
    "publication": ("title",),
    "recording": ("topic",),
    "registration": ("name", "email", "institution", "municipality"),
}
MADE = (
    ("ix_broadcast_alarm", "broadcast", ["id"], "alarm != ''"),
    ("ix_clip_status_changed_at_id", "clip", ["status", "changed_at", "id"], None),
    ("ix_event_area", "event", ["area"], "area != ''"),
    (
        "ix_publication_channel_id_status_published_at_id",
        "publication",
        ["channel_id", "status", "published_at", "id"],
        None,
    ),
    ("ix_meeting_waiting", "meeting", ["id"], "status = 'WAITING_FOR_LICENCE'"),
    ("ix_message_created_at", "message", ["created_at"], None),
    ("ix_publication_publish_after_id", "publication", ["publish_after", "id"], None),
    (
        "ix_publication_retract_due_at",
        "publication",
        ["status", "retract_due_at"],
        "retract_due_at IS NOT NULL",
    ),
    ("ix_recording_expires_at_vendor_at", "recording", ["expires_at_vendor_at"], None),
    ("ix_recording_status_keep_until", "recording", ["status", "keep_until"], None),
    (
        "ix_recording_trashed_at",
        "recording",
        ["trashed_at", "status"],
        "trashed_at IS NOT NULL",
    ),
    ("ix_recording_file_status_stored_at", "recording_file", ["status", "stored_at"], None),
)
LISTED = ["recorded_at", "id", "event_id", "status", "material_kind"]
PIECE = 2000


def upgrade():
    for table, columns in SEARCHED.items():
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("folded", sa.Text(), nullable=False, server_default=""))
        _fill(table, columns)
        with op.batch_alter_table(table) as batch:
            batch.alter_column("folded", server_default=None)
    op.drop_index("ix_clip_status_id", "clip")
    op.drop_index("ix_recording_list", "recording")
    for name, table, columns, where in (
        *MADE,
        ("ix_recording_list", "recording", LISTED, "trashed_at IS NULL"),
    ):
        partly = sa.text(where) if where else None
        op.create_index(name, table, columns, sqlite_where=partly, postgresql_where=partly)


def downgrade():
    for name, table, *_ in MADE:
        op.drop_index(name, table)
    op.drop_index("ix_recording_list", "recording")
    op.create_index("ix_recording_list", "recording", ["trashed_at", *LISTED])
    op.create_index("ix_clip_status_id", "clip", ["status", "id"])
    for table in SEARCHED:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("folded")


def _fill(name, columns):
    table = sa.table(name, sa.column("id"), sa.column("folded"), *map(sa.column, columns))
    words = sa.select(table.c.id, *(table.c[one] for one in columns)).order_by(table.c.id)
    write = table.update().where(table.c.id == sa.bindparam("of"))
    write = write.values(folded=sa.bindparam("words"))
    connection, last = op.get_bind(), 0
    while rows := connection.execute(words.where(table.c.id > last).limit(PIECE)).all():
        last = rows[-1].id
        filled = [{"of": one.id, "words": _folded("\n".join(one[1:]))} for one in rows]
        connection.execute(write, filled)


def _folded(text):
    parts = unicodedata.normalize("NFD", text)
    return "".join(one for one in parts if not unicodedata.combining(one)).lower()
