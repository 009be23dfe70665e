"""keep any figure of a publication, not two of them

Revision ID: 6d1f0c2b9a47
Revises: 82b5343998d1
"""

import sqlalchemy as sa
from alembic import op

revision = "6d1f0c2b9a47"
down_revision = "82b5343998d1"
branch_labels = None
depends_on = None

TABLE = "publication_figure"
KEYS = ("views", "reach")
figure = sa.table(
    TABLE,
    sa.column("id", sa.Integer),
    sa.column("counts", sa.JSON),
    *(sa.column(key, sa.BigInteger) for key in KEYS),
)


def upgrade() -> None:
    """Move the two figures into one column that takes any."""
    with op.batch_alter_table(TABLE) as table:
        table.add_column(sa.Column("counts", sa.JSON(), nullable=True))
    rows = op.get_bind().execute(sa.select(figure)).mappings().all()
    for row in rows:
        counts = {key: row[key] for key in KEYS if row[key] is not None}
        op.execute(sa.update(figure).where(figure.c.id == row["id"]).values(counts=counts))
    with op.batch_alter_table(TABLE) as table:
        table.alter_column("counts", existing_type=sa.JSON(), nullable=False)
        for key in KEYS:
            table.drop_column(key)


def downgrade() -> None:
    """Move the two figures that an earlier program knows into columns of their own."""
    with op.batch_alter_table(TABLE) as table:
        for key in KEYS:
            table.add_column(sa.Column(key, sa.BigInteger(), nullable=True))
    rows = op.get_bind().execute(sa.select(figure.c.id, figure.c.counts)).all()
    for number, counts in rows:
        known = {key: counts.get(key) for key in KEYS}
        op.execute(sa.update(figure).where(figure.c.id == number).values(**known))
    with op.batch_alter_table(TABLE) as table:
        table.drop_column("counts")
