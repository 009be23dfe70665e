"""series guests and alarms

Revision ID: 5e71e5000001
Revises: ea8b3936791e
Create Date: 2026-11-23 04:22:50.667025

"""

import base64
import secrets

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision = "5e71e5000001"
down_revision = "ea8b3936791e"
branch_labels = None
depends_on = None


def new_slug() -> str:
    """Return what the model gives a new session; a migration does not import the model."""
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()


def upgrade():
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("frequency", sa.String(length=24), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_series_created_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_table(
        "suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_suspension_series_id_series")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
    )
    with op.batch_alter_table("suspension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suspension_series_id"), ["series_id"], unique=False)

    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(sa.Column("slug", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("series_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("suspension_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("series_first_uid", sa.String(length=120), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("guests", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column(
                "takes_registrations", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )
        batch_op.add_column(sa.Column("seats", sa.Integer(), nullable=False, server_default="0"))
    # Sessions that exist already get an address of their own; then every one must have it.
    connection = op.get_bind()
    for (event_id,) in connection.execute(sa.text("SELECT id FROM event")).all():
        connection.execute(
            sa.text("UPDATE event SET slug = :slug WHERE id = :id"),
            {"slug": new_slug(), "id": event_id},
        )
    with op.batch_alter_table("event") as batch_op:
        batch_op.alter_column("slug", existing_type=sa.String(length=32), nullable=False)
        batch_op.create_index(
            batch_op.f("ix_event_series_id_starts_at"), ["series_id", "starts_at"], unique=False
        )
        batch_op.create_unique_constraint(batch_op.f("uq_event_slug"), ["slug"])
        batch_op.create_foreign_key(
            batch_op.f("fk_event_series_id_series"), "series", ["series_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_event_suspension_id_suspension"),
            "suspension",
            ["suspension_id"],
            ["id"],
        )

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("alarm", sa.String(length=500), nullable=False, server_default="")
        )


def downgrade():
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_column("alarm")
        batch_op.drop_column("ended_at")
        batch_op.drop_column("started_at")

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_event_suspension_id_suspension"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("fk_event_series_id_series"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_event_slug"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_event_series_id_starts_at"))
        batch_op.drop_column("seats")
        batch_op.drop_column("takes_registrations")
        batch_op.drop_column("guests")
        batch_op.drop_column("series_first_uid")
        batch_op.drop_column("suspension_id")
        batch_op.drop_column("series_id")
        batch_op.drop_column("slug")

    with op.batch_alter_table("suspension", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_suspension_series_id"))

    op.drop_table("suspension")
    op.drop_table("series")
