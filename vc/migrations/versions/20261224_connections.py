"""connections: one table for how we stand with each vendor, in place of four

Revision ID: 5e71e5000050
Revises: 7a5c1e0d0023
"""

import sqlalchemy as sa
from alembic import op

revision = "5e71e5000050"
down_revision = "7a5c1e0d0023"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
LINES = (
    ("connection.stop", "VendorState", "vendorstate.stop"),
    ("connection.stop", "ChannelState", "channelstate.stop"),
    ("connection.stop", "Channel", "channel.stop"),
    ("connection.stop", "AccountGrant", "accountgrant.refused"),
    ("connection.stop", "VendorConnection", "vendorstate.stop"),
    ("connection.resume", "VendorState", "vendorstate.resume"),
    ("connection.resume", "ChannelState", "channelstate.resume"),
    ("connection.resume", "Channel", "channel.resume"),
    ("connection.resume", "VendorConnection", "vendorstate.resume"),
)
"""What the log's lines say now, of what, and what they said."""
USES = {"google_meet": "meetings", "youtube": "posts"}
GRANT = ("refused_at", "checked_at", "message", "due_at")
CHANNEL = ("stopped_at", "stop_reason", "checked_at", "message", "facts", "due_at")
KEPT = ("attempts", "lease_until", "lease_token", "last_error")
MISSING = "Permisos que faltan"


def upgrade():
    op.create_table(
        "vendor_connection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "use",
            sa.Enum("meetings", "lives", "posts", name="use", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("vendor", sa.String(length=24), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        *_states("message"),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("stopped_at", INSTANT, nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("lacks", sa.JSON(), nullable=False),
        sa.Column("alarmed_at", INSTANT, nullable=True),
        sa.Column("resumed_at", INSTANT, nullable=True),
        *_due_columns(),
        sa.PrimaryKeyConstraint("id", name="pk_vendor_connection"),
        sa.UniqueConstraint("use", "vendor", name="uq_vendor_connection_use_vendor"),
    )
    op.create_index("ix_vendor_connection_due_at", "vendor_connection", ["due_at"])
    bind = op.get_bind()
    new = _table("vendor_connection")
    for row in [*_of_meetings(bind), *_of_lives(bind), *_of_posts(bind)]:
        bind.execute(new.insert().values(row))
    _add_refused_grants(bind, new)
    _rename_lines(bind)
    op.drop_table("vendor_state")
    op.drop_table("channel_state")
    for table, names in (("channel", CHANNEL), ("account_grant", GRANT)):
        op.drop_index(f"ix_{table}_due_at", table)
        with op.batch_alter_table(table) as batch:
            for name in (*names, *KEPT):
                batch.drop_column(name)


def downgrade():
    op.create_table(
        "vendor_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=24), nullable=False),
        sa.Column("stopped_at", INSTANT, nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("lacks", sa.JSON(), nullable=False),
        sa.Column("alarmed_at", INSTANT, nullable=True),
        *_due_columns(),
        sa.PrimaryKeyConstraint("id", name="pk_vendor_state"),
        sa.UniqueConstraint("platform", name="uq_vendor_state_platform"),
    )
    op.create_index("ix_vendor_state_due_at", "vendor_state", ["due_at"])
    op.create_table(
        "channel_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        *_states("message"),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("stopped_at", INSTANT, nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        *_due_columns(),
        sa.PrimaryKeyConstraint("id", name="pk_channel_state"),
        sa.UniqueConstraint("channel", name="uq_channel_state_channel"),
    )
    op.create_index("ix_channel_state_due_at", "channel_state", ["due_at"])
    _add_columns(
        "channel",
        sa.Column("stopped_at", INSTANT, nullable=True),
        sa.Column("stop_reason", sa.String(length=1000), nullable=False, server_default=""),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("message", sa.String(length=1000), nullable=False, server_default=""),
        sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"),
    )
    _add_columns(
        "account_grant",
        sa.Column("refused_at", INSTANT, nullable=True),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("message", sa.String(length=1000), nullable=False, server_default=""),
    )
    _take_back(op.get_bind())
    op.drop_table("vendor_connection")


def _add_columns(table, *columns):
    """Add columns to rows that are there, and those of a row that is due."""
    added = (*columns, *_due_columns(attempts="0", lease_token="", last_error=""))
    with op.batch_alter_table(table) as batch:
        for column in added:
            batch.add_column(column)
    op.create_index(f"ix_{table}_due_at", table, ["due_at"])
    with op.batch_alter_table(table) as batch:
        for column in added:
            if column.server_default is not None:
                batch.alter_column(column.name, server_default=None)


def _states(message):
    """Return what the last look found, as columns."""
    return (
        sa.Column(message, sa.String(length=1000), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
    )


def _due_columns(**defaults):
    """Return the columns of a row that is due."""
    return (
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column(
            "attempts", sa.Integer(), nullable=False, server_default=defaults.get("attempts")
        ),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column(
            "lease_token",
            sa.String(length=32),
            nullable=False,
            server_default=defaults.get("lease_token"),
        ),
        sa.Column(
            "last_error",
            sa.String(length=1000),
            nullable=False,
            server_default=defaults.get("last_error"),
        ),
    )


def _table(name):
    """Return a table as it is now."""
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())


def _row(use, vendor, **known):
    """Return a row of the new table; nobody holds it."""
    return {
        **{"use": use, "vendor": vendor, "is_working": known.get("stopped_at") is None},
        **{"message": "", "missing": [], "facts": {}, "checked_at": None, "stopped_at": None},
        **{"reason": "", "lacks": [], "alarmed_at": None, "resumed_at": None, "due_at": None},
        **{"attempts": 0, "lease_until": None, "lease_token": "", "last_error": ""},
        **known,
    }


def _of_meetings(bind):
    """Yield how vendors of meetings stood."""
    for old in bind.execute(sa.select(_table("vendor_state"))).mappings():
        names = ("stopped_at", "reason", "lacks", "alarmed_at", "due_at")
        yield _row("meetings", old["platform"], **{name: old[name] for name in names})


def _of_lives(bind):
    """Yield how channels of lives stood. Whoever was stopped was told of."""
    names = ("is_working", "message", "missing", "facts", "checked_at", "stopped_at", "reason")
    for old in bind.execute(sa.select(_table("channel_state"))).mappings():
        known = {name: old[name] for name in (*names, "due_at")}
        yield _row("lives", old["channel"], alarmed_at=old["stopped_at"], **known)


def _of_posts(bind):
    """Yield how networks stood: what was seen last of any of their channels."""
    found = {}
    for old in bind.execute(sa.select(_table("channel"))).mappings():
        seen = max((at for at in (old["checked_at"], old["stopped_at"]) if at), default=None)
        if seen is not None and (old["network"] not in found or found[old["network"]][0] < seen):
            found[old["network"]] = seen, old
    for network, (_, old) in found.items():
        facts = dict(old["facts"])
        missing = facts.pop(MISSING, "")
        names = ("checked_at", "stopped_at", "message", "due_at")
        yield _row(
            *("posts", network),
            **{name: old[name] for name in names},
            **{"reason": old["stop_reason"], "alarmed_at": old["stopped_at"], "facts": facts},
            missing=missing.split(", ") if missing else [],
        )


def _add_refused_grants(bind, new):
    """Let what a refused consent opened be stopped, if nobody has noticed but its own look."""
    for old in bind.execute(sa.select(_table("account_grant"))).mappings():
        use, vendor, at = USES[old["purpose"]], old["purpose"], old["refused_at"]
        if at is None or old["granted_at"] is None:
            continue
        own = new.c.use == use, new.c.vendor == vendor
        found = bind.execute(sa.select(new.c.stopped_at).where(*own)).one_or_none()
        known = {"stopped_at": at, "reason": old["message"], "message": old["message"]}
        known |= {"alarmed_at": at, "due_at": old["due_at"], "checked_at": old["checked_at"]}
        if found is None:
            bind.execute(new.insert().values(_row(use, vendor, **known)))
        elif found.stopped_at is None:
            bind.execute(new.update().where(*own).values(**known, is_working=False))


def _rename_lines(bind):
    """Let the log's lines say what they say of any connection."""
    lines = _table("audit_line")
    for action, _, before in LINES:
        bind.execute(lines.update().where(lines.c.action == before).values(action=action))


def _take_back(bind):
    """Give each row back to where it came from."""
    vendors, channels = _table("vendor_state"), _table("channel_state")
    posts, lines, grants = _table("channel"), _table("audit_line"), _table("account_grant")
    due = ("due_at", *KEPT)
    for row in bind.execute(sa.select(_table("vendor_connection"))).mappings():
        given = grants.c.purpose == row["vendor"], grants.c.granted_at.is_not(None)
        if USES.get(row["vendor"]) == row["use"]:
            values = {name: row[name] for name in ("checked_at", "message", "due_at")}
            values["refused_at"] = row["stopped_at"]
            bind.execute(grants.update().where(*given).values(values))
        if row["use"] == "meetings":
            names = ("stopped_at", "reason", "lacks", "alarmed_at", *due)
            values = {name: row[name] for name in names}
            bind.execute(vendors.insert().values(platform=row["vendor"], **values))
        elif row["use"] == "lives":
            names = ("is_working", "message", "missing", "facts", "checked_at", "stopped_at")
            values = {name: row[name] for name in (*names, "reason", *due)}
            bind.execute(channels.insert().values(channel=row["vendor"], **values))
        else:
            names = ("checked_at", "stopped_at", "message", "due_at")
            values = {name: row[name] for name in names}
            values["stop_reason"] = row["reason"] if row["stopped_at"] else ""
            values["facts"] = dict(row["facts"])
            if row["missing"]:
                values["facts"][MISSING] = ", ".join(row["missing"])
            bind.execute(posts.update().where(posts.c.network == row["vendor"]).values(values))
    for action, kind, before in LINES:
        own = lines.c.action == action, lines.c.subject_kind == kind
        bind.execute(lines.update().where(*own).values(action=before))
