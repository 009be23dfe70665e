"""what the office arranges itself

Revision ID: dfa9b11be7da
Revises: d82dd19d5360
"""

import sqlalchemy as sa
from alembic import op

revision = "dfa9b11be7da"
down_revision = "d82dd19d5360"
branch_labels = None
depends_on = None


EVENT = sa.table("event", sa.column("id", sa.Integer))
STEP = sa.table(
    "skipped_step",
    sa.column("step", sa.String),
    sa.column("skipped_at", sa.DateTime(timezone=True)),
)


def upgrade():
    """Make the tables; an office that has sessions has had its first day."""
    _make_tables()
    connection = op.get_bind()
    if connection.execute(sa.select(EVENT.c.id).limit(1)).first() is not None:
        now = sa.func.now()
        op.execute(sa.insert(STEP).values(step="all", skipped_at=now))


def _make_tables():
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("name", name=op.f("uq_area_name")),
    )
    op.create_table(
        "first_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_entry")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_first_entry_token_hash")),
    )
    op.create_table(
        "holiday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
        sa.UniqueConstraint("observed_on", name=op.f("uq_holiday_observed_on")),
    )
    op.create_table(
        "kept_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_setting")),
        sa.UniqueConstraint("name", name=op.f("uq_kept_setting_name")),
    )
    op.create_table(
        "mail_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_text")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_text_key")),
    )
    op.create_table(
        "observance_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=300), nullable=False),
        sa.Column("recurrence", sa.String(length=24), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observance_rule")),
    )
    op.create_table(
        "office_logo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_logo")),
        sa.UniqueConstraint("digest", name=op.f("uq_office_logo_digest")),
    )
    op.create_table(
        "session_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_template")),
        sa.UniqueConstraint("name", name=op.f("uq_session_template_name")),
    )
    op.create_table(
        "settings_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings_version")),
    )
    op.create_table(
        "skipped_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("skipped_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skipped_step")),
        sa.UniqueConstraint("step", name=op.f("uq_skipped_step_step")),
    )
    with op.batch_alter_table("observance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rule_id", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_observance_rule_id_observed_on"), ["rule_id", "observed_on"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_observance_rule_id_observance_rule"),
            "observance_rule",
            ["rule_id"],
            ["id"],
        )


def downgrade():
    with op.batch_alter_table("observance", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_observance_rule_id_observance_rule"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("uq_observance_rule_id_observed_on"), type_="unique")
        batch_op.drop_column("rule_id")

    op.drop_table("skipped_step")
    op.drop_table("settings_version")
    op.drop_table("session_template")
    op.drop_table("office_logo")
    op.drop_table("observance_rule")
    op.drop_table("mail_text")
    op.drop_table("kept_setting")
    op.drop_table("holiday")
    op.drop_table("first_entry")
    op.drop_table("area")
