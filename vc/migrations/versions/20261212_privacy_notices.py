"""privacy: notices in versions, what people accepted, and who does not want to appear

Revision ID: 5e71e5000038
Revises: 5e71e5000037
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from vc.checklists.initial_lists import POINTS
from vc.privacy.first import FULL, SIMPLE

revision = "5e71e5000038"
down_revision = "5e71e5000037"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
SOURCE = sa.Enum("registration", "door", "office", name="source", native_enum=False, length=24)
NEW = "refusals"
AFTER = "consents"
"""The point that the new one follows."""


def upgrade():
    now = datetime.now(UTC)
    notice = op.create_table(
        "privacy_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("simple", sa.Text(), nullable=False),
        sa.Column("full", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_privacy_notice_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_notice")),
        sa.UniqueConstraint("version", name=op.f("uq_privacy_notice_version")),
    )
    op.bulk_insert(
        notice, [{"version": 1, "simple": SIMPLE, "full": FULL, "reason": "", "at": now}]
    )
    op.create_table(
        "refusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", SOURCE, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_refusal_{column}_{table}")
            )
            for column, table in (
                ("event_id", "event"),
                ("by_id", "person"),
                ("withdrawn_by_id", "person"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusal")),
    )
    op.create_index("ix_refusal_event_id", "refusal", ["event_id"])
    with op.batch_alter_table("registration") as batch:
        batch.add_column(sa.Column("notice_id", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column("accepted_from", sa.Text(), nullable=False, server_default="")
        )
        batch.add_column(
            sa.Column("accepted_exposure", sa.String(40), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("refusal_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_registration_notice_id_privacy_notice"), "privacy_notice", ["notice_id"], ["id"]
        )
        batch.create_foreign_key(
            op.f("fk_registration_refusal_id_refusal"), "refusal", ["refusal_id"], ["id"]
        )
    with op.batch_alter_table("registration") as batch:
        batch.alter_column("accepted_from", existing_type=sa.Text(), server_default=None)
        batch.alter_column("accepted_exposure", existing_type=sa.String(40), server_default=None)
    with op.batch_alter_table("told") as batch:
        batch.add_column(sa.Column("exposure", sa.String(40), nullable=False, server_default=""))
    with op.batch_alter_table("told") as batch:
        batch.alter_column("exposure", existing_type=sa.String(40), server_default=None)
    with op.batch_alter_table("event") as batch:
        batch.add_column(sa.Column("exposed_since", INSTANT, nullable=True))
    _tell_from_now_on(op.get_bind(), now)
    _add_point(op.get_bind())


def _tell_from_now_on(connection, now):
    """Of what is still to come everything says it from now on; of what is over, nothing did."""
    event = sa.table(
        "event",
        *(sa.column(name, INSTANT) for name in ("exposed_since", "ends_at")),
        *(sa.column(name, sa.Boolean()) for name in ("records", "streams")),
    )
    is_exposed = sa.or_(event.c.records, event.c.streams)
    connection.execute(
        event.update().where(event.c.ends_at > now, is_exposed).values(exposed_since=now)
    )


def _add_point(connection):
    """Put the point of refusals into every version: it is asked only where somebody refused.

    And let the point of the notice tell what the session itself said.
    """
    item = sa.table(
        "checklist_item",
        *(sa.column(name, sa.Integer()) for name in ("template_id", "position")),
        *(
            sa.column(name, sa.String())
            for name in (
                *("key", "label", "help", "level", "mode", "check_key", "evidence", "depends_on"),
            )
        ),
        sa.column("rule", sa.JSON()),
        sa.column("needs_two", sa.Boolean()),
    )
    is_notice = sa.and_(item.c.key == "privacy_notice", item.c.check_key == "")
    connection.execute(item.update().where(is_notice).values(check_key="privacy_notice"))
    point = next(one for one in POINTS if one.key == NEW)
    have = sa.select(item.c.template_id).where(item.c.key == NEW)
    query = sa.select(item.c.template_id, sa.func.max(item.c.position)).where(
        item.c.template_id.not_in(have)
    )
    lists = connection.execute(query.group_by(item.c.template_id)).all()
    for template_id, last in lists:
        place = connection.scalar(
            sa.select(item.c.position).where(
                item.c.template_id == template_id, item.c.key == AFTER
            )
        )
        place = (last if place is None else place) + 1
        moved = (item.c.template_id == template_id, item.c.position >= place)
        connection.execute(
            item.update().where(*moved).values(position=item.c.position + 1)
        )
        connection.execute(
            item.insert().values(
                template_id=template_id,
                position=place,
                key=point.key,
                label=point.label,
                help=point.help,
                level=point.level.value,
                mode=point.mode.value,
                check_key=point.check_key,
                evidence=point.evidence.value,
                rule=dict(point.rule),
                depends_on=point.depends_on.value,
                needs_two=point.needs_two,
            )
        )


def downgrade():
    connection = op.get_bind()
    connection.execute(
        sa.text(
            "DELETE FROM checklist_answer WHERE item_id IN "
            "(SELECT id FROM checklist_item WHERE key = 'refusals')"
        )
    )
    connection.execute(sa.text("DELETE FROM checklist_item WHERE key = 'refusals'"))
    connection.execute(
        sa.text("UPDATE checklist_item SET check_key = '' WHERE check_key = 'privacy_notice'")
    )
    with op.batch_alter_table("event") as batch:
        batch.drop_column("exposed_since")
    with op.batch_alter_table("told") as batch:
        batch.drop_column("exposure")
    with op.batch_alter_table("registration") as batch:
        batch.drop_constraint(op.f("fk_registration_notice_id_privacy_notice"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_registration_refusal_id_refusal"), type_="foreignkey")
        for name in ("notice_id", "accepted_from", "accepted_exposure", "refusal_id"):
            batch.drop_column(name)
    op.drop_table("refusal")
    op.drop_table("privacy_notice")
