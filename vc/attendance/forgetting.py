"""Forgets who registered: what was counted stays, and nobody is told by it any more."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from vc.attendance.hooks import PEOPLE_FORGOTTEN, Forget
from vc.attendance.models import Registration
from vc.attendance.service import token_hash
from vc.booking.models import Event
from vc.forgetting import Due, RecordKind
from vc.mail.models import Told
from vc.services import Services


def due(before: datetime) -> Due:
    """Return who registered for sessions that are over, and is not forgotten yet."""
    past = select(Event.id).where(Event.starts_at < before)
    # Of whom a person added there may be no address.
    is_named = or_(Registration.email != "", Registration.name != "")
    is_over = and_(is_named, Registration.event_id.in_(past))
    return Registration.created_at, is_over


def forget_due(session: Session, services: Services, due: Due, most: int) -> int:
    """Forget people, the first who registered first; see `vc.forgetting.Forget`."""
    at, is_over = due
    query = select(Registration).where(is_over).order_by(at).limit(most)
    people = session.scalars(query).unique().all()
    forget(session, people, services.registry.added_to(PEOPLE_FORGOTTEN))
    return len(people)


def forget(
    session: Session, registrations: Sequence[Registration], forgetters: Iterable[Forget]
) -> None:
    """Forget the names, addresses and links of people; municipality and minutes stay.

    The caller commits.
    """
    for one in registrations:
        # What their invitations said is only asked while the session is to come.
        told = delete(Told).where(Told.event_id == one.event_id, Told.address == one.email)
        session.execute(told.execution_options(synchronize_session=False))
        one.name, one.email, one.institution, one.accepted_from = "", "", "", ""
        one.corrected_why = one.added_why = ""
        # Together with the session these tell rows apart.
        one.name_key = str(one.id)
        # Nobody has it: their own link leads nowhere from now on.
        one.token = secrets.token_urlsafe(24)
        one.token_hash = token_hash(one.token)
    ids = [one.id for one in registrations]
    for also in forgetters:
        also(session, ids)


PEOPLE = RecordKind(
    key="people",
    label="Nombres de quienes se registraron",
    stays="Desde la sesión. Se quedan minutos, municipios y folios de constancias.",
    due=due,
    forget=forget_due,
)
