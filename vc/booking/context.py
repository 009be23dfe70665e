"""The request of whoever books, as the rules of booking take it."""

from vc.access import clock, current_person, office_zone
from vc.booking import service
from vc.db import db
from vc.services import services


def context() -> service.BookingContext:
    """Return the present request as booking's rules take it."""
    person = current_person()
    assert person is not None
    return service.BookingContext(
        session=db.session(),
        by=person,
        now=clock(),
        providers=services().providers,
        zone=office_zone(),
        uid_domain=services().settings.uid_domain,
    )
