"""What an account held ends with it, or is handed over, in the transaction that closes it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from webtest import TestApp

from tests.accounts.test_people import form_with
from tests.booking.sessions import book, context_of, make_licence
from tests.people import make_person, may_write
from vc.accounts.models import Person, Role, SignIn
from vc.audit import AuditLine
from vc.booking import service
from vc.booking.models import Event
from vc.booking.requests import same_as
from vc.booking.vendor_request import request_for
from vc.calendars.models import Audience, Feed, Fragment
from vc.clips.models import Clip, ClipStatus
from vc.db import Base, db
from vc.live.models import Broadcast

HELD = {
    "sign_in.person_id",
    "kept_form.person_id",
    "kept_filter.person_id",
    "feed.owner_id",
    "event.host_id",
    "event_cohost.person_id",
    "broadcast.moderator_id",
    "clip.author_id",
    "clip.locked_by_id",
    *("goal.responsible_id", "coverage.goes_id"),
    "observance_task.responsible_id",
}
"""What ends with an account, or is handed over."""
HISTORY = {
    *("daily_letter.person_id", "notice.person_id", "postponed.person_id"),
    "record_rule.changed_by_id",
    "renaming.person_id",
    "account_grant.granted_by_id",
    "checklist_answer.by_id",
    "clip_appearance.by_id",
    "attendance.corrected_by_id",
    *("certificate.issued_by_id", "certificate_run.asked_by_id"),
    *("talk_request.taken_by_id", "forum_question.decided_by_id"),
    *("interview.invited_by_id", "topic.owner_id"),
    *("programme.by_id", "goal_version.by_id", "goal_adjustment.by_id", "deliverable.by_id"),
    *("report.frozen_by_id", "report_comment.by_id", "evidence_bundle.made_by_id"),
    *("coverage.made_by_id", "photograph.brought_by_id", "rotation.set_by_id"),
    *("zone_swap.made_by_id", "plan_batch.by_id", "observance_task.closed_by_id"),
    *("repost.entered_by_id", "repost.proven_by_id"),
    *("observance_rule.responsible_id", "repost.responsible_id"),
    "audit_line.person_id",
    "ban.confirmed_by_id",
    "ban.entered_by_id",
    "ban_exception.granted_by_id",
    "checklist_template.published_by_id",
    "clip.reviewed_captions_by_id",
    "clip_revision.by_id",
    "consent.entered_by_id",
    "consent.revoked_by_id",
    "cut_list_import.by_id",
    "disposal.thrown_by_id",
    "event.created_by_id",
    "publication_figure.by_id",
    "moment.by_id",
    "publication_pause.by_id",
    "publication_pause.lifted_by_id",
    "plate.by_id",
    "privacy_notice.by_id",
    "publication.by_id",
    "publication.published_by_id",
    "publication.retracted_by_id",
    "publication.seen_by_id",
    "publication.text_approved_by_id",
    "publication.text_by_id",
    "recording.handed_in_by_id",
    "refusal.by_id",
    "refusal.withdrawn_by_id",
    "retention_rule.changed_by_id",
    "review.by_id",
    "series.created_by_id",
    "takedown.done_by_id",
    "broadcast_tick.by_id",
    "vendor_deletion.asked_by_id",
    "clip_viewing.person_id",
}
"""Who wrote, decided, signed or watched; an unfinished upload is forgotten by itself."""


@pytest.fixture
def boss(reading) -> Person:
    """The administrator."""
    return make_person(db.session, Role.ADMINISTRATOR, name="Mariana Robledo")


@pytest.fixture
def office(browser_of, boss) -> TestApp:
    """The administrator's browser."""
    return browser_of(boss)


@pytest.fixture
def ana(boss) -> Person:
    """Who leaves."""
    return make_person(db.session, Role.HOST, name="Ana Torres")


@pytest.fixture
def lucia(boss) -> Person:
    """Who stays."""
    return make_person(db.session, Role.HOST, name="Lucía Castillo")


def close(office: TestApp, person: Person, *, heir: Person | None = None):
    """Take somebody's access away, and name who takes what they hold."""
    form = form_with(office.get(f"/personas/{person.id}"), "email")
    form["is_active"] = False
    page = form.submit(status="*")
    if heir is None:
        return page
    asked = form_with(page, "heir_id")
    asked["heir_id"] = str(heir.id)
    return asked.submit(status="*")


def test_every_column_that_names_a_person_is_held_or_history(app):
    columns = {
        f"{key.parent.table.name}.{key.parent.name}"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.target_fullname == "person.id"
    }

    assert columns == HELD | HISTORY


def test_a_private_feed_ends_with_the_account_and_stays_closed_when_it_opens_again(
    app, office, browser_of, ana, anyone
):
    form = next(
        one for one in browser_of(ana).get("/suscribirse").forms.values() if "scope" in one.fields
    )
    page = form.submit()
    address = page.html.find("code").get_text().partition("/feeds/")[2]

    close(office, ana)
    again = form_with(office.get(f"/personas/{ana.id}"), "email")
    again["is_active"] = True
    again.submit(status=303)

    assert anyone.get(f"/feeds/{address}", status="*").status_int == 404
    db.session.rollback()
    assert db.session.scalars(select(Feed)).one().revoked_at is not None


def test_closing_shows_the_coming_sessions_and_asks_who_takes_them(app, clock, office, ana, lucia):
    make_licence()
    event = book(app, ana, clock() + timedelta(days=3), summary="Plática en la prepa 5")

    page = close(office, ana)

    assert page.status_int == 422
    assert "Plática en la prepa 5" in page.text
    assert f"{event.folio}" in page.text
    db.session.rollback()
    assert ana.is_active
    choices = [text for _, _, text in form_with(page, "heir_id")["heir_id"].options]
    assert choices == ["Elija a una persona", "Lucía Castillo", "Mariana Robledo"]


def test_whoever_is_chosen_takes_the_sessions_and_the_room_is_told(app, clock, office, ana, lucia):
    make_licence()
    hosted = book(app, ana, clock() + timedelta(days=3), cohost_ids=(lucia.id,))
    helped = book(app, lucia, clock() + timedelta(days=4), cohost_ids=(ana.id,))
    wanted = hosted.meeting.wanted

    answer = close(office, ana, heir=lucia)

    assert answer.status_int == 303
    db.session.rollback()
    assert (hosted.host_id, hosted.cohosts) == (lucia.id, [])
    assert (helped.host_id, helped.cohosts) == (lucia.id, [])
    assert hosted.meeting.wanted == wanted + 1
    assert not ana.is_active
    query = select(AuditLine).where(AuditLine.action == "event.hand_over")
    assert {line.reason for line in db.session.scalars(query)} == {
        "Se cerró la cuenta de Ana Torres."
    }


def test_the_room_and_the_feeds_name_whoever_took_it_and_a_later_move_keeps_that(
    app, clock, office, ana, lucia
):
    make_licence()
    event = book(app, ana, clock() + timedelta(days=3))
    close(office, ana, heir=lucia)
    db.session.rollback()
    with may_write():
        moved = db.session.get(Event, event.id)
        later = moved.starts_at + timedelta(days=1)
        wanted = replace(same_as(moved), starts_at=later, ends_at=later + timedelta(hours=1))
        service.change(context_of(app, lucia), moved, wanted, moved.version)
        db.session.commit()

    entry = db.session.get(Fragment, (event.id, Audience.STAFF)).body.decode()
    assert "Lucía Castillo" in entry
    assert "Ana Torres" not in entry
    assert request_for(event.meeting).alternative_hosts == (lucia.email,)


def test_sessions_that_are_over_or_cancelled_stay_whose_they_were(app, clock, office, ana, lucia):
    make_licence()
    over = book(app, ana, clock() + timedelta(hours=1))
    clock.advance(hours=3)

    answer = close(office, ana)

    assert answer.status_int == 303
    db.session.rollback()
    assert over.host_id == ana.id


def test_whoever_only_co_hosts_is_taken_off_without_a_question(app, clock, office, ana, lucia):
    make_licence()
    event = book(app, lucia, clock() + timedelta(days=4), cohost_ids=(ana.id,))

    answer = close(office, ana)

    assert answer.status_int == 303
    db.session.rollback()
    assert db.session.get(Event, event.id).cohosts == []


@pytest.mark.parametrize("chosen", ["", "0", "closed", "viewer", "self"])
def test_nobody_takes_them_who_cannot_host(app, clock, office, ana, lucia, chosen):
    make_licence()
    event = book(app, ana, clock() + timedelta(days=3))
    people = {
        "closed": make_person(db.session, Role.HOST, is_active=False).id,
        "viewer": make_person(db.session, Role.VIEWER).id,
        "self": ana.id,
    }
    asked = form_with(close(office, ana), "heir_id")
    asked["heir_id"].force_value(str(people.get(chosen, chosen)))

    page = asked.submit(status=422)

    assert "Elija" in page.html.find(id="heir_id-error").get_text()
    db.session.rollback()
    assert ana.is_active
    assert event.host_id == ana.id
    assert (
        db.session.scalars(select(SignIn.revoked_at).where(SignIn.person_id == ana.id)).all() == []
    )


def test_the_moderator_of_a_coming_broadcast_is_replaced(app, clock, office, ana, lucia):
    make_licence(has_streaming=True)
    event = book(app, lucia, clock() + timedelta(days=4), streams=True)
    with may_write():
        broadcast = db.session.scalars(
            select(Broadcast).where(Broadcast.event_id == event.id)
        ).one()
        broadcast.moderator_id = ana.id
        db.session.commit()

    close(office, ana, heir=lucia)

    db.session.rollback()
    assert broadcast.moderator_id == lucia.id


def test_a_clip_in_work_gets_another_author_and_is_open_for_others_at_once(
    clip_story, clock, office, lucia
):
    clip = clip_story.row("clip")
    author = clip.author
    with may_write():
        clip.locked_by_id, clip.lock_token = author.id, "of their page"
        clip.locked_until = clock() + timedelta(minutes=2)
        db.session.commit()

    close(office, author, heir=lucia)

    db.session.rollback()
    clip = db.session.get(Clip, clip.id)
    assert (clip.author_id, clip.status) == (lucia.id, ClipStatus.DRAFT)
    assert (clip.locked_by_id, clip.locked_until) == (None, None)
