"""publishing: channels, publications, pauses, figures

Revision ID: 5e71e5000033
Revises: 5e71e5000030
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000033"
down_revision = "5e71e5000030"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("mode", sa.String(length=24), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("gap_min", sa.Integer(), nullable=False),
        sa.Column("most_per_day", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=False),
        sa.Column("quiet_until", sa.Time(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("window_min", sa.Integer(), nullable=False),
        sa.Column("stopped_at", INSTANT, nullable=True),
        sa.Column("stop_reason", sa.String(length=1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_channel"),
        sa.UniqueConstraint("name", name="uq_channel_name"),
    )
    _publication()
    op.create_table(
        "publication_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("begins_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=True),
        sa.Column("lifted_at", INSTANT, nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        _key("publication_pause", "channel_id", "channel"),
        _key("publication_pause", "campaign_id", "campaign"),
        _key("publication_pause", "by_id", "person"),
        _key("publication_pause", "lifted_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_publication_pause"),
    )
    op.create_index("ix_publication_pause_lifted_at", "publication_pause", ["lifted_at"])
    op.create_table(
        "publication_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("moment", sa.String(length=24), nullable=False),
        sa.Column("views", sa.BigInteger(), nullable=True),
        sa.Column("reach", sa.BigInteger(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        _key("publication_figure", "publication_id", "publication"),
        _key("publication_figure", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_publication_figure"),
        sa.UniqueConstraint(
            "publication_id", "moment", name="uq_publication_figure_publication_id_moment"
        ),
    )


def downgrade():
    for table in ("publication_figure", "publication_pause", "publication", "channel"):
        op.drop_table(table)


def _publication():
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clip_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("repetition", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("length", sa.String(length=24), nullable=False),
        sa.Column("shape", sa.String(length=24), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_text_sha256", sa.String(length=64), nullable=False),
        sa.Column("text_approved_by_id", sa.Integer(), nullable=True),
        sa.Column("with_captions", sa.Boolean(), nullable=False),
        sa.Column("publish_after", INSTANT, nullable=False),
        sa.Column("embargo_until", INSTANT, nullable=True),
        sa.Column("waits_for_event", sa.Boolean(), nullable=False),
        sa.Column("confirms_link", sa.Boolean(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=True),
        sa.Column("reminded_at", INSTANT, nullable=True),
        sa.Column("remote_id", sa.String(length=200), nullable=False),
        sa.Column("permalink_url", sa.String(length=1000), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("look_count", sa.Integer(), nullable=False),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("retract_why", sa.String(length=500), nullable=False),
        sa.Column("retract_asked_at", INSTANT, nullable=True),
        sa.Column("retract_due_at", INSTANT, nullable=True),
        sa.Column("retracted_at", INSTANT, nullable=True),
        sa.Column("retracted_by_id", sa.Integer(), nullable=True),
        sa.Column("retract_proof", sa.String(length=1000), nullable=False),
        sa.Column("retract_key", sa.String(length=320), nullable=False),
        sa.Column("slug", sa.String(length=32), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=False),
        sa.Column("last_error", sa.String(length=1000), nullable=False),
        _key("publication", "clip_id", "clip"),
        _key("publication", "channel_id", "channel"),
        *(
            _key("publication", column, "person")
            for column in (
                *("text_by_id", "text_approved_by_id", "published_by_id", "seen_by_id"),
                *("retracted_by_id", "by_id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name="pk_publication"),
        sa.UniqueConstraint(
            "clip_id",
            "channel_id",
            "repetition",
            name="uq_publication_clip_id_channel_id_repetition",
        ),
        sa.UniqueConstraint("slug", name="uq_publication_slug"),
    )
    for columns in (("channel_id", "publish_after"), ("status", "publish_after"), ("due_at",)):
        op.create_index(f"ix_publication_{'_'.join(columns)}", "publication", list(columns))


def _key(table, column, target):
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}"
    )
