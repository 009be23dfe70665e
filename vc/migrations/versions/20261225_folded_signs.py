"""searches: signs that nobody sees, and those that stand for letters, in the folded words

Revision ID: f01dab1e0025
Revises: b00c1e0d0024
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "f01dab1e0025"
down_revision = "b00c1e0d0024"
branch_labels = None
depends_on = None

SEARCHED = ("clip", "delivery", "event", "publication", "recording", "registration")
PIECE = 2000


def upgrade():
    for name in SEARCHED:
        _fold_anew(sa.table(name, sa.column("id"), sa.column("folded")))


def downgrade():
    """Other words are no harm to the searches before."""


def _fold_anew(table):
    words = sa.select(table.c.id, table.c.folded).order_by(table.c.id)
    write = table.update().where(table.c.id == sa.bindparam("of"))
    write = write.values(folded=sa.bindparam("words"))
    connection, last = op.get_bind(), 0
    while rows := connection.execute(words.where(table.c.id > last).limit(PIECE)).all():
        last = rows[-1].id
        # What is folded already is plain ASCII, but for the few signs that this is about.
        odd = [{"of": one.id, "words": _folded(one.folded)} for one in rows if _is_odd(one.folded)]
        if odd:
            connection.execute(write, odd)


def _is_odd(text):
    return not text.isascii()


def _folded(text):
    parts = unicodedata.normalize("NFKD", text)
    return "".join(one for one in parts if not _is_unseen(one)).lower()


def _is_unseen(sign):
    return bool(unicodedata.combining(sign)) or unicodedata.category(sign) == "Cf"
