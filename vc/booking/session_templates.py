"""Types of session: what the booking form begins with, as the office keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.booking.models import Campaign, EventKind, SessionTemplate
from vc.db import flush_unique
from vc.errors import NotFoundError, RuleError

TAKEN = "Ya hay un tipo con ese nombre."
NO_CAMPAIGN = "Elija una campaña de la lista."


@dataclass(frozen=True, slots=True)
class TemplateAnswers:
    """A type as it is entered. `answers` are by the names of the booking form's fields."""

    name: str
    kind: EventKind
    answers: Mapping[str, object]
    is_active: bool = True


def all_of_them(session: Session) -> list[SessionTemplate]:
    """Return every type, those that are offered first, by name."""
    order = (SessionTemplate.is_active.desc(), SessionTemplate.name)
    return list(session.scalars(select(SessionTemplate).order_by(*order)))


def offered(session: Session) -> list[SessionTemplate]:
    """Return the types that a session can begin with."""
    return [one for one in all_of_them(session) if one.is_active]


def template_by_id(session: Session, template_id: int) -> SessionTemplate:
    """Return a type. Raises NotFoundError."""
    found = session.get(SessionTemplate, template_id)
    if found is None:
        raise NotFoundError("Ese tipo de sesión no existe.")
    return found


def add(
    session: Session, answers: TemplateAnswers, *, by: audit.Actor, now: datetime
) -> SessionTemplate:
    """Add a type. Raises RuleError where there is one of that name. The caller commits."""
    row = SessionTemplate()
    _write(session, row, answers)
    session.add(row)
    flush_unique(session, TAKEN, field="name")
    after = {"name": row.name}
    audit.record(session, row, "sessiontemplate.add", now=now, by=by, before={}, after=after)
    return row


def change(
    session: Session,
    row: SessionTemplate,
    answers: TemplateAnswers,
    *,
    by: audit.Actor,
    now: datetime,
) -> None:
    """Change a type; sessions that began with it stay as they are. The caller commits."""
    _write(session, row, answers)
    before, after = audit.changes_of(row)
    if before or after:
        flush_unique(session, TAKEN, field="name")
        audit.record(
            session, row, "sessiontemplate.change", now=now, by=by, before=before, after=after
        )


def _write(session: Session, row: SessionTemplate, answers: TemplateAnswers) -> None:
    """Copy what was entered into the row. Raises RuleError for a campaign that there is not."""
    campaign_id = answers.answers.get("campaign_id")
    if campaign_id is not None and session.get(Campaign, campaign_id) is None:
        raise RuleError(NO_CAMPAIGN, field="campaign_id")
    row.name, row.kind, row.is_active = answers.name, answers.kind, answers.is_active
    row.answers = dict(answers.answers)
