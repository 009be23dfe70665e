"""The rules of approving: another pair of eyes, on these very files and words, or nobody's.

Whoever cut a clip or asked for its review may not approve it; where nobody else is on duty, an
emergency approval says why, is told to everybody who coordinates, and reaches the monthly report.
`why_not_publishable` is the gate that everything asks that publishes, at the moment at which it
does.
"""

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.approvals.models import Decision, Reason, Review
from vc.approvals.takedowns import ask_takedown
from vc.checklists import queries as checklists
from vc.checklists import service as checklists_service
from vc.clips import handover, renders
from vc.clips import queries as clip_queries
from vc.clips.models import Clip, ClipStatus, RenderStatus
from vc.consents.models import Consent
from vc.errors import ConcurrentChangeError, NotAllowedError, RuleError
from vc.inputs import is_blank
from vc.mail import service as mail
from vc.permissions import Capability, check, may, refusal
from vc.privacy.models import Refusal
from vc.publishing_bans import service as publishing_bans
from vc.states import advance

S = ClipStatus
ASKABLE = frozenset({S.DRAFT, S.READY, S.CHANGES_REQUESTED, S.FAILED})
"""From here a clip comes to its review, once its files are made."""
MOST_COMMENT = 2000
NOT_YOU = "Usted cortó este clip o pidió su revisión: tiene que aprobarlo otra persona."
CHANGED = "El clip cambió mientras lo revisaba. Véalo de nuevo antes de decidir."
NOT_IN_REVIEW = "Este clip no está en revisión."
NOT_FIT = "Este clip no se puede enviar a revisión así como está."
NOT_READY = "Los archivos de este clip todavía no están listos."
NOT_APPROVED = "Nadie ha aprobado estos archivos y este texto."
BANNED = "Hay veda en esa fecha: {name}. Hace falta una excepción documentada."
SAY_WHY = "Escriba qué hay que cambiar."
SAY_WHY_ALONE = "Escriba por qué no hay otra persona que lo apruebe."
ALONE_SUBJECT = "Aprobación de emergencia: {clip}"
ALONE = (
    "{name} aprobó este clip sin otra persona, y así lo explica:\n\n{why}\n\n"
    "Queda en el informe del mes. Si no está de acuerdo, descarte el clip en su página."
)
REVOKED = "Se revocó el consentimiento {folio}."
REFUSED = "Alguien pidió no aparecer ({folio}): hay que verlo otra vez."
REFUSED_SUBJECT = "Alguien pidió no aparecer y ya hay clips aprobados"
REFUSED_TEXT = (
    "{folio} pidió no aparecer en lo que se publique de esta sesión. Vea otra vez: {clips}. Si "
    "aparece en uno que ya se publicó, retírelo."
)


def files_sha256(clip: Clip) -> str:
    """Return the digest of all files of the present cut; it changes when any byte of one does."""
    made = [one for one in clip.current_renders if one.status is RenderStatus.DONE]
    listed = sorted(f"{one.length.value} {one.shape.value} {one.sha256}" for one in made)
    return hashlib.sha256("\n".join(listed).encode()).hexdigest()


def submit(session: Session, clip: Clip, *, now: datetime, by: Person) -> None:
    """Ask for a clip's review; one whose files are still to be made goes there after that.

    The caller commits.
    """
    clip.is_submitted = True
    audit.record(session, clip, "clip.submit", now=now, by=by, before={}, after={})
    if clip.status in (S.READY, S.CHANGES_REQUESTED) and _has_files(clip):
        advance(clip, S.IN_REVIEW, now=now, by=by)
    elif clip.status in (S.DRAFT, S.FAILED, S.CHANGES_REQUESTED):
        if clip.status is S.CHANGES_REQUESTED:
            advance(clip, S.DRAFT, now=now, by=by)
        renders.ask_for_files(session, clip, now=now, by=by)
    elif clip.status is not S.RENDERING:
        raise RuleError(NOT_FIT)


def ask(session: Session, clip: Clip, now: datetime, by: Person) -> None:
    """Ask for a clip's review as somebody who answered its list. Raises NotAllowedError too."""
    check(by, Capability.CUT)
    submit(session, clip, now=now, by=by)


def take_back(session: Session, clip: Clip, *, now: datetime, by: Person) -> None:
    """Take a clip out of its review, to go on working on it. The caller commits."""
    if clip.status is not S.IN_REVIEW:
        raise RuleError(NOT_IN_REVIEW)
    clip.is_submitted = False
    advance(clip, S.READY, now=now, by=by)


def approve(
    session: Session,
    clip: Clip,
    *,
    files: str,
    text: str,
    emergency: str | None = None,
    now: datetime,
    zone: ZoneInfo,
    by: Person,
) -> Review:
    """Approve the files and the words whose digests the reviewer saw.

    `emergency` says why the author approves alone; None for the rule. Raises NotAllowedError for
    whoever may not, ConcurrentChangeError when something else is there by now, and RuleError while
    the checklist lacks something. The caller commits.
    """
    # Without its reason an exception would be a way around the rule.
    if emergency is not None and is_blank(emergency):
        raise RuleError(SAY_WHY_ALONE, field="comment")
    # Nobody saves another letter between the look at the digests and the approval of them.
    session.refresh(clip, with_for_update=True)
    why_not = why_not_approvable(session, clip, by, is_emergency=emergency is not None)
    if why_not:
        raise NotAllowedError(why_not)
    if clip.status is not S.IN_REVIEW:
        raise RuleError(NOT_IN_REVIEW)
    # What counts is what stood on the reviewer's page, not what is there when they press.
    if (files, text) != (files_sha256(clip), clip.text_sha256):
        raise ConcurrentChangeError(CHANGED)
    checklists_service.check_complete(session, clip, now=now, zone=zone, reviewer=by)
    is_alone = emergency is not None
    review = _keep(session, clip, Decision.APPROVED, emergency or "", now=now, by=by)
    review.is_emergency = is_alone
    clip.is_submitted = False
    advance(clip, S.APPROVED, now=now, by=by, reason=f"Emergencia: {emergency}" if is_alone else "")
    if is_alone:
        subject, text = ALONE_SUBJECT.format(clip=clip), ALONE.format(name=by.name, why=emergency)
        mail.alarm(session, clip.event, subject=subject, text=text, now=now)
    return review


def why_not_approvable(
    session: Session, clip: Clip, person: Person | None, *, is_emergency: bool = False
) -> str:
    """Return the reason why a person may not approve a clip at all; empty if they may."""
    if person is None or not may(person, Capability.APPROVE):
        return refusal(Capability.APPROVE)
    if is_emergency:
        return ""
    involved = handover.people_who_cut(session, clip) | _who_submitted(session, clip)
    return NOT_YOU if person.id in involved else ""


def request_changes(
    session: Session, clip: Clip, *, reason: Reason, comment: str, now: datetime, by: Person
) -> Review:
    """Send a clip back, saying what is to be changed. Raises RuleError. The caller commits."""
    check(by, Capability.APPROVE)
    if clip.status is not S.IN_REVIEW:
        raise RuleError(NOT_IN_REVIEW)
    if is_blank(comment):
        raise RuleError(SAY_WHY, field="comment")
    review = _keep(session, clip, Decision.CHANGES_REQUESTED, comment.strip(), now=now, by=by)
    review.reason = reason
    clip.is_submitted = False
    advance(clip, S.CHANGES_REQUESTED, now=now, by=by, reason=comment.strip())
    return review


def approval_of(session: Session, clip: Clip) -> Review | None:
    """Return the approval that counts: of the very files and words that there are now."""
    query = (
        select(Review)
        .where(Review.clip_id == clip.id, Review.decision == Decision.APPROVED)
        .order_by(Review.id.desc())
        .limit(1)
    )
    last = session.scalars(query).one_or_none()
    # A review stays in the history for good; it counts only while the clip stands by it.
    if last is None or clip.status is not S.APPROVED:
        return None
    is_same = (last.files_sha256, last.text_sha256) == (files_sha256(clip), clip.text_sha256)
    return last if is_same else None


def why_not_publishable(
    session: Session, clip: Clip, at: datetime, *, channel: str | None = None, zone: ZoneInfo
) -> list[str]:
    """Return every reason why a clip may not be published at an instant, as sentences.

    The gate: it is asked when somebody plans, and again at the moment itself.
    """
    reasons = []
    if approval_of(session, clip) is None:
        reasons.append(NOT_APPROVED)
    ban = publishing_bans.blocking(session, at, ("Clip", clip.id), zone=zone)
    if ban is not None:
        reasons.append(BANNED.format(name=ban.name))
    reasons += checklists.consent_gaps(session, clip, at.astimezone(zone).date(), channel=channel)
    return reasons


def note_revoked(session: Session, consent: Consent, now: datetime) -> None:
    """Hear that a consent was revoked: what names its person is to be taken down.

    Clips that were approved once may be published: each gets a task with a clock, and no approval
    of it counts any more. The caller commits.
    """
    for clip in checklists.clips_naming(session, consent):
        if clip.status is S.APPROVED:
            reason = REVOKED.format(folio=consent.folio)
            advance(clip, S.IN_REVIEW, now=now, reason=reason)
        if _was_approved(session, clip):
            ask_takedown(session, clip, REVOKED.format(folio=consent.folio), now, consent=consent)


def note_refused(session: Session, refused: Refusal, now: datetime) -> None:
    """Hear that somebody does not want to appear: clips of the session are looked at once more.

    Approved ones wait for it, and whoever coordinates is told of those that may be out. The caller
    commits.
    """
    found = [
        one
        for one in clip_queries.clips_of_event(session, refused.event)
        if _was_approved(session, one)
    ]
    for clip in found:
        if clip.status is S.APPROVED:
            reason = REFUSED.format(folio=refused.folio)
            advance(clip, S.IN_REVIEW, now=now, reason=reason)
    if found:
        named = ", ".join(one.folio for one in found)
        text = REFUSED_TEXT.format(folio=refused.folio, clips=named)
        mail.alarm(session, refused.event, subject=REFUSED_SUBJECT, text=text, now=now)


def _keep(
    session: Session, clip: Clip, decision: Decision, comment: str, *, now: datetime, by: Person
) -> Review:
    """Keep a decision with the digests of what it is about."""
    review = Review(
        clip=clip,
        decision=decision,
        comment=comment.strip()[:MOST_COMMENT],
        files_sha256=files_sha256(clip),
        text_sha256=clip.text_sha256,
        by=by,
        at=now,
    )
    session.add(review)
    session.flush()
    return review


def _has_files(clip: Clip) -> bool:
    """Tell whether every file of the present cut is made."""
    renders = clip.current_renders
    return bool(renders) and all(one.status is RenderStatus.DONE for one in renders)


def _who_submitted(session: Session, clip: Clip) -> set[int]:
    """Return who asked for the review."""
    query = select(audit.AuditLine.person_id).where(
        audit.AuditLine.subject_kind == "Clip",
        audit.AuditLine.subject_id == clip.id,
        audit.AuditLine.action == "clip.submit",
    )
    return {number for number in session.scalars(query) if number is not None}


def _was_approved(session: Session, clip: Clip) -> bool:
    """Tell whether anybody ever approved a state of the clip."""
    query = select(Review.id).where(Review.clip_id == clip.id, Review.decision == Decision.APPROVED)
    return session.scalar(query.limit(1)) is not None
