"""What tests of the plan do: count what a person does, look at rows, enter a ban."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from webtest import Form, TestApp, TestResponse

from vc.accounts.models import Person
from vc.db import db
from vc.editorial_plan.models import ObservanceTask
from vc.publishing.models import Publication
from vc.publishing_bans import service as bans
from vc.publishing_bans.models import Ban, BanScope
from vc.publishing_bans.service import NewBan


@dataclass
class Hand:
    """A person at a browser: everything opened, clicked and sent counts."""

    browser: TestApp
    actions: int = 0

    def open(self, path: str) -> TestResponse:
        """Open an address."""
        self.actions += 1
        return self.browser.get(path)

    def click(self, page: TestResponse, words: str) -> TestResponse:
        """Follow a link."""
        self.actions += 1
        return page.click(words)

    def send(self, form: Form) -> TestResponse:
        """Send a form, and follow where it leads."""
        self.actions += 1
        return form.submit().follow()


def form_to(page: TestResponse, ending: str) -> Form:
    """Return the form of a page that is sent to an address with that ending."""
    return next(one for one in page.forms.values() if one.action.endswith(ending))


def form_with(page: TestResponse, name: str) -> Form:
    """Return the form of a page that has a field."""
    return next(one for one in page.forms.values() if name in one.fields)


def planned() -> list[Publication]:
    """Return every publication as it is now, in order of time."""
    db.session.rollback()
    query = select(Publication).order_by(Publication.publish_after, Publication.id)
    return list(db.session.scalars(query).unique())


def task_on(day: date) -> ObservanceTask:
    """Return the task of the observance of a day, as it is now."""
    db.session.rollback()
    query = select(ObservanceTask).where(ObservanceTask.observed_on == day)
    return db.session.scalars(query).unique().one()


def ban(first: date, last: date, *, by: Person, now: datetime) -> Ban:
    """Enter a ban, and commit."""
    new = NewBan("Campañas", first, last, BanScope.STATE, "https://ine.mx/calendario")
    made = bans.enter(db.session(), new, now=now, by=by)
    db.session.commit()
    return made
