"""For every field of the booking form: what people have after an edit is what is rendered anew."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.booking.fields import OTHER, campaign, other, person
from tests.booking.sessions import book, work
from tests.calendars.test_feeds import rebuild
from tests.mail.conftest import edit, host, post, same_clock, settings  # noqa: F401 - fixtures
from tests.mail.server import mail_server  # noqa: F401 - a fixture
from tests.people import may_write
from vc.booking.models import Event, Visibility
from vc.calendars.models import Fragment
from vc.db import db
from vc.errors import RuleError
from vc.licences.models import Licence
from vc.mail.models import Message


def stored() -> dict[tuple[object, ...], bytes]:
    """Return the entries of all feeds."""
    db.session.rollback()
    rows = db.session.execute(select(Fragment.event_id, Fragment.audience, Fragment.body))
    found = {(event_id, audience): body for event_id, audience, body in rows}
    db.session.rollback()
    return found


def count_of_messages() -> int:
    """Return how many messages there are."""
    found = len(db.session.scalars(select(Message.id)).all())
    db.session.rollback()
    return found


@pytest.fixture
def talk(app, clock, host) -> Event:  # noqa: F811
    """A public session whose people were told, with a campaign and a co-host."""
    with may_write():
        db.session.execute(update(Licence).values(has_webinar=True, has_streaming=True))
        db.session.commit()
    event = book(
        app,
        host,
        clock() + timedelta(days=3),
        visibility=Visibility.PUBLIC,
        guests="ana@fiscalia.example",
        campaign_id=campaign("16 días"),
        cohost_ids=(person("Ernesto Paz"),),
    )
    work(app)
    post(app)
    return event


@pytest.mark.parametrize("name", OTHER)
def test_after_an_edit_feeds_and_mails_are_what_is_rendered_anew(app, talk, name):
    value = other(name)
    changes = {name: getattr(talk, name) + value if isinstance(value, timedelta) else value}
    if name == "starts_at":
        changes["ends_at"] = talk.ends_at + value
    if name in ("platform", "is_webinar"):
        # A room that is there is of one kind for good: the change is refused, and nothing changes.
        with pytest.raises(RuleError):
            edit(app, talk, **changes)
        db.session.rollback()
    else:
        edit(app, talk, **changes)
    entries, told = stored(), count_of_messages()

    rebuild(app)
    post(app)

    assert stored() == entries
    assert count_of_messages() == told
