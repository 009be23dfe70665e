"""Settings that the office's pages keep in the database, and how every process follows them.

follow(app)    before a request and a job: one number is read; where it is another one than the
               process knows, the settings and who is connected by them are made anew
change(…)      keeps new values in the caller's transaction, with a line in the history
"""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from flask import Flask
from sqlalchemy import String, Text, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from vc import audit
from vc.config import Settings
from vc.db import Base, UTCDateTime, db, plain_query
from vc.encrypted_text import EncryptedText
from vc.hooks import Hook
from vc.page_settings import CONNECTS, ON_PAGES
from vc.services import services_of
from vc.setting_rules import SettingsError
from vc.wiring import reconnect

SECRETS = frozenset(name for name, one in Settings.__dataclass_fields__.items() if not one.repr)
HIDDEN = audit.HIDDEN
VERSION = "SELECT version FROM settings_version WHERE id = 1"
# Both databases understand it; the first change makes the row.
RAISE = text(
    "INSERT INTO settings_version (id, version) VALUES (1, 1) "
    "ON CONFLICT (id) DO UPDATE SET version = settings_version.version + 1"
)


class KeptSetting(Base):
    """What a page keeps of one setting. An empty text is a value too: it is no default."""

    __tablename__ = "kept_setting"
    SECRET: ClassVar = frozenset({"secret"})

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    value: Mapped[str] = mapped_column(Text, default="")
    secret: Mapped[str] = mapped_column(EncryptedText, default="")
    """The value where it is a secret one."""
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    def __str__(self) -> str:
        """Return what it is called on its page."""
        return ON_PAGES.get(self.name, self.name)


class SettingsVersion(Base):
    """Counts the changes: the one row that every process looks at."""

    __tablename__ = "settings_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(default=1)


Connector = Callable[[Flask], None]
RECONNECTED: Hook[Connector] = Hook("who is connected was made anew, by other settings")


class KeptSettings:
    """What this process knows of the kept settings. Safe to share."""

    def __init__(self) -> None:
        """Know of no change yet."""
        self._lock = threading.Lock()
        self._version = 0
        self._base: Settings | None = None
        self.fault = ""
        """Why what is kept cannot be taken; empty while it is."""

    def follow(self, app: Flask, connect: Connector) -> None:
        """Take over what is kept where it changed since the last look; call it in a context."""
        row = plain_query(db.engine, VERSION)
        version = row[0] if row else 0
        if version == self._version:
            return
        with self._lock:
            # Another thread may have been quicker.
            if version != self._version:
                self._take(app, connect)
                self._version = version

    def _take(self, app: Flask, connect: Connector) -> None:
        """Make the settings anew, and who is connected where that is another one."""
        own = services_of(app)
        self._base = before = self._base or own.settings
        try:
            after, self.fault = before.with_kept(_all_kept()), ""
        except SettingsError as error:
            # An office whose server says something else by now must still open its pages.
            after, self.fault = before, str(error)
            app.logger.error("what the pages keep cannot be taken: %s", error)
        was, own.settings = own.settings, after
        if connecting(was) != connecting(after):
            connect(app)
            for hear in own.registry.added_to(RECONNECTED):
                hear(app)


def connecting(settings: Settings) -> Mapping[str, object]:
    """Return the settings by which somebody is connected."""
    return {name: getattr(settings, name) for name in ON_PAGES if name.startswith(CONNECTS)}


def follow(app: Flask) -> None:
    """Let this process work by the settings as they are now."""
    services_of(app).memory(KeptSettings).follow(app, reconnect)


def change(
    session: Session,
    settings: Settings,
    values: Mapping[str, str],
    *,
    by: audit.Actor,
    now: datetime,
) -> list[str]:
    """Keep values by the names of their settings; return those that changed. The caller commits.

    What the server gives is left out. Raises SettingsError where all of it cannot work together.
    """
    settings.with_kept(values)
    changed = []
    for name, value in values.items():
        if name not in ON_PAGES or name in settings.fixed or value == _shown(settings, name):
            continue
        _keep(session, settings, name, value, by=by, now=now)
        changed.append(name)
    if changed:
        session.execute(RAISE)
    return changed


def _keep(
    session: Session,
    settings: Settings,
    name: str,
    value: str,
    *,
    by: audit.Actor,
    now: datetime,
) -> None:
    """Keep one value, with its line in the history."""
    row = session.scalar(select(KeptSetting).where(KeptSetting.name == name).with_for_update())
    if row is None:
        row = KeptSetting(name=name, value="", secret="", changed_at=now)
        session.add(row)
    is_secret = name in SECRETS
    row.value, row.secret = ("", value) if is_secret else (value, "")
    row.changed_at = now
    session.flush()
    before, after = (HIDDEN, HIDDEN) if is_secret else (_shown(settings, name), value)
    audit.record(
        *(session, row, "setting.change"),
        now=now,
        by=by,
        before={name: before},
        after={name: after},
    )


def _shown(settings: Settings, name: str) -> str:
    """Return a setting's value as a page has it."""
    return str(getattr(settings, name))


def _all_kept() -> dict[str, str]:
    """Return everything that is kept, by name, by a short transaction of its own."""
    with db.session.session_factory() as session:
        rows = session.execute(select(KeptSetting.name, KeptSetting.value, KeptSetting.secret))
        return {name: secret if name in SECRETS else value for name, value, secret in rows}
