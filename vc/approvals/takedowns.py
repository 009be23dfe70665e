"""Tasks to take a clip down that may not be shown any more."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.approvals.models import Takedown
from vc.clips.models import Clip
from vc.consents.models import Consent
from vc.errors import RuleError
from vc.inputs import is_blank
from vc.mail import service as mail

TAKEN_DOWN_WITHIN = timedelta(hours=3)
"""The shortest time that an electoral authority has given (contract of clips, 5.1)."""
SAY_WHERE = "Escriba dónde se retiró y cómo lo comprobó."
TAKEDOWN_SUBJECT = "Hay que retirar: {clip}"
TAKEDOWN = (
    "{why}\n\nRetire este clip de dondequiera que esté publicado, en tres horas cuando mucho, y "
    "anote en «Mis pendientes» dónde se retiró y cómo lo comprobó."
)


def ask_takedown(
    session: Session, clip: Clip, why: str, now: datetime, *, consent: Consent | None = None
) -> Takedown:
    """Ask for a clip to be taken down wherever it is; an open task for the same is kept."""
    open_one = select(Takedown).where(
        Takedown.clip_id == clip.id, Takedown.done_at.is_(None), Takedown.why == why
    )
    found = session.scalars(open_one).first()
    if found is not None:
        return found
    task = Takedown(
        clip=clip, consent=consent, why=why, created_at=now, due_at=now + TAKEN_DOWN_WITHIN
    )
    session.add(task)
    session.flush()
    audit.record(session, clip, "takedown.ask", now=now, by=None, before={}, after={}, reason=why)
    subject, text = TAKEDOWN_SUBJECT.format(clip=clip), TAKEDOWN.format(why=why)
    mail.alarm(session, clip.event, subject=subject, text=text, now=now)
    return task


def finish_takedown(
    session: Session, task: Takedown, *, proof: str, now: datetime, by: Person | None
) -> None:
    """Note where and how a clip was taken down; by nobody when the system did.

    Raises RuleError without that.
    """
    if is_blank(proof):
        raise RuleError(SAY_WHERE, field="proof")
    if task.done_at is not None:
        return
    task.done_at, task.done_by, task.proof = now, by, proof.strip()
    audit.record(
        session, task.clip, "takedown.done", now=now, by=by, before={}, after={}, reason=task.proof
    )
