"""What pages read of consents."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from vc.booking.models import Event
from vc.consents.models import Consent
from vc.consents.service import MOST_READ
from vc.errors import NotFoundError
from vc.folding import found_in
from vc.inputs import number_of

MOST_SHOWN = 200
SOON = timedelta(days=30)
SHOWN = ("valid", "ending", "revoked", "minors", "all", "refusals")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What the list is narrowed to. `shown`: valid, ending, revoked, minors, all, refusals."""

    shown: str = "valid"
    text: str = ""
    event_id: int | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str], text: str = "") -> "Search":
        """Return the search of an address and of a form's text; what makes no sense is left out.

        A text is a name: it stands in no address, for those are logged.
        """
        shown = asked.get("ver", "valid")
        return cls(
            shown=shown if shown in SHOWN else "valid",
            text=text.strip()[:100],
            event_id=number_of(asked.get("sesion")),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """Consents that match. `is_cut` tells that there may be more, which are not among them."""

    rows: list[Consent]
    is_cut: bool


def search(
    session: Session, wanted: Search, today: date, *, opens: Callable[[Consent], bool]
) -> Found:
    """Return the consents that match, the newest first.

    A text is looked for in folios, and in the names that `opens` says may be read.
    """
    query = _narrow(select(Consent), wanted, today)
    if wanted.event_id is not None:
        query = query.where(Consent.event_id == wanted.event_id)
    rows = session.scalars(query.order_by(Consent.id.desc()).limit(MOST_READ + 1)).all()
    found = [
        one
        for one in rows[:MOST_READ]
        if found_in(wanted.text, one.folio, one.person_name if opens(one) else "")
    ]
    return Found(found[:MOST_SHOWN], len(rows) > MOST_READ or len(found) > MOST_SHOWN)


def _narrow(query: Select[Consent], wanted: Search, today: date) -> Select[Consent]:
    """Narrow a query of consents."""
    is_revoked = Consent.revoked_at.is_not(None)
    is_open = or_(Consent.valid_until.is_(None), Consent.valid_until >= today)
    match wanted.shown:
        case "valid":
            return query.where(~is_revoked, is_open)
        case "ending":
            return query.where(~is_revoked, Consent.valid_until.between(today, today + SOON))
        case "revoked":
            return query.where(is_revoked)
        case "minors":
            return query.where(Consent.is_minor)
    return query


def count_of(session: Session, event: Event) -> int:
    """Return the number of consents that were given at a session."""
    query = select(func.count()).select_from(Consent).where(Consent.event_id == event.id)
    return session.scalar(query) or 0


def consent_by_id(session: Session, consent_id: int) -> Consent:
    """Return a consent. Raises NotFoundError."""
    consent = session.get(Consent, consent_id)
    if consent is None:
        raise NotFoundError("Ese consentimiento no existe.")
    return consent


def event_of(session: Session, event_id: int | None) -> Event | None:
    """Return the session at which it was given, if any."""
    return session.get(Event, event_id) if event_id is not None else None
