"""checklists: versions of lists with their points, answers, what was watched

Revision ID: 5e71e5000029
Revises: 5e71e5000032
"""

import sqlalchemy as sa
from alembic import op

from vc.checklists.initial_lists import NAME, POINTS

revision = "5e71e5000029"
down_revision = "5e71e5000032"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KINDS = {
    "fragment": "fragmentos",
    "capsule": "cápsulas",
    "interview": "entrevistas",
    "story": "historias",
    "promo": "promos",
}


def upgrade():
    template, item = _make_templates()
    op.create_table(
        "checklist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clip_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name="fk_checklist_clip_id_clip"),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["checklist_template.id"],
            name="fk_checklist_template_id_checklist_template",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_checklist"),
        sa.UniqueConstraint("clip_id", "kind", name="uq_checklist_clip_id_kind"),
    )
    op.create_table(
        "checklist_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("checklist_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("reply", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("file_key", sa.String(length=320), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("picture_sha256", sa.String(length=64), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_checklist_answer_by_id_person"),
        sa.ForeignKeyConstraint(
            ["checklist_id"], ["checklist.id"], name="fk_checklist_answer_checklist_id_checklist"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["checklist_item.id"], name="fk_checklist_answer_item_id_checklist_item"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_checklist_answer"),
    )
    op.create_index(
        "ix_checklist_answer_checklist_id_item_id_id",
        "checklist_answer",
        ["checklist_id", "item_id", "id"],
    )
    op.create_table(
        "clip_viewing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clip_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("picture_sha256", sa.String(length=64), nullable=False),
        sa.Column("length", sa.String(length=24), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name="fk_clip_viewing_clip_id_clip"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_clip_viewing_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_clip_viewing"),
        sa.UniqueConstraint(
            "clip_id",
            "person_id",
            "picture_sha256",
            "length",
            name="uq_clip_viewing_clip_id_person_id_picture_sha256_length",
        ),
    )
    _write_first(template, item)


def downgrade():
    op.drop_table("clip_viewing")
    op.drop_table("checklist_answer")
    op.drop_table("checklist")
    op.drop_table("checklist_item")
    op.drop_table("checklist_template")


def _make_templates():
    """Make the tables of versions and points."""
    template = op.create_table(
        "checklist_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["person.id"],
            name="fk_checklist_template_published_by_id_person",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_checklist_template"),
        sa.UniqueConstraint("kind", "version", name="uq_checklist_template_kind_version"),
    )
    item = op.create_table(
        "checklist_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("help", sa.String(length=600), nullable=False),
        sa.Column("level", sa.String(length=24), nullable=False),
        sa.Column("mode", sa.String(length=24), nullable=False),
        sa.Column("check_key", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.String(length=24), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("depends_on", sa.String(length=24), nullable=False),
        sa.Column("needs_two", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["checklist_template.id"],
            name="fk_checklist_item_template_id_checklist_template",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_checklist_item"),
        sa.UniqueConstraint("template_id", "key", name="uq_checklist_item_template_id_key"),
    )
    return template, item


def _write_first(template, item):
    """Write the first version of every kind: no clip can begin a list without one."""
    for kind, people_say in KINDS.items():
        values = {"kind": kind, "version": 1, "status": "PUBLISHED"}
        values["name"] = NAME.format(kind=people_say)
        made = op.get_bind().execute(template.insert().values(**values))
        op.bulk_insert(item, [_row(one, at, made) for at, one in enumerate(POINTS, 1)])


def _row(point, position, made):
    """Return the columns of a point."""
    return {
        "template_id": made.inserted_primary_key[0],
        "position": position,
        "key": point.key,
        "label": point.label,
        "help": point.help,
        "level": point.level.value,
        "mode": point.mode.value,
        "check_key": point.check_key,
        "evidence": point.evidence.value,
        "rule": dict(point.rule),
        "depends_on": point.depends_on.value,
        "needs_two": point.needs_two,
    }
