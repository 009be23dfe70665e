"""keep the evidence that was handed out, and the keys that signed it

Revision ID: b54e1f7a20c3
Revises: 7c2e4d90b5f1
"""

import sqlalchemy as sa
from alembic import op

revision = "b54e1f7a20c3"
down_revision = "7c2e4d90b5f1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables; nothing was handed out before."""
    op.create_table(
        "signing_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_pem", sa.String(length=200), nullable=False),
        sa.Column("private_pem", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signing_key"),
        sa.UniqueConstraint("public_pem", name="uq_signing_key_public_pem"),
    )
    op.create_table(
        "evidence_bundle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("request_number", sa.String(length=80), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("file_key", sa.String(length=320), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name="fk_evidence_bundle_publication_id_publication"
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name="fk_evidence_bundle_made_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_bundle"),
        sa.UniqueConstraint(
            "publication_id", "number", name="uq_evidence_bundle_publication_id_number"
        ),
    )
    op.create_index(
        "ix_evidence_bundle_manifest_sha256", "evidence_bundle", ["manifest_sha256"], unique=False
    )


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("evidence_bundle")
    op.drop_table("signing_key")
