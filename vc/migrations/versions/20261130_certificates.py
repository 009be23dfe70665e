"""add certificates of attendance

Revision ID: b82d6f31ea05
Revises: 5a1c83e7f2d4
"""

import sqlalchemy as sa
from alembic import op

revision = "b82d6f31ea05"
down_revision = "5a1c83e7f2d4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; none was given out before."""
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("folio", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_digest", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(length=300), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_certificate_event_id_event"),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name="fk_certificate_registration_id_registration",
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["person.id"], name="fk_certificate_issued_by_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"],
            ["certificate.id"],
            name="fk_certificate_replaced_by_id_certificate",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_certificate"),
        sa.UniqueConstraint("folio", name="uq_certificate_folio"),
        sa.UniqueConstraint(
            "registration_id", "edition", name="uq_certificate_registration_id_edition"
        ),
    )
    op.create_index("ix_certificate_event_id_status", "certificate", ["event_id", "status"])
    op.create_index("ix_certificate_issued_at", "certificate", ["issued_at"])
    op.create_table(
        "certificate_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=True),
        sa.Column("minimum", sa.String(length=8), nullable=False),
        sa.CheckConstraint(
            "(event_id IS NULL) != (kind IS NULL)", name="ck_certificate_rule_of_one_thing"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name="fk_certificate_rule_event_id_event"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_certificate_rule"),
        sa.UniqueConstraint("event_id", name="uq_certificate_rule_event_id"),
        sa.UniqueConstraint("kind", name="uq_certificate_rule_kind"),
    )
    op.create_table(
        "certificate_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("looked_at", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("cursor", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=False, server_default=""),
        sa.Column("last_error", sa.String(length=1000), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name="fk_certificate_run_event_id_event"
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name="fk_certificate_run_asked_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_certificate_run"),
        sa.UniqueConstraint("event_id", name="uq_certificate_run_event_id"),
    )
    op.create_index("ix_certificate_run_due_at", "certificate_run", ["due_at"])


def downgrade() -> None:
    """Drop the tables; no folio is known any more."""
    op.drop_table("certificate_run")
    op.drop_table("certificate_rule")
    op.drop_table("certificate")
