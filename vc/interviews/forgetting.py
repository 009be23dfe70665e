"""What is forgotten of people who were asked for an interview, once their time is over."""

from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from vc import audit
from vc.forgetting import Due, RecordKind
from vc.interviews.models import Interview, InterviewStatus
from vc.interviews.service import token_hash
from vc.services import Services

S = InterviewStatus
OPEN = (S.INVITED, S.ACCEPTED)
HELD = ("name", "email", "guardian_name", "message", "token", "signed_from")


def due(before: datetime) -> Due:
    """Return the interviews that were asked for before, and in which nothing is to come."""
    is_over = and_(
        Interview.invited_at < before,
        Interview.forgotten_at.is_(None),
        Interview.status.not_in(OPEN),
    )
    return Interview.invited_at, is_over


def forget(session: Session, services: Services, due: Due, most: int) -> int:
    """Forget who was asked, the first first; see `vc.forgetting.Forget`.

    What they signed stays with the consents: it says what was allowed at its time. With the link
    goes the way to revoke it there; the office still does it on paper.
    """
    at, is_over = due
    rows = session.scalars(select(Interview).where(is_over).order_by(at).limit(most)).all()
    now = services.clock()
    for one in rows:
        one.token_hash = token_hash(f"{one.token}:{one.id}:forgotten")
        for name in HELD:
            setattr(one, name, "")
        if one.session is not None:
            one.session.guests = ""
        one.forgotten_at = now
        audit.record(session, one, "interview.forget", now=now, by=None, before={}, after={})
    return len(rows)


PEOPLE = RecordKind(
    key="interview",
    label="Personas invitadas a entrevistas",
    stays="Sus datos y su enlace. El consentimiento firmado y el clip se quedan.",
    due=due,
    forget=forget,
)
