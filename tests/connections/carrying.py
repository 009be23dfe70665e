"""How the office stood before there was one table for it, and what becomes of that."""

from datetime import UTC, datetime, time

from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, MetaData, Table, select

from vc.audit import AuditLine
from vc.connections.models import Use, VendorConnection
from vc.db import db

BEFORE = "5e71e5000050-1"
SIX, SEVEN = datetime(2031, 3, 4, 18, tzinfo=UTC), datetime(2031, 3, 4, 19, tzinfo=UTC)
NOBODY = {"due_at": SEVEN, "attempts": 0, "lease_token": "", "last_error": ""}
HOURS = {"quiet_from": time(23), "quiet_until": time(7), "hours": [], "window_min": 180}
CHANNEL = {"url": "", "is_on": True, "gap_min": 180, "most_per_day": 3, "version": 1} | HOURS
LINE = {"at": SIX, "person_name": "", "reason": "", "before": {}, "after": {}}
GRANT = {
    "client_id": "c",
    "client_secret": "",
    "refresh_token": "",
    "account": "a",
    "scopes": [],
    "account_key": "a",
    "granted_at": SIX,
    "checked_at": SIX,
    "message": "Retirado.",
    "state_hash": "",
    "verifier": "",
    "redirect_uri": "",
    "asked_client_id": "",
    "asked_client_secret": "",
}
ROWS = (
    (
        "vendor_state",
        NOBODY
        | {"platform": "zoom", "stopped_at": SIX, "reason": "Revocado.", "lacks": ["a:b"]}
        | {"alarmed_at": SIX},
    ),
    (
        "channel_state",
        NOBODY
        | {"channel": "facebook", "is_working": True, "message": "Funciona.", "missing": ["m"]}
        | {"facts": {"Página": "Oficina"}, "checked_at": SIX, "reason": ""},
    ),
    *(
        ("channel", CHANNEL | NOBODY | {"mode": "api", "stop_reason": ""} | values)
        for values in (
            {"network": "facebook", "name": "Uno", "message": "Bien.", "facts": {}}
            | {"checked_at": SIX},
            {"network": "facebook", "name": "Dos", "message": "", "facts": {}}
            | {"stopped_at": SEVEN, "stop_reason": "Bloqueada."},
            {"network": "youtube", "name": "Tres", "message": "Bien.", "checked_at": SIX}
            | {"facts": {"Canal": "Oficina", "Permisos que faltan": "s1, s2"}},
            {"network": "x", "name": "Cuatro", "message": "", "facts": {}},
        )
    ),
    *(
        ("account_grant", NOBODY | GRANT | {"purpose": purpose, "refused_at": at})
        for purpose, at in (("google_meet", SIX), ("youtube", None))
    ),
    *(
        ("audit_line", LINE | one)
        for one in (
            {"action": "vendorstate.stop", "subject_kind": "VendorState"}
            | {"subject_id": 1, "subject_label": "zoom"},
            {"action": "channelstate.resume", "subject_kind": "ChannelState"}
            | {"subject_id": 1, "subject_label": "facebook"},
            {"action": "channel.stop", "subject_kind": "Channel"}
            | {"subject_id": 2, "subject_label": "Dos"},
            {"action": "accountgrant.refused", "subject_kind": "AccountGrant"}
            | {"subject_id": 1, "subject_label": "Oficina"},
        )
    ),
)


def check_that_states_are_carried_over() -> None:
    """Put in how the office stood, upgrade, look, and take it back. The database is at the head."""
    db.session.rollback()
    downgrade(revision=BEFORE)
    with db.engine.begin() as connection:
        for name, values in ROWS:
            connection.execute(_table(connection, name).insert().values(values))

    upgrade()
    rows = db.session.scalars(select(VendorConnection)).all()
    found = {(row.use, row.vendor): row for row in rows}
    lines = db.session.scalars(select(AuditLine.action).where(AuditLine.at == SIX)).all()
    assert set(found) == {
        (Use.MEETINGS, "zoom"),
        (Use.MEETINGS, "google_meet"),
        (Use.LIVES, "facebook"),
        (Use.POSTS, "facebook"),
        (Use.POSTS, "youtube"),
    }
    zoom, lives = found[Use.MEETINGS, "zoom"], found[Use.LIVES, "facebook"]
    assert (zoom.stopped_at, zoom.reason, zoom.lacks) == (SIX, "Revocado.", ["a:b"])
    assert (zoom.is_working, zoom.alarmed_at, zoom.due_at) == (False, SIX, SEVEN)
    assert (lives.is_working, lives.checked_at, lives.missing) == (True, SIX, ["m"])
    assert (lives.facts, lives.message) == ({"Página": "Oficina"}, "Funciona.")
    facebook, youtube = found[Use.POSTS, "facebook"], found[Use.POSTS, "youtube"]
    assert (facebook.stopped_at, facebook.reason) == (SEVEN, "Bloqueada.")
    assert facebook.alarmed_at == SEVEN
    assert (youtube.facts, youtube.missing) == ({"Canal": "Oficina"}, ["s1", "s2"])
    meet = found[Use.MEETINGS, "google_meet"]
    assert (meet.stopped_at, meet.reason, meet.alarmed_at) == (SIX, "Retirado.", SIX)
    assert sorted(lines) == ["connection.resume", *["connection.stop"] * 3]
    db.session.rollback()

    downgrade(revision=BEFORE)
    with db.engine.connect() as connection:
        states, channels = _table(connection, "vendor_state"), _table(connection, "channel")
        stopped = connection.execute(select(states.c.platform, states.c.reason)).all()
        of_channels = connection.execute(
            select(channels.c.name, channels.c.stop_reason, channels.c.facts)
        ).all()
        lives = _table(connection, "channel_state")
        known = connection.execute(select(lives.c.channel, lives.c.missing)).all()
        lines = _table(connection, "audit_line")
        actions = connection.scalars(select(lines.c.action).order_by(lines.c.id)).all()
        grants = _table(connection, "account_grant")
        refused = connection.execute(select(grants.c.purpose, grants.c.message)).all()
    assert set(stopped) == {("zoom", "Revocado."), ("google_meet", "Retirado.")}
    assert set(refused) == {("google_meet", "Retirado."), ("youtube", "Bien.")}
    assert known == [("facebook", ["m"])]
    assert {name: (reason, dict(facts)) for name, reason, facts in of_channels} == {
        "Uno": ("Bloqueada.", {}),
        "Dos": ("Bloqueada.", {}),
        "Tres": ("", {"Canal": "Oficina", "Permisos que faltan": "s1, s2"}),
        "Cuatro": ("", {}),
    }
    assert list(actions[-4:]) == [one["action"] for name, one in ROWS if name == "audit_line"]


def _table(connection: Connection, name: str) -> Table:
    """Return a table as it is now."""
    return Table(name, MetaData(), autoload_with=connection)
