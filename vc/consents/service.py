"""Registering consents, revoking them, and telling what one does not cover."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.consents.labels import CHANNELS, SCOPES
from vc.consents.models import ANY_CHANNEL, Consent, Scope
from vc.errors import RuleError
from vc.folding import folded
from vc.inputs import is_blank
from vc.permissions import Capability, check

MOST_READ = 2000
"""Names are sealed in the database, so they are compared here: the newest ones are read."""
ALREADY = "Ya está registrado igual, como {folio}: no hace falta otro."

ALREADY_REVOKED = "Este consentimiento ya estaba revocado."

Hearer = Callable[[Session, Consent, datetime], None]


@dataclass(frozen=True, slots=True, repr=False)
class NewConsent:
    """A consent as somebody hands it in; its repr is the object's own, so that no log names it."""

    person_name: str
    scope: frozenset[Scope]
    channels: frozenset[str]
    valid_from: date
    evidence_key: str
    valid_until: date | None = None
    is_minor: bool = False
    guardian_name: str = ""
    opinion_key: str = ""
    event_id: int | None = None
    note: str = ""


def register(session: Session, new: NewConsent, *, now: datetime, by: Person) -> Consent:
    """Add a consent; the caller commits. Raises RuleError and NotAllowedError."""
    check(by, Capability.REGISTER_CONSENT)
    _check(new)
    _check_is_no_twin(session, new)
    consent = Consent(
        person_name=new.person_name.strip(),
        is_minor=new.is_minor,
        guardian_name=new.guardian_name.strip(),
        has_child_opinion=bool(new.opinion_key),
        scope=[one.value for one in Scope if one in new.scope],
        channels=sorted(new.channels),
        valid_from=new.valid_from,
        valid_until=new.valid_until,
        evidence_key=new.evidence_key,
        opinion_key=new.opinion_key,
        event_id=new.event_id,
        note=new.note.strip(),
        entered_by_id=by.id,
        entered_at=now,
    )
    session.add(consent)
    session.flush()
    audit.record(session, consent, "consent.add", now=now, by=by, after={"is_minor": new.is_minor})
    return consent


def revoke(
    session: Session,
    consent: Consent,
    *,
    why: str,
    by: Person,
    now: datetime,
    hearers: Iterable[Hearer] = (),
) -> None:
    """End a consent now and tell the hearers in the same transaction; the caller commits.

    Raises RuleError and NotAllowedError.
    """
    check(by, Capability.REVOKE_CONSENT, consent)
    if consent.revoked_at is not None:
        raise RuleError(ALREADY_REVOKED)
    if is_blank(why):
        raise RuleError("Escriba por qué se revoca.", field="why")
    _end(session, consent, why.strip(), by, now, hearers)


def revoke_own(
    session: Session, consent: Consent, *, now: datetime, hearers: Iterable[Hearer] = ()
) -> None:
    """End a consent because its person, who proved to be that, says so; the caller commits."""
    if consent.revoked_at is not None:
        raise RuleError(ALREADY_REVOKED)
    _end(session, consent, "La persona lo revocó desde su enlace.", None, now, hearers)


def _end(
    session: Session,
    consent: Consent,
    why: str,
    by: Person | None,
    now: datetime,
    hearers: Iterable[Hearer],
) -> None:
    """End a consent and tell the hearers."""
    consent.revoked_at = now
    consent.revoked_by_id = by.id if by else None
    consent.revoked_why = why
    # Whoever asked may have told their name in the reason, so the line only says that it ended.
    audit.record(session, consent, "consent.revoke", now=now, by=by, before={}, after={})
    for hear in hearers:
        hear(session, consent, now)


def is_valid(consent: Consent, *, channel: str, on: date) -> bool:
    """Tell whether the consent holds for a channel on a day, whatever it lets be shown."""
    return not gaps(consent, (channel,), frozenset(), on)


def gaps(
    consent: Consent, channels: Iterable[str], scope: Iterable[Scope], on: date
) -> tuple[str, ...]:
    """Return in Spanish why the consent does not cover this; empty when it does. Names nobody."""
    found = [text for is_so, text in _general_gaps(consent, on) if is_so]
    if ANY_CHANNEL not in consent.channels:
        missing = [one for one in channels if one not in consent.channels]
        found += [f"No incluye {CHANNELS.get(one, one)}." for one in missing]
    lacking = set(scope) - {Scope(one) for one in consent.scope}
    found += [f"No incluye: {SCOPES[one]}." for one in Scope if one in lacking]
    return tuple(found)


def _general_gaps(consent: Consent, on: date) -> tuple[tuple[bool, str], ...]:
    """Return what can be wrong with a consent for every use of it."""
    until = consent.valid_until
    return (
        (consent.revoked_at is not None, "Fue revocado."),
        (on < consent.valid_from, "Todavía no empieza su vigencia."),
        (until is not None and until < on, "Terminó su vigencia."),
        (
            consent.is_minor and not consent.guardian_name,
            "Falta el nombre de su madre, padre o persona tutora.",
        ),
        (consent.is_minor and not consent.has_child_opinion, "Falta su opinión."),
    )


def of_same_person(session: Session, consent: Consent) -> list[Consent]:
    """Return the other consents under the same name that were not revoked, the newest first."""
    open_ones = select(Consent).where(Consent.revoked_at.is_(None), Consent.id != consent.id)
    rows = session.scalars(open_ones.order_by(Consent.id.desc()).limit(MOST_READ))
    return [one for one in rows if _is_same(one.person_name, consent.person_name)]


def _is_same(name: str, other: str) -> bool:
    """Tell whether two names are one, however they were typed."""
    return folded(name).split() == folded(other).split()


def _check_is_no_twin(session: Session, new: NewConsent) -> None:
    """Refuse what is registered already: revoking one of two would leave the other in force."""
    query = select(Consent).where(
        Consent.revoked_at.is_(None),
        Consent.valid_from == new.valid_from,
        Consent.event_id == new.event_id,
    )
    for one in session.scalars(query):
        is_twin = (one.valid_until, set(one.scope), set(one.channels)) == (
            new.valid_until,
            {scope.value for scope in new.scope},
            set(new.channels),
        )
        if is_twin and _is_same(one.person_name, new.person_name):
            raise RuleError(ALREADY.format(folio=one.folio), field="person_name")


def _check(new: NewConsent) -> None:
    """Refuse a consent that proves nothing."""
    wrong = (
        (is_blank(new.person_name), "Escriba el nombre de la persona.", "person_name"),
        (not new.scope, "Elija qué se autoriza a mostrar.", "scope"),
        (not new.channels, "Elija al menos un canal.", "channels"),
        (bool(new.channels - CHANNELS.keys()), "Ese canal no existe.", "channels"),
        (not new.evidence_key, "Suba el consentimiento firmado.", "evidence"),
        (
            new.valid_until is not None and new.valid_until < new.valid_from,
            "El último día no puede ser anterior al primero.",
            "valid_until",
        ),
        (
            new.is_minor and is_blank(new.guardian_name),
            "Escriba el nombre de su madre, padre o persona tutora.",
            "guardian_name",
        ),
        (new.is_minor and not new.opinion_key, "Suba su opinión.", "opinion"),
    )
    for is_wrong, message, field in wrong:
        if is_wrong:
            raise RuleError(message, field=field)
