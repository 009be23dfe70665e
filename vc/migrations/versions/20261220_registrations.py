"""attending: several people under one address; a place in the line

Revision ID: 5e71e50000a3
Revises: f117ac750001
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "5e71e50000a3"
down_revision = "f117ac750001"
branch_labels = None
depends_on = None

BY_ADDRESS = "uq_registration_event_id_email"
BY_NAME = "uq_registration_event_id_email_name_key"


def upgrade():
    with op.batch_alter_table("registration") as batch:
        batch.add_column(
            sa.Column("name_key", sa.String(length=200), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("place", sa.Integer(), nullable=False, server_default="0"))
    _fill()
    with op.batch_alter_table("registration") as batch:
        batch.drop_constraint(BY_ADDRESS, type_="unique")
        batch.create_unique_constraint(BY_NAME, ["event_id", "email", "name_key"])
        batch.alter_column("name_key", server_default=None)
        batch.alter_column("place", server_default=None)


def downgrade():
    table = sa.table("registration", sa.column("id"), sa.column("event_id"), sa.column("email"))
    first = sa.select(sa.func.min(table.c.id)).group_by(table.c.event_id, table.c.email)
    op.execute(sa.delete(table).where(table.c.id.not_in(first)))
    with op.batch_alter_table("registration") as batch:
        batch.drop_constraint(BY_NAME, type_="unique")
        batch.create_unique_constraint(BY_ADDRESS, ["event_id", "email"])
        batch.drop_column("place")
        batch.drop_column("name_key")


def _fill():
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT id, event_id, name FROM registration ORDER BY created_at, id")
    ).all()
    places = {}
    for row_id, event_id, name in rows:
        places[event_id] = places.get(event_id, 0) + 1
        connection.execute(
            sa.text("UPDATE registration SET name_key = :key, place = :place WHERE id = :id"),
            {"key": _key_of(name), "place": places[event_id], "id": row_id},
        )


def _key_of(name):
    parts = unicodedata.normalize("NFD", name)
    bare = "".join(one for one in parts if not unicodedata.combining(one)).lower()
    return " ".join(bare.split())[:200]
