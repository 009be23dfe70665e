"""words of rows: sessions, recordings, clips and publications are found by the words they hold

Revision ID: 5b8d3e6a91c4
Revises: dfa9b11be7da
"""

from alembic import op

revision = "5b8d3e6a91c4"
down_revision = "dfa9b11be7da"
branch_labels = None
depends_on = None

TABLES = ("event", "recording", "clip", "publication")
SIGNS = "!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~¡¿«»“”‘’–—…·´"
"""What stands between words; PostgreSQL would take «24/7» for a path and «-2026» for a number."""
SPACES = " " * len(SIGNS.replace("''", "'"))
FTS5 = """
CREATE VIRTUAL TABLE {0}_search USING fts5(
    folded, content='{0}', content_rowid='id', tokenize="unicode61", prefix='2 3'
)
"""
ADDED = """
CREATE TRIGGER {0}_words_added AFTER INSERT ON {0} BEGIN
    INSERT INTO {0}_search(rowid, folded) VALUES (new.id, new.folded);
END
"""
DELETED = """
CREATE TRIGGER {0}_words_deleted AFTER DELETE ON {0} BEGIN
    INSERT INTO {0}_search({0}_search, rowid, folded) VALUES ('delete', old.id, old.folded);
END
"""
CHANGED = """
CREATE TRIGGER {0}_words_changed AFTER UPDATE OF folded ON {0} BEGIN
    INSERT INTO {0}_search({0}_search, rowid, folded) VALUES ('delete', old.id, old.folded);
    INSERT INTO {0}_search(rowid, folded) VALUES (new.id, new.folded);
END
"""
FILLED = "INSERT INTO {0}_search({0}_search) VALUES ('rebuild')"
VECTOR = f"""
ALTER TABLE {{0}} ADD COLUMN folded_vector tsvector
GENERATED ALWAYS AS (to_tsvector('simple', translate(folded, '{SIGNS}', '{SPACES}'))) STORED
"""
GIN = "CREATE INDEX ix_{0}_folded_vector ON {0} USING gin (folded_vector)"
COUNTED = "ANALYZE {0}"
"""Until it knows how often each word occurs, PostgreSQL reads all rows."""


def upgrade():
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    steps = (FTS5, ADDED, DELETED, CHANGED, FILLED) if is_sqlite else (VECTOR, GIN, COUNTED)
    for table in TABLES:
        for step in steps:
            op.execute(step.replace("{0}", table))


def downgrade():
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        if not is_sqlite:
            op.execute(f"ALTER TABLE {table} DROP COLUMN folded_vector")
            continue
        for trigger in ("added", "deleted", "changed"):
            op.execute(f"DROP TRIGGER {table}_words_{trigger}")
        op.execute(f"DROP TABLE {table}_search")
