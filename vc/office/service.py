"""The rules of what the office arranges of itself: its settings, its logo, its areas."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit, kept_settings
from vc.config import Settings
from vc.db import flush_unique
from vc.errors import NotFoundError, RuleError
from vc.office.models import Area, Logo
from vc.office.pictures import LogoPicture
from vc.setting_rules import SettingsError

SHOWN_IN_ENTRIES = ("office_name", "office_email", "smtp_from", "public_url")
"""Settings that calendar entries of sessions to come show."""
TAKEN = "Ya hay un área con ese nombre."

Hearer = Callable[[Session, datetime], None]


def keep(
    session: Session,
    settings: Settings,
    values: Mapping[str, str],
    *,
    by: audit.Actor,
    now: datetime,
    hearers: Iterable[Hearer] = (),
) -> list[str]:
    """Keep settings; return the names of those that changed. The caller commits.

    `hearers` hear where entries of sessions to come show another office by it. Raises RuleError
    where all of it cannot work together with what the server gives.
    """
    try:
        changed = kept_settings.change(session, settings, values, by=by, now=now)
    except SettingsError as error:
        raise RuleError(f"No se guardó: {error}") from error
    if set(changed) & set(SHOWN_IN_ENTRIES):
        for hear in hearers:
            hear(session, now)
    return changed


def keep_logo(session: Session, picture: LogoPicture, now: datetime) -> str:
    """Keep a logo; return what the setting `office_logo` says of it. The caller commits."""
    if session.scalar(select(Logo.id).where(Logo.digest == picture.digest)) is None:
        session.add(
            Logo(
                digest=picture.digest,
                content=picture.content,
                width=picture.width,
                height=picture.height,
                kept_at=now,
            )
        )
        session.flush()
    return picture.digest


def logo_by_digest(session: Session, digest: str) -> Logo:
    """Return a logo. Raises NotFoundError."""
    found = session.scalar(select(Logo).where(Logo.digest == digest))
    if found is None:
        raise NotFoundError("Ese logotipo no existe.")
    return found


def areas(session: Session) -> list[Area]:
    """Return every area, those that are offered first, by name."""
    return list(session.scalars(select(Area).order_by(Area.is_active.desc(), Area.name)))


def area_by_id(session: Session, area_id: int) -> Area:
    """Return an area. Raises NotFoundError."""
    area = session.get(Area, area_id)
    if area is None:
        raise NotFoundError("Esa área no existe.")
    return area


def add_area(session: Session, name: str, *, by: audit.Actor, now: datetime) -> Area:
    """Add an area. Raises RuleError where there is one of that name. The caller commits."""
    area = Area(name=name)
    session.add(area)
    flush_unique(session, TAKEN, field="name")
    audit.record(session, area, "area.add", now=now, by=by, before={}, after={"name": name})
    return area


def change_area(
    session: Session,
    area: Area,
    name: str,
    is_active: bool,
    *,
    by: audit.Actor,
    now: datetime,
    renamers: Iterable[Callable[[Session, str, str], None]] = (),
) -> None:
    """Rename an area wherever its name stands, or stop offering it. The caller commits."""
    before = area.name
    area.name, area.is_active = name, is_active
    lines = audit.changes_of(area)
    if not any(lines):
        return
    flush_unique(session, TAKEN, field="name")
    audit.record(session, area, "area.change", now=now, by=by, before=lines[0], after=lines[1])
    if name != before:
        for rename in renamers:
            rename(session, before, name)
