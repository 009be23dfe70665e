"""Taking down what was published: a task for each channel, with a clock, done with proof."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.accounts.request_context import RequestContext
from vc.approvals import takedowns as approvals_takedowns
from vc.approvals.models import Takedown
from vc.checklists import queries as checklists
from vc.clips.models import Clip
from vc.consents.models import Consent
from vc.errors import RuleError
from vc.inputs import is_blank
from vc.jobs import wake
from vc.mail import service as mail
from vc.networks.known import NETWORKS
from vc.publishing.models import Publication, PublicationStatus
from vc.publishing.service import TASK
from vc.states import advance

S = PublicationStatus
WITHIN = timedelta(hours=3)
"""The shortest time that an electoral authority has given (contract of clips, 5.1)."""

SAY_WHY = "Escriba por qué hay que retirarla."
SAY_HOW = "Escriba cómo comprobó que ya no se ve, por ejemplo: «el enlace da error 404»."
NOT_OUT = "Solo se retira lo que está publicado."
OUR_PAGE = "La página propia ya no la muestra."
SUBJECT = "Hay que retirar: {publication}"
TEXT = "{why}\n\nRetírela en {channel} ({url}) antes de las {until} y anote cómo lo comprobó."
REVOKED = "Se revocó el consentimiento {folio}."


def ask(context: RequestContext, publication: Publication, why: str) -> None:
    """Ask for a publication to be taken down; our own page does so at once.

    The caller commits. Raises RuleError.
    """
    if is_blank(why):
        raise RuleError(SAY_WHY, field="why")
    if publication.status is not S.PUBLISHED:
        raise RuleError(NOT_OUT, field="why")
    until = context.now.astimezone(context.zone) + WITHIN
    _ask(
        context.session,
        publication,
        why.strip(),
        context.now,
        by=context.by,
        until=f"{until:%H:%M}",
    )


def call_off(context: RequestContext, publication: Publication) -> None:
    """Leave a publication where it is after all. The caller commits."""
    if publication.is_to_retract:
        publication.retract_due_at = None
        audit.record(
            context.session, publication, "publication.keep", now=context.now, by=context.by
        )


def finish(context: RequestContext, publication: Publication, proof: str, key: str = "") -> None:
    """Note that it was taken down and how that was seen. The caller commits. Raises RuleError."""
    if is_blank(proof):
        raise RuleError(SAY_HOW, field="proof")
    if publication.status is not S.PUBLISHED:
        raise RuleError(NOT_OUT, field="proof")
    publication.retract_key = key
    publication.retracted_by = context.by
    _retracted(context.session, publication, proof.strip(), context.now, by=context.by)


def note_revoked(session: Session, consent: Consent, now: datetime) -> None:
    """Hear that a consent was revoked: whatever shows its person is to be taken down.

    The caller commits.
    """
    why = REVOKED.format(folio=consent.folio)
    for clip in checklists.clips_naming(session, consent):
        for publication in published_of(session, clip):
            if not publication.is_to_retract:
                _ask(session, publication, why, now, by=None)


def note_gone(session: Session, publication: Publication, proof: str, now: datetime) -> None:
    """Note that the system took it down. The caller commits."""
    _retracted(session, publication, proof, now, by=None)


def published_of(session: Session, clip: Clip) -> list[Publication]:
    """Return where a clip is published at this moment."""
    query = select(Publication).where(
        Publication.clip_id == clip.id, Publication.status == S.PUBLISHED
    )
    return list(session.scalars(query.order_by(Publication.id)).unique())


def _ask(
    session: Session,
    publication: Publication,
    why: str,
    now: datetime,
    *,
    by: Person | None,
    until: str = "",
) -> None:
    """Open the task, or do it at once where that needs nobody."""
    publication.retract_why, publication.retract_asked_at = why[:500], now
    publication.retract_due_at = now + WITHIN
    audit.record(session, publication, "publication.to_retract", now=now, by=by, reason=why)
    if NETWORKS[publication.channel.network].is_ours:
        _retracted(session, publication, OUR_PAGE, now, by=by)
        return
    if not publication.channel.is_by_hand and publication.remote_id:
        # The network may let us; where it does not, a person is told all the same.
        publication.due_at = now
        wake(session, TASK, publication.id)
    text = TEXT.format(
        why=why,
        channel=publication.channel,
        url=publication.permalink_url,
        until=until or "tres horas siguientes",
    )
    subject = SUBJECT.format(publication=publication)
    mail.alarm(session, publication.clip.event, subject=subject, text=text, now=now)


def _retracted(
    session: Session, publication: Publication, proof: str, now: datetime, *, by: Person | None
) -> None:
    """Note that nobody sees it any more; the clip's own task is done with its last post."""
    changes = {"retracted_at": now, "retract_proof": proof[:1000]}
    advance(publication, S.RETRACTED, now=now, by=by, reason=proof, **changes)
    session.flush()
    if published_of(session, publication.clip):
        return
    tasks = select(Takedown).where(
        Takedown.clip_id == publication.clip_id, Takedown.done_at.is_(None)
    )
    for task in list(session.scalars(tasks)):
        approvals_takedowns.finish_takedown(
            session, task, proof=_proofs(session, publication.clip), now=now, by=by
        )


def _proofs(session: Session, clip: Clip) -> str:
    """Return what was seen on each channel."""
    query = select(Publication).where(
        Publication.clip_id == clip.id, Publication.status == S.RETRACTED
    )
    rows = session.scalars(query.order_by(Publication.id)).unique()
    return " ".join(f"{one.channel}: {one.retract_proof}" for one in rows)[:1000]
