"""mailing: the outbox, and what each address was last told (written by the lead)

Revision ID: 5e71e5000002
Revises: 5e71e5000001
"""

revision = "5e71e5000002"
down_revision = "5e71e5000001"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
