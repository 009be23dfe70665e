"""What ends: photographs by the rule of keeping, what somebody was to cover with the account."""

from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.endings import Ending, Held, Holding
from vc.accounts.models import Person
from vc.coverage.models import Coverage, Photograph
from vc.coverage.photographs import small_key
from vc.forgetting import Due, RecordKind
from vc.services import Services


def due(before: datetime) -> Due:
    """Return the photographs that were brought before an instant and are still there."""
    return Photograph.brought_at, and_(Photograph.brought_at < before, Photograph.key != "")


def forget(session: Session, services: Services, due: Due, most: int) -> int:
    """Delete the files of photographs, their captions and whom they showed; see `Forget`.

    The rows stay: a coverage that they proved is still proven.
    """
    at, is_over = due
    rows = list(session.scalars(select(Photograph).where(is_over).order_by(at).limit(most)))
    for one in rows:
        for key in (one.key, small_key(one.key)):
            services.store.remove(key)
        one.key, one.caption, one.consent = "", "", None
    return len(rows)


PHOTOGRAPHS = RecordKind(
    key="photograph",
    label="Fotografías de coberturas",
    stays="Con su pie de foto. Lo que comprobaron sigue comprobado.",
    due=due,
    forget=forget,
    proposed_days=1826,
)


def to_cover(session: Session, person: Person, now: datetime) -> list[Held]:
    """Return the coming coverages to which a person goes."""
    return [Held(str(one), one.starts_at) for one in _coming(session, person, now)]


def hand_over(ending: Ending) -> None:
    """Let the heir of a closed account go where it was to go."""
    for row in _coming(ending.session, ending.person, ending.now):
        if ending.heir is not None:
            row.goes, row.goes_id = ending.heir, ending.heir.id
            audit.record(ending.session, row, "coverage.change", now=ending.now, by=ending.by)


TO_COVER = Holding(hand_over, to_cover, "Coberturas a las que va")


def _coming(session: Session, person: Person, now: datetime) -> list[Coverage]:
    """Return the coverages to come to which a person goes, the nearest first."""
    query = select(Coverage).where(
        Coverage.goes_id == person.id,
        Coverage.starts_at > now,
        Coverage.cancelled_at.is_(None),
    )
    return list(session.scalars(query.order_by(Coverage.starts_at)))
