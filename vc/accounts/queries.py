"""What the pages of accounts read."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vc.accounts.models import Person, SignIn
from vc.audit import AuditLine
from vc.errors import NotFoundError
from vc.paging import Page, page_of
from vc.permissions import Capability, roles_with

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class AuditSearch:
    """What the audit page is narrowed to; everything is optional. Dates are the office's."""

    person_id: int | None = None
    action: str = ""
    since_on: date | None = None
    until_on: date | None = None
    page: int = 1


def people(session: Session) -> list[Person]:
    """Return everybody, those who can enter first, by name."""
    return list(session.scalars(select(Person).order_by(Person.is_active.desc(), Person.name)))


def people_page(session: Session, number: int) -> Page[Person]:
    """Return one page of everybody, those who can enter first, by name."""
    query = select(Person).order_by(Person.is_active.desc(), Person.name, Person.id)
    return page_of(session, query, number, PAGE_SIZE)


def heirs(session: Session, leaver: Person) -> list[tuple[int, str]]:
    """Return the people who can inherit from a closed account, for a select."""
    query = select(Person).where(Person.is_active.is_(True), Person.id != leaver.id)
    query = query.where(Person.role.in_(roles_with(Capability.BOOK)))
    return [(one.id, one.name) for one in session.scalars(query.order_by(Person.name))]


def person_by_id(session: Session, person_id: int) -> Person:
    """Return a person. Raises NotFoundError."""
    found = session.get(Person, person_id)
    if found is None:
        raise NotFoundError("Esa persona no existe.")
    return found


def open_sign_ins(session: Session, person: Person, now: datetime) -> list[SignIn]:
    """Return the person's sign-ins that are still good, the newest first."""
    query = select(SignIn).where(
        SignIn.person_id == person.id, SignIn.revoked_at.is_(None), SignIn.expires_at > now
    )
    return list(session.scalars(query.order_by(SignIn.created_at.desc())))


def audit_lines(session: Session, wanted: AuditSearch, zone: ZoneInfo) -> Page[AuditLine]:
    """Return one page of the audit lines that match, the newest first."""
    query = select(AuditLine)
    if wanted.person_id is not None:
        query = query.where(AuditLine.person_id == wanted.person_id)
    if wanted.action:
        query = query.where(AuditLine.action == wanted.action)
    if wanted.since_on:
        query = query.where(AuditLine.at >= datetime.combine(wanted.since_on, time(), zone))
    if wanted.until_on:
        end = datetime.combine(wanted.until_on + timedelta(days=1), time(), zone)
        query = query.where(AuditLine.at < end)
    return page_of(
        session, query.order_by(AuditLine.at.desc(), AuditLine.id.desc()), wanted.page, PAGE_SIZE
    )


def rename_area(session: Session, before: str, after: str) -> None:
    """Give the people of an area its new name. The caller commits."""
    session.execute(update(Person).where(Person.area == before).values(area=after))
