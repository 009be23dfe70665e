"""What other pages show of mail: a session's, the day's, and whom a change tells."""

from collections.abc import Iterable

from flask import render_template
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.access import clock, current_person
from vc.accounts.models import Person
from vc.booking.hooks import Telling
from vc.booking.models import Event
from vc.booking.states import EventStatus
from vc.db import db
from vc.mail import queries, templates
from vc.mail.models import Told
from vc.mail.notifications import among, is_told, own_addresses, unsent_ends
from vc.mail.service import Office, office_of
from vc.mail.wording import Addressee
from vc.permissions import Capability, may
from vc.services import services

A_FEW = 20


def telling(event: Event, as_cancelled: bool = False) -> Telling:
    """Return the people whom a session as it now is tells, were it committed, as `fanout.tell`."""
    session, sent_by = db.session(), office_of(services())
    if not (is_told(event, clock()) or as_cancelled):
        return Telling()
    told = _told_of(session, event)
    people: dict[str, Addressee] = {}
    if not (as_cancelled or event.status is EventStatus.CANCELLED):
        people = among(session, event, sent_by, [*own_addresses(event), *told])
    gone = [address for address in told if address not in people]
    staff = set(session.scalars(select(Person.email).where(Person.email.in_(gone))))
    return Telling(
        cancelled=tuple(sorted(told[address].name or address for address in gone)),
        changed=_names(_changed(event, told, people, sent_by)),
        invited=_names(one for address, one in people.items() if address not in told),
        loses_outsiders=bool(set(gone) - staff),
    )


def _told_of(session: Session, event: Event) -> dict[str, Told]:
    """Return whom a session was told as one that takes place, by their addresses."""
    rows = {one.address: one for one in session.scalars(select(Told).filter_by(event_id=event.id))}
    # Who was to hear of an end that was taken back in time knows only of the session.
    ended = [address for address, one in rows.items() if one.is_cancelled]
    spared = unsent_ends(session, event, ended)
    return {at: one for at, one in rows.items() if not one.is_cancelled or at in spared}


def _changed(
    event: Event, told: dict[str, Told], people: dict[str, Addressee], sent_by: Office
) -> list[Addressee]:
    """Return who of those who were told would be told of something else than they were.

    Those who registered are shown the same but for their own way in: a few stand for all.
    """
    own = set(own_addresses(event))
    known = {address: one for address, one in people.items() if address in told}

    def is_other(address: str) -> bool:
        return not templates.is_told(told[address].digest, event, known[address], sent_by.head)

    others = [address for address in known if address not in own]
    if not any(is_other(address) for address in others[:A_FEW]):
        others = []
    return [known[one] for one in (*others, *filter(is_other, own & known.keys()))]


def _names(people: Iterable[Addressee]) -> tuple[str, ...]:
    """Return how people are called, in order."""
    return tuple(sorted(one.name or one.email for one in people))


def panel(event: Event) -> Markup:
    """Return a session's panel of its mail."""
    messages = queries.of_session(db.session(), event)
    shown = render_template(
        "mail/_panel.html",
        event=event,
        messages=messages,
        may_read=may(current_person(), Capability.READ_MAIL, event),
        has_server=services().mail is not None,
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes
