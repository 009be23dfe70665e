"""plates: logos and end cards, a row for each version

Revision ID: 5e71e5000030
Revises: 5e71e5000031
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000030"
down_revision = "5e71e5000031"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "plate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("has_logo", sa.Boolean(), nullable=False),
        sa.Column("corner", sa.String(length=24), nullable=False),
        sa.Column("logo_width_pct", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=True),
        sa.Column("has_card", sa.Boolean(), nullable=False),
        sa.Column("card_ms", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=8), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("retired_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_plate_campaign_id_campaign"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_plate_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_plate"),
        sa.UniqueConstraint("name", "version", name="uq_plate_name_version"),
    )


def downgrade():
    op.drop_table("plate")
