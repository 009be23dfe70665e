"""Saying who appears in a clip, by the consents that are on file."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.checklists import queries
from vc.checklists.models import Appearance
from vc.clips.models import Clip, ClipStatus
from vc.clips.renders import IS_WITHDRAWN
from vc.consents.models import Consent
from vc.errors import RuleError
from vc.folding import found_in

MOST_READ = 2_000
"""Names are sealed in the database, so they are compared here: the newest consents are read."""
MOST_OFFERED = 20
REVOKED = "{folio} fue revocado: elija otro consentimiento."
ALREADY = "Esa persona ya está en la lista, en esa parte."
BACKWARDS = "El final debe ir después del principio."


def name_person(
    session: Session,
    clip: Clip,
    consent: Consent,
    span: tuple[int | None, int | None],
    *,
    now: datetime,
    by: Person,
) -> Appearance:
    """Note that the person of a consent appears, from when to when in the source's time.

    (None, None) is the whole clip. Raises RuleError, also for a consent that was revoked.
    The caller commits.
    """
    if clip.status is ClipStatus.WITHDRAWN:
        raise RuleError(IS_WITHDRAWN)
    in_ms, out_ms = span
    if in_ms is not None and out_ms is not None and out_ms <= in_ms:
        raise RuleError(BACKWARDS, field="ends")
    if consent.revoked_at is not None:
        raise RuleError(REVOKED.format(folio=consent.folio))
    known = queries.appearances_of(session, clip)
    if any((one.consent_id, one.in_ms, one.out_ms) == (consent.id, *span) for one in known):
        raise RuleError(ALREADY)
    row = Appearance(clip=clip, consent=consent, in_ms=in_ms, out_ms=out_ms, by=by, at=now)
    session.add(row)
    session.flush()
    _note(session, row, "name_person", now=now, by=by)
    return row


def remove(session: Session, appearance: Appearance, *, now: datetime, by: Person) -> None:
    """Note that somebody does not appear after all. The caller commits."""
    if appearance.removed_at is None:
        appearance.removed_at = now
        _note(session, appearance, "unname_person", now=now, by=by)


def restore(session: Session, appearance: Appearance, *, now: datetime, by: Person) -> None:
    """Undo that somebody was removed. The caller commits."""
    if appearance.removed_at is not None:
        appearance.removed_at = None
        _note(session, appearance, "name_person", now=now, by=by)


def offered(
    session: Session, clip: Clip, text: str, on: date, *, opens: Callable[[Consent], bool]
) -> list[Consent]:
    """Return the consents to choose from: those of the clip's session, or those that match a text.

    The text is looked for in folios, and in the names that `opens` says may be read.
    """
    query = select(Consent).where(
        Consent.revoked_at.is_(None),
        or_(Consent.valid_until.is_(None), Consent.valid_until >= on),
    )
    if not text:
        if clip.event_id is None:
            return []
        query = query.where(Consent.event_id == clip.event_id)
    rows = session.scalars(query.order_by(Consent.id.desc()).limit(MOST_READ))
    return _matching(rows, text, opens)[:MOST_OFFERED]


def _matching(
    rows: Iterable[Consent], text: str, opens: Callable[[Consent], bool]
) -> list[Consent]:
    """Return the consents whose folio or name has a text in it."""
    return [one for one in rows if found_in(text, one.folio, one.person_name if opens(one) else "")]


def _note(
    session: Session, appearance: Appearance, verb: str, *, now: datetime, by: Person
) -> None:
    """Write the line in the clip's history: it tells the folio and no name."""
    clip, after = appearance.clip, {"consent": appearance.consent.folio}
    audit.record(session, clip, f"clip.{verb}", now=now, by=by, before={}, after=after)
