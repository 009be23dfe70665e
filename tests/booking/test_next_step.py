"""The one thing to do next with a session, at every point of its life and for each who looks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from vc.booking import next_words as words
from vc.booking.next_step import (
    Action,
    Offer,
    Room,
    SessionFacts,
    Step,
    Urgency,
    Viewer,
    next_step,
)

START = datetime(2031, 3, 4, 23, tzinfo=UTC)
END = START + timedelta(minutes=90)
TALK = SessionFacts(
    starts_at=START, ends_at=END, room=Room.READY, host="Daniela Torres", platform="Zoom"
)
HOST = Viewer(may_change=True, is_host=True, may_book=True)
OFFICE = Viewer(may_change=True, may_book=True)
READER = Viewer()
LONG_BEFORE = START - timedelta(days=5)
CUT = Offer(
    urgency=Urgency.WORK,
    what="Hay tres tramos propuestos.",
    action=Action(label="Revisar los tres", endpoint="clips.new"),
)


@pytest.mark.parametrize(
    ("room", "what", "label"),
    [
        (Room.FAILED, words.FAILED, words.RETRY),
        (Room.GONE, "La sala ya no existe en Zoom.", words.MAKE_AGAIN),
        (Room.WAITING, words.WAITING, words.MOVE),
        (Room.UNSENT, "Zoom no tomó el último cambio.", words.RETRY),
    ],
)
def test_a_room_that_lacks_comes_before_all_else(room, what, label):
    facts = replace(TALK, room=room, offers=(CUT,))

    step = next_step(facts, OFFICE, LONG_BEFORE)

    assert (step.what, step.action and step.action.label, step.until) == (what, label, START)


def test_why_a_room_failed_is_said_in_the_vendor_s_words():
    facts = replace(TALK, room=Room.FAILED, room_note="La cuenta está suspendida.")

    assert next_step(facts, OFFICE, LONG_BEFORE).why == "La cuenta está suspendida."


def test_a_link_that_is_missing_is_asked_for_there_and_then():
    facts = replace(TALK, room=Room.LACKS_LINK, account="sala1@secesp.example")

    step = next_step(facts, OFFICE, LONG_BEFORE)

    assert (step.form, step.action) == ("link", None)
    assert step.why == "Cree la sala con la cuenta sala1@secesp.example y pegue aquí su enlace."


def test_a_room_that_is_being_made_asks_nobody_for_anything():
    step = next_step(replace(TALK, room=Room.BEING_MADE), OFFICE, LONG_BEFORE)

    assert (step.what, step.action, step.works_by_itself) == (
        "Zoom está creando la sala.",
        None,
        True,
    )


def test_whoever_may_not_is_told_who_does():
    step = next_step(replace(TALK, room=Room.FAILED), READER, LONG_BEFORE)

    assert step.action is None
    assert step.whose == "Le toca a Daniela Torres o a Coordinación."


def test_who_has_it_is_the_first_thing_of_a_session_that_nobody_outside_knows():
    step = next_step(replace(TALK, is_shared=False), READER, LONG_BEFORE)

    assert (step.what, step.action and step.action.copies) == (words.NOT_SHARED, "invitation")


def test_days_before_all_is_ready_and_nobody_has_to_do_anything():
    step = next_step(TALK, HOST, LONG_BEFORE)

    assert (step.what, step.works_by_itself) == (words.ALL_READY, True)


def test_on_the_last_day_the_room_is_to_be_tried():
    step = next_step(TALK, HOST, START - timedelta(hours=20))

    assert (step.what, step.action and step.action.endpoint) == (words.NOT_TESTED, "booking.start")


@pytest.mark.parametrize(
    ("minutes", "what"), [(16, words.NOT_TESTED), (15, words.OPEN_SOON), (1, words.OPEN_SOON)]
)
def test_fifteen_minutes_before_it_is_to_be_opened(minutes, what):
    assert next_step(TALK, HOST, START - timedelta(minutes=minutes)).what == what


def test_an_open_room_is_not_to_be_opened_again():
    facts = replace(TALK, was_opened=True, takes_place=True)

    assert next_step(facts, HOST, START).what == words.ON_AIR


def test_a_room_that_is_closed_at_its_hour_says_so():
    step = next_step(replace(TALK, takes_place=True), HOST, START + timedelta(minutes=2))

    assert (step.what, step.until) == (words.OPEN_NOW, None)


def test_a_host_hears_first_of_what_only_a_host_does():
    sheet = Offer(urgency=Urgency.PRESENT, what="Guion", until=START - timedelta(minutes=5))
    facts, now = replace(TALK, offers=(sheet,)), START - timedelta(minutes=10)

    assert next_step(facts, HOST, now).what == words.OPEN_SOON
    assert next_step(facts, OFFICE, now).what == "Guion"


def test_what_can_be_done_comes_before_what_only_others_can():
    approve = Offer(urgency=Urgency.WORK, what="Aprobar", is_allowed=False)
    facts = replace(TALK, room=Room.CLOSED, is_over=True, offers=(approve, CUT))

    assert next_step(facts, OFFICE, END).what == CUT.what


def test_what_is_lost_if_nobody_does_it_comes_before_the_work():
    keep = Offer(urgency=Urgency.EXPIRING, what="Guardar la grabación", is_allowed=False)
    facts = replace(TALK, room=Room.CLOSED, is_over=True, offers=(CUT, keep))

    step = next_step(facts, OFFICE, END)

    assert (step.what, step.whose != "") == ("Guardar la grabación", True)


def test_an_offer_is_told_from_its_hour_on():
    later = replace(CUT, begins_at=END + timedelta(hours=1))
    facts = replace(TALK, room=Room.CLOSED, is_over=True, offers=(later,))

    assert next_step(facts, OFFICE, END).what == words.ALL_DONE
    assert next_step(facts, OFFICE, END + timedelta(hours=1)).what == CUT.what


@pytest.mark.parametrize(("viewer", "label"), [(OFFICE, words.BOOK_ALIKE), (READER, None)])
def test_after_a_cancellation_another_one_can_be_booked(viewer, label):
    step = next_step(replace(TALK, is_cancelled=True, offers=(CUT,)), viewer, LONG_BEFORE)

    assert (step.what, step.action and step.action.label) == (words.CANCELLED, label)


@pytest.mark.parametrize("room", list(Room))
@pytest.mark.parametrize("viewer", [HOST, OFFICE, READER])
@pytest.mark.parametrize("hours", [-200, -20, -0.1, 0, 1, 3, 900])
def test_there_is_always_something_to_say_and_never_an_act_that_is_not_allowed(room, viewer, hours):
    facts = replace(TALK, room=room, is_over=hours >= 3, takes_place=0 <= hours < 2)

    step = next_step(facts, viewer, START + timedelta(hours=hours))

    assert isinstance(step, Step)
    assert step.what
    assert viewer.may_change or step.action is None or step.action.copies
    assert not (step.action and step.form)
