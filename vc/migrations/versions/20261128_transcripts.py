"""transcripts: lines of what was said, and the index that finds them

Revision ID: 5e71e5000025
Revises: 5e71e5000021
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000025"
down_revision = "5e71e5000021"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
FTS5 = """
CREATE VIRTUAL TABLE transcript_search USING fts5(
    text_norm, content='transcript_line', content_rowid='id', tokenize="unicode61"
)
"""
ADDED = """
CREATE TRIGGER transcript_line_added AFTER INSERT ON transcript_line BEGIN
    INSERT INTO transcript_search(rowid, text_norm) VALUES (new.id, new.text_norm);
END
"""
DELETED = """
CREATE TRIGGER transcript_line_deleted AFTER DELETE ON transcript_line BEGIN
    INSERT INTO transcript_search(transcript_search, rowid, text_norm)
    VALUES ('delete', old.id, old.text_norm);
END
"""
CHANGED = """
CREATE TRIGGER transcript_line_changed AFTER UPDATE OF text_norm ON transcript_line BEGIN
    INSERT INTO transcript_search(transcript_search, rowid, text_norm)
    VALUES ('delete', old.id, old.text_norm);
    INSERT INTO transcript_search(rowid, text_norm) VALUES (new.id, new.text_norm);
END
"""
VECTOR = """
ALTER TABLE transcript_line ADD COLUMN text_vector tsvector
GENERATED ALWAYS AS (to_tsvector('simple', text_norm)) STORED
"""
GIN = "CREATE INDEX ix_transcript_line_search ON transcript_line USING gin (text_vector)"


def upgrade():
    op.create_table(
        "transcript",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=False),
        sa.Column("last_error", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["recording_file.id"], name="fk_transcript_file_id_recording_file"
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name="fk_transcript_recording_id_recording"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_transcript"),
        sa.UniqueConstraint("file_id", name="uq_transcript_file_id"),
    )
    op.create_index("ix_transcript_recording_id", "transcript", ["recording_id"])
    op.create_index("ix_transcript_due_at", "transcript", ["due_at"])
    op.create_table(
        "transcript_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=False),
        sa.Column("end_ms", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_norm", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript.id"], name="fk_transcript_line_transcript_id_transcript"
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name="fk_transcript_line_recording_id_recording"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_transcript_line"),
    )
    columns = ["transcript_id", "number"]
    op.create_index("ix_transcript_line_transcript_id_number", "transcript_line", columns)
    op.create_index("ix_transcript_line_recording_id", "transcript_line", ["recording_id"])
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in (VECTOR, GIN) if is_postgresql else (FTS5, ADDED, DELETED, CHANGED):
        op.execute(statement)


def downgrade():
    if op.get_bind().dialect.name != "postgresql":
        op.execute("DROP TABLE transcript_search")
    op.drop_table("transcript_line")
    op.drop_table("transcript")
