"""What the pages of privacy notices read."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.errors import NotFoundError
from vc.privacy.models import PrivacyNotice

HEADING = "## "


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a notice: its title, empty for what stands before the first, and paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


def versions(session: Session) -> Sequence[PrivacyNotice]:
    """Return every version, the newest first."""
    return session.scalars(select(PrivacyNotice).order_by(PrivacyNotice.version.desc())).all()


def notice_by_version(session: Session, version: int) -> PrivacyNotice:
    """Return a version. Raises NotFoundError."""
    notice = session.scalar(select(PrivacyNotice).where(PrivacyNotice.version == version))
    if notice is None:
        raise NotFoundError("Esa versión del aviso no existe.")
    return notice


def sections(text: str, names: dict[str, str]) -> list[Section]:
    """Return a notice's text as parts, with what stands in braces filled in."""
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith(HEADING):
            found.append((line.removeprefix(HEADING).strip(), []))
        elif line:
            found[-1][1].append(line)
    return [Section(title, tuple(parts)) for title, parts in found if title or parts]
