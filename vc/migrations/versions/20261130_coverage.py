"""zones and municipalities of the CMSP, their turns, coverages and photographs

Revision ID: 5a1c83e7f2d4
Revises: a71c5e20d9b4
"""

import tomllib
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from alembic import op

from vc.coverage.names import key_of

revision = "5a1c83e7f2d4"
down_revision = "a71c5e20d9b4"
branch_labels = None
depends_on = None

DATA = Path(__file__).parents[2] / "coverage" / "data" / "municipalities.toml"
ZONE = sa.table("zone", sa.column("id"), sa.column("name"), sa.column("position"))
MUNICIPALITY = sa.table(
    "municipality",
    *(sa.column(name) for name in ("name", "key", "inegi", "zone_id", "is_active")),
)
ROTATION = sa.table("rotation", sa.column("id"), sa.column("since"), sa.column("length"))
PLACE = sa.table(
    "rotation_place", sa.column("rotation_id"), sa.column("position"), sa.column("zone_id")
)


def upgrade() -> None:
    """Make the tables, and lay what the file of municipalities says into them."""
    _make_zones()
    _make_turns()
    _make_coverages()
    _lay()


def _make_zones() -> None:
    """Make the tables of zones and municipalities."""
    op.create_table(
        "zone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_zone"),
        sa.UniqueConstraint("name", name="uq_zone_name"),
    )
    op.create_table(
        "municipality",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("inegi", sa.String(length=5), nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name="fk_municipality_zone_id_zone"),
        sa.PrimaryKeyConstraint("id", name="pk_municipality"),
        sa.UniqueConstraint("key", name="uq_municipality_key"),
    )
    op.create_index("ix_municipality_zone_id", "municipality", ["zone_id"])


def _make_turns() -> None:
    """Make the tables of the rotation and its swaps."""
    op.create_table(
        "rotation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name="fk_rotation_set_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_rotation"),
        sa.UniqueConstraint("since", name="uq_rotation_since"),
    )
    op.create_table(
        "rotation_place",
        sa.Column("rotation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rotation_id"], ["rotation.id"], name="fk_rotation_place_rotation_id_rotation"
        ),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name="fk_rotation_place_zone_id_zone"),
        sa.PrimaryKeyConstraint("rotation_id", "position", name="pk_rotation_place"),
    )
    op.create_table(
        "zone_swap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name="fk_zone_swap_made_by_id_person"
        ),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name="fk_zone_swap_zone_id_zone"),
        sa.PrimaryKeyConstraint("id", name="pk_zone_swap"),
        sa.UniqueConstraint("month", name="uq_zone_swap_month"),
    )


def _make_coverages() -> None:
    """Make the tables of coverages and their photographs."""
    op.create_table(
        "coverage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("goes_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_cancelled_with_session", sa.Boolean(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_coverage_event_id_event"),
        sa.ForeignKeyConstraint(["goes_id"], ["person.id"], name="fk_coverage_goes_id_person"),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name="fk_coverage_made_by_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name="fk_coverage_municipality_id_municipality",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_coverage"),
        sa.UniqueConstraint("event_id", name="uq_coverage_event_id"),
    )
    op.create_index("ix_coverage_starts_at_id", "coverage", ["starts_at", "id"])
    op.create_index("ix_coverage_goes_id", "coverage", ["goes_id"])
    op.create_index("ix_coverage_municipality_id_on_day", "coverage", ["municipality_id", "on_day"])
    op.create_table(
        "photograph",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coverage_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=320), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("shown", sa.String(length=24), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=True),
        sa.Column("brought_by_id", sa.Integer(), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["brought_by_id"], ["person.id"], name="fk_photograph_brought_by_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name="fk_photograph_consent_id_consent"
        ),
        sa.ForeignKeyConstraint(
            ["coverage_id"], ["coverage.id"], name="fk_photograph_coverage_id_coverage"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_photograph"),
    )
    op.create_index("ix_photograph_consent_id", "photograph", ["consent_id"])
    op.create_index("ix_photograph_coverage_id", "photograph", ["coverage_id"])


def _lay() -> None:
    """Lay the zones, their municipalities, and the rotation through them."""
    told = tomllib.loads(DATA.read_text(encoding="utf-8"))
    connection = op.get_bind()
    zone_ids = []
    for position, zone in enumerate(told["zones"]):
        connection.execute(sa.insert(ZONE).values(name=zone["name"], position=position))
        made = sa.select(ZONE.c.id).where(ZONE.c.name == zone["name"])
        zone_ids.append(connection.execute(made).scalar_one())
        rows = [
            {
                "name": name,
                "key": key_of(name),
                "inegi": inegi,
                "zone_id": zone_ids[-1],
                "is_active": True,
            }
            for inegi, name in zone["municipalities"]
        ]
        connection.execute(sa.insert(MUNICIPALITY), rows)
    begin = date.fromisoformat(f"{told['since']}-01")
    since = begin.year * 12 + begin.month - 1
    connection.execute(sa.insert(ROTATION).values(since=since, length=len(zone_ids)))
    rotation_id = connection.execute(sa.select(ROTATION.c.id)).scalar_one()
    places = [
        {"rotation_id": rotation_id, "position": position, "zone_id": zone_id}
        for position, zone_id in enumerate(zone_ids)
    ]
    connection.execute(sa.insert(PLACE), places)


def downgrade() -> None:
    """Drop the tables, those first that others are named by."""
    for name in ("photograph", "coverage", "zone_swap", "rotation_place", "rotation"):
        op.drop_table(name)
    op.drop_table("municipality")
    op.drop_table("zone")
