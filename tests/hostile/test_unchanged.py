"""Whoever opens a form and saves it as it stands changes nothing: over every form there is.

Also where nothing that a row holds is offered any more: hosts who no longer host, campaigns and
channels that were given up, a zone that is no longer on the list.
"""

from collections.abc import Callable, Iterator
from contextvars import Context
from datetime import datetime

import pytest
from sqlalchemy import event, select, update
from werkzeug.test import TestResponse

from tests.hostile.conftest import TOGETHER
from tests.hostile.driver import Driver, GoesOn, multipart, pages_seen_by, urlencoded
from tests.hostile.test_refused import BOSS, FORM
from tests.hostile.test_stale import BEGIN_ANOTHER, KEPT, Shown, forms_of_pages
from tests.people import make_person
from vc.accounts.models import Person, Role
from vc.attendance import headcount
from vc.booking.models import Campaign, Event, EventKind, Frequency, SessionTemplate
from vc.branding.models import Plate
from vc.channels.models import Channel
from vc.db import db, read_only
from vc.licences.models import Licence
from vc.live.models import Broadcast
from vc.live.sync import broadcast_of
from vc.retention import queries as retention_queries
from vc.retention import records
from vc.retention import service as retention
from vc.retention.service import Wanted
from vc.series.models import Series
from vc.services import services_of

pytestmark = TOGETHER
WRITES = ("INSERT", "UPDATE", "DELETE")
ACTS = BEGIN_ANOTHER | {
    *("calendars.add_feed", "attendance.appear_as", "connections.meta", "booking.create"),
    *("talk_requests.decline", "interviews.sign", "editorial_plan.tie"),
}
"""To send them is to do something: a clip or a calendar begun, a decision signed anew, a vendor
asked how we stand, which is written down; a request answered.
"""
EDITS = {
    *("accounts.person", "booking.change", "booking.reschedule", "channels.change"),
    *("clips.describe", "retention.decide", "retention.save_rules", "licences.edit", "live.edit"),
    *("branding.create", "publishing.change", "publishing_buttons.move", "player.rename"),
    *("attendance.correct", "live.figures", "series.change", "series.move"),
    *("retention.save_record_rules", "office.identity", "office.hours", "office.keep_days_off"),
    *("first_day.office", "campaigns.edit", "session_templates.edit_type"),
    *("programme.edit_goal", "programme.edit_deliverable", "zone_turns.order"),
    *("municipalities.edit", "municipalities.edit_zone"),
    *("certificates.usual", "surveys.usual", "talk_requests.settings", "checklists.answer"),
    *("certificates.set_rule", "coverage.edit", "photographs.describe", "reports.comment"),
    *("observances.edit", "forums.speaker", "forums.conclude", "editorial_plan.give"),
}
TYPE = {
    "summary": "",
    "description": "",
    "visibility": "public",
    "duration": 45,
    "audience_size": None,
    "seats": None,
    "records": True,
    "streams": True,
    "has_minors": False,
    "takes_registrations": False,
}
"""What a type of session answers; one from before types had a campaign and a platform."""
PREVIEWED = {"series.change", "series.move"}
"""They show first what would change in which session."""


def as_it_was(driver: Driver) -> None:
    """Leave everything as it is offered; of how long things are kept, take what is proposed."""
    boss = db.session.scalars(select(Person).where(Person.role == Role.ADMINISTRATOR)).first()
    lines = [
        Wanted(one.kind, one.visibility, one.keep_days, one.is_automatic)
        for one in retention_queries.lines(db.session)
    ]
    now = services_of(driver.app).clock()
    retention.set_rules(db.session, lines, now=now, by=boss)
    kept = [
        records.Wanted(one.kind.key, one.keep_days, one.is_automatic)
        for one in records.lines(db.session(), records.kinds_of(services_of(driver.app)), now)
    ]
    records.set_rules(db.session(), kept, now=now, by=boss)
    campaign = Campaign(name="Denuncia 089")
    db.session.add(campaign)
    db.session.flush()
    answers = TYPE | {"platform": "zoom", "campaign_id": campaign.id}
    db.session.add(SessionTemplate(name="Plática 089", kind=EventKind.TALK, answers=answers))
    first, *_, over = db.session.scalars(select(Event).order_by(Event.id)).unique()
    _make_a_series_of(first, boss, now)
    headcount.correct(db.session(), over, 31, "Contados a mano", by=boss, now=now)
    broadcast = broadcast_of(db.session(), over)
    broadcast.peak_viewers, broadcast.reach, broadcast.incident = 12, 340, "Se fue la luz"
    db.session.commit()


def _make_a_series_of(event: Event, boss: Person, now: datetime) -> None:
    """Let a session be the one of a series."""
    series = Series(frequency=Frequency.WEEKLY, created_by_id=boss.id, created_at=now)
    db.session.add(series)
    db.session.flush()
    event.series_id = series.id


def nothing_is_offered(driver: Driver) -> None:
    """Let nothing that rows hold be offered any more."""
    as_it_was(driver)
    campaign = Campaign(name="Vuelta segura", is_active=False)
    host, helper = (make_person(db.session, Role.VIEWER, is_active=False) for _ in range(2))
    db.session.add(campaign)
    db.session.flush()
    for one in db.session.scalars(select(Event)).unique():
        one.cohosts = [helper]
    for change in (
        update(Event).values(campaign_id=campaign.id, tzid="America/Bogota", host_id=host.id),
        update(Broadcast).values(moderator_id=host.id),
        update(Plate).values(campaign_id=campaign.id),
        update(SessionTemplate).values(answers=TYPE | {"campaign_id": campaign.id}),
        update(Licence).values(is_active=False),
        update(Channel).values(is_on=False),
    ):
        db.session.execute(change)
    # What a session led to when it was read is another row now.
    db.session.expire_all()
    db.session.commit()


@pytest.mark.parametrize("prepare", [as_it_was, nothing_is_offered])
def test_a_form_that_is_saved_as_it_was_opened_changes_no_row(
    driver: Driver, rewound: GoesOn, prepare: Callable[[Driver], None]
):
    Context().run(_prepare, driver, prepare)
    forms = list(filled_forms(driver))
    saved, wrong = set(), []

    for form in forms:
        if form.view in ACTS:
            continue
        answer, writes = send_unchanged(driver, form)
        is_kept = answer.status_code in KEPT
        if form.view in PREVIEWED:
            is_kept = "Sin cambios" in answer.text
        saved |= {form.view} if is_kept else set()
        wrong += [f"{form.view} {form.path}: {one}" for one in writes]
        if form.view in EDITS - {"branding.create"} and not is_kept:
            wrong.append(f"{form.view} {form.path}: {answer.status}")
    rewound.rewind()

    assert "\n".join(wrong) == ""
    assert saved == EDITS


def filled_forms(driver: Driver) -> Iterator[Shown]:
    """Yield each form that shows something, once as it is filled."""
    seen = set()
    for form in forms_of_pages(driver, pages_seen_by(driver, BOSS)):
        shown = (form.path, tuple(one for one in form.fields if one[0] in form.seen_fields))
        if any(value for _, value in shown[1]) and shown not in seen:
            seen.add(shown)
            yield form


def send_unchanged(driver: Driver, form: Shown) -> tuple[TestResponse, list[str]]:
    """Send a form as it stands; return how it is answered, and what was written."""
    written = []
    with driver.app.app_context():
        engine = db.engine

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().startswith(WRITES):
            written.append(" ".join(statement.split())[:80])

    pairs = [(name, had.encode()) for name, had in (*form.fields, ("csrf_token", driver.token))]
    body, kind = multipart(pairs, []) if form.has_files else (urlencoded(pairs), FORM)
    event.listen(engine, "before_cursor_execute", note)
    try:
        answer = driver.ask(BOSS, "POST", form.path, body=body, kind=kind)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return answer, written


def _prepare(driver: Driver, prepare: Callable[[Driver], None]) -> None:
    """Change what the story left."""
    with driver.app.app_context():
        read_only(False)
        prepare(driver)
        db.session.remove()
