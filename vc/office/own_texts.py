"""The office's own words: texts with names in braces, filled in from what they are about.

    fault_of(…)      what is wrong with a text before it is kept
    keep, reset      the office's words for a text, or the product's again
    line, filled     a subject and a body with their names filled in

A line whose name stands for nothing is left out. Links and times stay the system's: they are
filled in, never typed.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit, dates
from vc.errors import NotFoundError, RuleError
from vc.office.hooks import OwnText, TextGroup
from vc.office.models import MailText

NAME = re.compile(r"\{([^{}\n]*)\}")
LAST = "ayuda"
"""What is said last wherever it stands for something, whether the text names it or not."""
UNKNOWN = "No existe {{{name}}}. Se puede usar: {known}."
UNCLOSED = "Hay una llave sin su pareja: cada dato se escribe así: {titulo}."
LACKS = "Falta {{{name}}}: {what}."
NO_TEXT = "Ese texto no se puede cambiar."


class Phrase(str):
    """Words of ours that begin with a capital where a line begins with them."""

    __slots__ = ()


def found(groups: Iterable[TextGroup], key: str) -> tuple[TextGroup, OwnText]:
    """Return a text and its group. Raises NotFoundError."""
    for group in groups:
        for text in group.texts:
            if text.key == key:
                return group, text
    raise NotFoundError(NO_TEXT)


def kept(session: Session, key: str) -> MailText | None:
    """Return the office's own words for a text; None while it has none."""
    return session.scalar(select(MailText).where(MailText.key == key))


def fault_of(typed: str, names: Mapping[str, str], needs: Iterable[str] = ()) -> str:
    """Return why a text cannot be kept, in Spanish; empty when it can."""
    used = NAME.findall(typed)
    unknown = next((name for name in used if name not in names), None)
    if unknown is not None:
        known = ", ".join(f"{{{name}}}" for name in names)
        return UNKNOWN.format(name=unknown[:40], known=known)
    if re.search(r"[{}]", NAME.sub("", typed)):
        return UNCLOSED
    missing = next((name for name in needs if name not in used), None)
    return LACKS.format(name=missing, what=names[missing]) if missing else ""


def check(text: OwnText, subject: str, body: str) -> None:
    """Refuse words that cannot be filled in. Raises RuleError."""
    for field, typed, needs in (("subject", subject, ()), ("body", body, text.needs)):
        if fault := fault_of(typed, text.names, needs):
            raise RuleError(fault, field=field)


def keep(
    session: Session, text: OwnText, subject: str, body: str, *, by: audit.Actor, now: datetime
) -> None:
    """Keep the office's own words for a text. Raises RuleError. The caller commits."""
    check(text, subject, body)
    row = kept(session, text.key)
    if row is None:
        row = MailText(key=text.key, subject="", body="", changed_at=now)
        session.add(row)
        session.flush()
    row.subject, row.body = subject, body
    if audit.record_changes(session, row, "mailtext.change", now=now, by=by):
        row.changed_at = now


def reset(session: Session, text: OwnText, *, by: audit.Actor, now: datetime) -> None:
    """Let a text be said in the product's words again. The caller commits."""
    row = kept(session, text.key)
    if row is not None:
        before = {"subject": row.subject, "body": row.body}
        audit.record(session, row, "mailtext.reset", now=now, by=by, before=before, after={})
        session.delete(row)


def line(typed: str, names: Mapping[str, str]) -> str:
    """Return a line with its names filled in."""
    return NAME.sub(lambda match: _said(match, names), typed).strip()


def filled(typed: str, names: Mapping[str, str]) -> str:
    """Return a text with its names filled in, without the lines that one stands empty in."""
    lines = [line(one, names) for one in typed.splitlines() if not _is_empty(one, names)]
    said = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    last = names.get(LAST, "")
    return said if not last or last in said else f"{said}\n{last}"


def _said(match: re.Match[str], names: Mapping[str, str]) -> str:
    """Return what a name stands for; ours with a capital where the line begins with it."""
    value = names.get(match[1], "")
    begins = not match.string[: match.start()].strip("*_ ")
    return dates.sentence(value) if begins and isinstance(value, Phrase) else value


def _is_empty(typed: str, names: Mapping[str, str]) -> bool:
    """Tell whether a line has names, and one of them stands for nothing."""
    return not all(names.get(name, "") for name in NAME.findall(typed))
