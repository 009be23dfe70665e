"""What the forms of coverages offer: municipalities, zones, sessions and people."""

from collections.abc import Collection

from vc import dates
from vc.access import clock, office_zone
from vc.booking.form_page import hosts_to_choose
from vc.booking.models import Event
from vc.booking.queries import named as named_rows
from vc.coverage import queries, zones
from vc.coverage.forms import CoverageForm
from vc.coverage.models import Municipality, Zone
from vc.db import db
from vc.forms import Rows


def offered(form: CoverageForm) -> CoverageForm:
    """Return a coverage's form with what can be chosen."""
    return form.offer(towns(), sessions(), hosts_to_choose())


def towns() -> Rows:
    """Return the municipalities with their zone, for a select."""

    def all_of_them() -> list[tuple[int, str]]:
        return [
            (one.id, f"{one.name} ({each.zone.name})")
            for each in zones.all_of_them(db.session())
            for one in each.municipalities
            if one.is_active
        ]

    return Rows(all_of_them, lambda ids: named_rows(db.session(), Municipality.name, ids))


def zones_to_choose() -> Rows:
    """Return the zones, for a select."""

    def all_of_them() -> list[tuple[int, str]]:
        return [(one.id, one.name) for one in zones.zones(db.session())]

    return Rows(all_of_them, lambda ids: named_rows(db.session(), Zone.name, ids))


def sessions() -> Rows:
    """Return the sessions of the CMSP that have no coverage yet, for a select."""

    def free() -> list[tuple[int, str]]:
        rows = queries.free_sessions(db.session(), clock())
        return [
            (number, f"{dates.short_day(at, office_zone())}: {title}") for number, title, at in rows
        ]

    def named(ids: Collection[object]) -> list[tuple[int, str]]:
        return named_rows(db.session(), Event.summary, ids)

    return Rows(free, named)
