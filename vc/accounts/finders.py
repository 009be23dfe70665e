"""The people that a search of everything finds, for those who administer them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.accounts.labels import ROLES
from vc.accounts.models import Person
from vc.folding import found_in
from vc.paging import Page
from vc.search.hooks import Asked, Finder, Hit
from vc.search.service import page_of_list


def _find(session: Session, asked: Asked) -> Page[Hit]:
    """Return the people who are called so, those who can enter first."""
    query = select(Person.id, Person.name, Person.email)
    named = session.execute(query.order_by(Person.is_active.desc(), Person.name))
    found = [number for number, *names in named if found_in(asked.words, *names)]
    page = page_of_list(found, asked)
    if not page.rows:
        return page.of([])
    people = {
        one.id: one for one in session.scalars(select(Person).where(Person.id.in_(page.rows)))
    }
    return page.of([_person(people[number]) for number in page.rows])


def _person(person: Person) -> Hit:
    """Return a person as they were found."""
    return Hit(
        title=person.name,
        args={"person_id": person.id},
        row=person,
        about=ROLES[person.role],
        state=None if person.is_active else ("Sin acceso", "off"),
        names=(person.name, person.email),
    )


PEOPLE = Finder(
    key="personas", title="Personas", endpoint="accounts.person", icon="people", find=_find
)
