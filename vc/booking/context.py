"""The request of whoever books, as the rules of booking take it; what waits for who asks."""

from datetime import datetime

from flask import g

from vc.access import clock, current_person, office_zone, signed_in
from vc.accounts.models import Person
from vc.booking import pending, postponing, service
from vc.booking.hooks import PENDING
from vc.db import db
from vc.office.holidays import OfficeHours
from vc.services import services


def context(person: Person | None = None) -> service.BookingContext:
    """Return the present request as booking's rules take it.

    `person` is in whose name it is where nobody is signed in: behind a private link.
    """
    person = person or current_person()
    assert person is not None
    settings = services().settings
    return service.BookingContext(
        session=db.session(),
        by=person,
        now=clock(),
        providers=services().providers,
        zone=office_zone(),
        uid_domain=settings.uid_domain,
        hours=OfficeHours(*settings.office_hours, settings.working_days),
    )


def piles() -> list[pending.Pile]:
    """Return what waits for whoever asks, by kind; the page and its menu ask once."""
    person = current_person()
    if person is None:
        return []
    if "piles" not in g:
        kinds = services().registry.added_to(PENDING)
        g.piles = pending.piles(db.session(), kinds, person, clock())
    return g.piles


def put_off() -> list[postponing.PutOff]:
    """Return what still waits for whoever asks and was put off by her."""
    kinds = services().registry.added_to(PENDING)
    return postponing.put_off(db.session(), kinds, signed_in(), clock())


def back_at() -> datetime:
    """Return when what is put off now waits again."""
    days = services().settings.working_days
    return postponing.next_working_day(db.session(), clock(), office_zone(), days)


def waiting_counts() -> dict[str, tuple[int, bool]]:
    """Return the menu's counts: by entry, how much waits and whether some of it is due."""
    return pending.menu_counts(piles())
