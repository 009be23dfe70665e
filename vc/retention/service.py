"""The rules of keeping: who may see it, until when it is kept, the bin, and the vendor's copy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.booking.models import EventKind, Visibility
from vc.errors import RuleError
from vc.jobs import release, wake
from vc.recordings import ingest
from vc.recordings.hooks import Need
from vc.recordings.models import (
    Consent,
    FileStatus,
    Recording,
    RecordingStatus,
    VendorCopy,
)
from vc.retention.models import (
    DeletionStatus,
    Disposal,
    DisposalStatus,
    RetentionRule,
    VendorDeletion,
)
from vc.retention.queries import due
from vc.states import advance

BIN_DAYS = timedelta(days=30)
MOST_AT_ONCE = 50

NO_PUBLIC_PAGE = (
    "No puede ser pública: no es de ninguna sesión, así que no tiene página pública. Asígnela a "
    "una sesión, o difúndala como clip."
)
NEEDS_CONSENT = "Para hacerla pública hace falta registrar antes el consentimiento."
NEEDS_MINORS_CONSENT = (
    "En la sesión hubo niñas, niños o adolescentes: para hacerla pública, su consentimiento tiene "
    "que estar en expediente."
)
IN_THE_BIN = "Esta grabación está en la papelera. Recupérela antes de decidir algo más."
IS_GONE = "Esta grabación ya se eliminó."
STILL_COMING = "Esta grabación todavía se está descargando. Espere a que termine."
NOT_SAFE = "Todavía no está todo guardado aquí: esa copia es la única que hay de algún archivo."
NO_COPY = "Ahí ya no hay una copia que borrar."
BY_RULE = "Venció el plazo de su tipo de sesión."

"""Tells why a feature to the right still needs a recording, in Spanish; empty where it does not."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decides of a recording. `keep_until` None leaves it to the rule of its kind."""

    visibility: Visibility
    consent: Consent
    consent_note: str
    keep_until: datetime | None
    keep_reason: str


def decide(
    session: Session, recording: Recording, decision: Decision, *, now: datetime, by: Person
) -> None:
    """Keep what a person decided. Raises RuleError."""
    _check_is_there(recording)
    if decision.visibility is Visibility.PUBLIC:
        _check_may_be_public(recording, decision.consent)
    recording.visibility = decision.visibility
    recording.consent = decision.consent
    recording.consent_note = decision.consent_note
    recording.keep_until = decision.keep_until
    recording.keep_reason = decision.keep_reason if decision.keep_until else ""
    # Who saves the form as it stands has decided nothing, and leaves no line.
    if session.is_modified(recording):
        audit.record(session, recording, "recording.decide", now=now, by=by)


def throw_away(
    session: Session,
    recording: Recording,
    *,
    reason: str,
    now: datetime,
    by: Person | None,
    needs: Iterable[Need] = (),
) -> Disposal:
    """Put a recording into the bin, from which it can be brought back for 30 days.

    Raises RuleError for what is being fetched at this moment, is gone, or is needed.
    """
    _check_is_there(recording)
    if recording.status is RecordingStatus.DOWNLOADING:
        raise RuleError(STILL_COMING)
    _check_is_not_needed(session, recording, needs)
    recording.trashed_at = now
    # At once, and not in thirty days: nobody outside sees any more what somebody threw away.
    recording.visibility = Visibility.INTERNAL
    for file in recording.files:
        # What was not begun is not fetched into the bin; it is if somebody takes it back.
        if file.status is FileStatus.FOUND:
            file.due_at = None
    disposal = Disposal(
        recording=recording,
        reason=reason,
        thrown_by=by,
        thrown_at=now,
        due_at=now + BIN_DAYS,
    )
    session.add(disposal)
    session.flush()
    _line(session, recording, "recording.throw_away", now=now, by=by, reason=reason)
    return disposal


def restore(session: Session, recording: Recording, *, now: datetime, by: Person) -> None:
    """Bring a recording back from the bin; what of it was still to be fetched is fetched."""
    disposal = disposal_of(session, recording)
    if disposal is None or recording.status is RecordingStatus.PURGED:
        raise RuleError(IS_GONE)
    advance(disposal, DisposalStatus.RESTORED, now=now)
    release(disposal, due_at=None)
    recording.trashed_at = None
    _line(session, recording, "recording.restore", now=now, by=by)
    if ingest.is_wanted(recording):
        for file in recording.files:
            if file.status is FileStatus.FOUND:
                file.due_at = now
                wake(session, "fetch_file", file.id)


def disposal_of(session: Session, recording: Recording) -> Disposal | None:
    """Return the disposal of a recording in the bin, locked; None outside it."""
    query = select(Disposal).where(
        Disposal.recording_id == recording.id, Disposal.status == DisposalStatus.IN_BIN
    )
    return session.scalars(query.with_for_update()).first()


def why_not_deletable(recording: Recording) -> str:
    """Return the reason why the vendor's copy cannot be deleted, in Spanish; empty where it can."""
    if recording.vendor_copy is not VendorCopy.PRESENT:
        return NO_COPY
    # What is missing is not at the vendor either: only what is still to come has to be waited for.
    ends = (FileStatus.STORED, FileStatus.MISSING)
    is_whole = recording.is_complete and all(one.status in ends for one in recording.files)
    return "" if is_whole and recording.status is RecordingStatus.STORED else NOT_SAFE


def why_needed(session: Session, recording: Recording, needs: Iterable[Need]) -> str:
    """Return the reason why a recording cannot go yet, in Spanish; empty where nobody needs it."""
    return next((reason for need in needs if (reason := need(session, recording))), "")


def ask_for_deletion(
    session: Session,
    recording: Recording,
    *,
    now: datetime,
    by: Person,
    needs: Iterable[Need] = (),
) -> VendorDeletion:
    """Have the vendor's copy deleted once ours was read again and verified. Raises RuleError."""
    reason = why_not_deletable(recording) or why_needed(session, recording, needs)
    if reason:
        raise RuleError(reason)
    deletion = session.scalar(
        select(VendorDeletion).where(VendorDeletion.recording_id == recording.id).with_for_update()
    )
    if deletion is None:
        deletion = VendorDeletion(recording=recording, asked_by=by, asked_at=now, due_at=now)
        session.add(deletion)
        session.flush()
    elif deletion.status is DeletionStatus.FAILED:
        advance(deletion, DeletionStatus.ASKED, now=now)
        deletion.asked_by, deletion.asked_at = by, now
        release(deletion, due_at=now)
    else:
        return deletion
    _line(session, recording, "recording.ask_vendor_deletion", now=now, by=by)
    wake(session, "delete_at_vendor", deletion.id)
    return deletion


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants of one kind: days, None for good, and whether it works by itself."""

    kind: EventKind | None
    visibility: Visibility
    keep_days: int | None
    is_automatic: bool


def set_rules(session: Session, wanted: Iterable[Wanted], *, now: datetime, by: Person) -> None:
    """Keep the rules of every kind; what did not change leaves no line."""
    known = {(one.kind, one.visibility): one for one in session.scalars(select(RetentionRule))}
    by_id = by.id
    for one in wanted:
        rule = known.get((one.kind, one.visibility))
        if rule is None:
            rule = RetentionRule(kind=one.kind, visibility=one.visibility)
            session.add(rule)
        elif (rule.keep_days, rule.is_automatic) == (one.keep_days, one.is_automatic):
            continue
        before = {"keep_days": rule.keep_days, "is_automatic": rule.is_automatic}
        rule.keep_days = one.keep_days
        rule.is_automatic = one.is_automatic and one.keep_days is not None
        rule.changed_by_id, rule.changed_at = by_id, now
        session.flush()
        after = {"keep_days": rule.keep_days, "is_automatic": rule.is_automatic}
        action = "retentionrule.set"
        audit.record(session, rule, action, now=now, by=by, before=before, after=after)


def plan(session: Session, now: datetime, *, needs: Iterable[Need] = ()) -> None:
    """Put into the bin what is due by a rule that a person confirmed, unless it is needed."""
    for one in due(session, now, automatic_only=True, limit=MOST_AT_ONCE):
        if not why_needed(session, one.recording, needs):
            throw_away(session, one.recording, reason=BY_RULE, now=now, by=None)


def _check_is_not_needed(session: Session, recording: Recording, needs: Iterable[Need]) -> None:
    """Raise RuleError for what another feature still needs."""
    reason = why_needed(session, recording, needs)
    if reason:
        raise RuleError(reason)


def _check_is_there(recording: Recording) -> None:
    """Raise RuleError for what is gone or in the bin."""
    if recording.status is RecordingStatus.PURGED:
        raise RuleError(IS_GONE)
    if recording.trashed_at is not None:
        raise RuleError(IN_THE_BIN)


def _check_may_be_public(recording: Recording, consent: Consent) -> None:
    """Raise RuleError unless those who are in it agreed."""
    if recording.event is None:
        raise RuleError(NO_PUBLIC_PAGE, field="visibility")
    if recording.shows_minors and consent is not Consent.ON_FILE:
        raise RuleError(NEEDS_MINORS_CONSENT, field="visibility")
    if consent not in (Consent.ON_FILE, Consent.NOT_NEEDED):
        raise RuleError(NEEDS_CONSENT, field="visibility")


def _line(
    session: Session,
    recording: Recording,
    action: str,
    *,
    now: datetime,
    by: Person | None,
    reason: str = "",
) -> None:
    """Add a line to the recording's history."""
    audit.record(session, recording, action, now=now, by=by, before={}, after={}, reason=reason)
