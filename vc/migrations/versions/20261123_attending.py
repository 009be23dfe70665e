"""attending: registrations, attendance, clicks

Revision ID: 5e71e5000003
Revises: 5e71e5000002
"""

revision = "5e71e5000003"
down_revision = "5e71e5000002"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
