"""What is forgotten of people who were asked: when, by their rule, letters of that age go."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.interviews.models import Interview, InterviewStatus
from vc.interviews.service import token_hash
from vc.retention.models import Record, RecordRule
from vc.services import Services

S = InterviewStatus
IS_OPEN = (S.INVITED, S.ACCEPTED)
PIECE = 200


def let_go(session: Session, services: Services) -> int:
    """Forget who was asked for an interview longer ago than letters are kept; return how many.

    What they signed stays with the consents: it says what was allowed at its time. With the link
    goes the way to revoke it there; the office still does it on paper. It commits.
    """
    query = select(RecordRule.keep_days).where(
        RecordRule.record == Record.MAIL, RecordRule.is_automatic
    )
    days, now = session.scalar(query), services.clock()
    if days is None:
        session.commit()
        return 0
    is_due = (
        Interview.invited_at < now - timedelta(days=days),
        Interview.forgotten_at.is_(None),
        Interview.status.not_in(IS_OPEN),
    )
    rows = session.scalars(select(Interview).where(*is_due).limit(PIECE)).all()
    for one in rows:
        one.token_hash = token_hash(f"{one.token}:{one.id}:forgotten")
        for name in ("name", "email", "guardian_name", "message", "token", "signed_from"):
            setattr(one, name, "")
        if one.session is not None:
            one.session.guests = ""
        one.forgotten_at = now
        audit.record(session, one, "interview.forget", now=now, by=None, before={}, after={})
    session.commit()
    return len(rows)
