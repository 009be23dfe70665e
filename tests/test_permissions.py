"""The table of who may do what, and that every door asks it about the rows of its address."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask

from tests.booking.sessions import book, context_of, make_licence, new_event
from tests.people import make_person
from vc.access import ANYBODY, Door
from vc.accounts.models import Role
from vc.booking.models import Event, Frequency
from vc.booking.states import EventStatus
from vc.db import Base, db
from vc.permissions import (
    HOST,
    MAKER,
    OWNERS,
    RESPONSIBLE,
    ROLES,
    WHO,
    Capability,
    Holder,
    Reach,
    as_markdown,
    check,
    may,
    refusal,
    roles_with,
)
from vc.programme.models import Goal
from vc.series import changes as series_changes
from vc.series import service as series
from vc.series.service import Slot

ROOT = Path(__file__).parent.parent
NOT_ASKED_ABOUT = {
    # How a post would look on a channel says nothing of the channel.
    ("publishing.preview", "channel_id"),
    # A year is no row.
    ("programme.year", "year"),
    ("programme.begin", "year"),
    ("programme.new_goal", "year"),
    # Which sheet of a storyboard: the file is asked about.
    ("player.sheet", "number"),
    # Which line of a session's history: the session is asked about, and the line must be its own.
    ("booking.take_back", "line_id"),
    # Which publication is tied to a task: the task is asked about, and it must be tied to that.
    ("editorial_plan.untie", "publication_id"),
    # Which of the dates that a request proposes: the request is asked about.
    ("talk_requests.book", "number"),
}
C = Capability


def doors_of(app: Flask) -> Iterator[tuple[str, Door, dict[str, object]]]:
    """Yield each endpoint that takes somebody, its door, and the converters of its numbers."""
    for rule in app.url_map.iter_rules():
        door = app.view_functions[rule.endpoint].access
        if door is not ANYBODY:
            numbers = {n for n, kind in rule._converters.items() if kind.regex == r"\d+"}
            yield rule.endpoint, door, numbers


def person(role: Role, number: int = 7, is_active: bool = True) -> Holder:
    """Return somebody of a role."""
    return Holder(number, role, is_active)


def test_the_document_is_the_table():
    kept = (ROOT / "docs/permissions.md").read_text(encoding="utf-8")

    assert kept == as_markdown(), "flask permissions > docs/permissions.md"


def test_every_capability_is_asked_for_somewhere(app):
    asked = {door.capability for _, door, _ in doors_of(app)}

    # A feed of another person is asked about by its scope, which is no row.
    assert set(Capability) - asked == {C.SUBSCRIBE_TO_OTHERS}


def test_every_number_of_an_address_names_the_row_that_is_asked_about(app):
    silent = {
        (endpoint, name)
        for endpoint, door, numbers in doors_of(app)
        for name in numbers
        if door.rows.get(name) is None
    }

    assert silent == NOT_ASKED_ABOUT


def test_what_a_door_declares_is_in_its_address(app):
    odd = [
        (endpoint, name)
        for endpoint, door, numbers in doors_of(app)
        for name in door.rows
        if name not in numbers
    ]

    assert odd == []


def test_each_row_that_somebody_may_own_says_whose_it_is(app):
    says = {Reach.OWN: "people_ids", Reach.MADE: "maker_id"}
    silent = [
        (endpoint, name)
        for endpoint, door, _ in doors_of(app)
        for reach in {rights.get(door.capability) for rights in ROLES.values()} & set(says)
        for name, model in door.rows.items()
        if model is not None and not hasattr(model, says[reach])
    ]

    assert silent == []


@pytest.mark.parametrize("role", list(Role))
def test_each_role_has_the_table_s_rights_and_no_others(role):
    thing, own = SimpleNamespace(), SimpleNamespace(people_ids={7}, maker_id=7)

    for capability in Capability:
        reach = ROLES[role].get(capability)
        assert may(person(role), capability) is (reach is not None)
        assert may(person(role), capability, own) is (reach is not None)
        assert may(person(role), capability, thing) is (reach is Reach.ALL)


def test_roles_are_sets_and_no_ladder():
    assert not set(ROLES[Role.PRODUCTION]) >= set(ROLES[Role.HOST])
    assert ROLES[Role.PRODUCTION][C.HAND_IN] is Reach.ALL
    assert ROLES[Role.HOST][C.HAND_IN] is Reach.OWN
    assert set(ROLES[Role.ADMINISTRATOR]) - set(ROLES[Role.COORDINATOR]) == {
        *(C.MANAGE_PEOPLE, C.SET_UP, C.INSPECT)
    }


def test_production_books_nothing_approves_nothing_and_opens_no_papers():
    closed = {
        *(C.BOOK, C.CHANGE_SESSION, C.BROADCAST, C.APPROVE, C.PUBLISH, C.PAUSE_PUBLISHING),
        *(C.OPEN_CONSENT, C.REGISTER_CONSENT, C.READ_ATTENDANCE, C.READ_MAIL),
        *(C.DECIDE_RECORDING, C.MANAGE_PEOPLE, C.INSPECT, C.MANAGE_CHANNELS),
    }

    assert closed & set(ROLES[Role.PRODUCTION]) == set()


def test_whoever_lost_access_may_nothing():
    assert not may(person(Role.ADMINISTRATOR, is_active=False), C.READ)
    assert not may(None, C.READ)


def test_a_refusal_at_another_s_session_names_whoever_runs_it():
    event = SimpleNamespace(people_ids={8}, host=SimpleNamespace(name="Lucía Castillo"))

    with pytest.raises(Exception, match="la organiza Lucía Castillo"):
        check(person(Role.HOST), C.CHANGE_SESSION, event)


def test_a_refusal_says_what_is_missing_and_who_can():
    with pytest.raises(Exception, match="Lo puede hacer su anfitrión o Comunicación"):
        check(person(Role.HOST), C.DECIDE_RECORDING, SimpleNamespace(people_ids={8}))
    assert refusal(C.MANAGE_PEOPLE) == (
        "Su cuenta no puede administrar personas. Lo puede hacer la administración."
    )


def names_in(said: str) -> list[str]:
    """Return who can do it, as a refusal names them."""
    return said.removesuffix(".").partition("Lo puede hacer ")[2].replace(" o ", ", ").split(", ")


@pytest.mark.parametrize("everywhere", [False, True])
def test_no_refusal_names_a_role_that_cannot_do_it(everywhere):
    roles = {words: role for role, words in WHO.items()}

    for capability in set(Capability) - ({C.SUBSCRIBE} if everywhere else set()):
        named = names_in(refusal(capability, everywhere=everywhere))
        able = roles_with(capability, everywhere=everywhere)
        assert {roles[one] for one in named} <= set(able), capability
        # An administrator may all that a coordinator may.
        left_out = {Role.VIEWER} | ({Role.ADMINISTRATOR} if Role.COORDINATOR in able else set())
        assert set(able) - left_out == {roles[one] for one in named}, capability


def test_no_refusal_at_a_row_names_somebody_whose_it_is_not(app):
    of_a_session = {"event", "events", "event_id", "series"}
    asked = {
        (door.capability, model)
        for _, door, _ in doors_of(app)
        for model in door.rows.values()
        if model is not None
    }
    told = set()

    for capability, model in asked:
        reaches = {rights.get(capability) for rights in ROLES.values()}
        for one in set(names_in(refusal(capability, model))) - set(WHO.values()):
            told.add(one)
            where = (capability, model.__name__, one)
            if one == MAKER:
                assert Reach.MADE in reaches, where
                assert hasattr(model, "maker_id"), where
                continue
            assert Reach.OWN in reaches, where
            assert hasattr(model, "people_ids"), where
            if one == HOST:
                assert model is Event or of_a_session & set(dir(model)), where
                assert C(capability) in ROLES[Role.HOST], where
            elif one == RESPONSIBLE:
                assert hasattr(model, "responsible_id"), where
    assert {HOST, MAKER, RESPONSIBLE} < told
    assert set(OWNERS) <= {mapper.class_.__name__ for mapper in Base.registry.mappers}


def test_a_refusal_names_whoever_looks_after_a_goal_and_nobody_where_nobody_does():
    goal = Goal(responsible_id=8)
    assert names_in(refusal(C.DELIVER, goal)) == [RESPONSIBLE, "Comunicación Social"]
    assert names_in(refusal(C.DELIVER, Goal())) == ["Comunicación Social"]


def test_what_is_of_no_session_is_of_whoever_handed_it_in():
    material = SimpleNamespace(people_ids={8}, event_id=None)

    assert names_in(refusal(C.DECIDE_RECORDING, material)) == [MAKER, "Comunicación Social"]


def test_the_host_is_not_named_for_what_only_coordination_does():
    event = SimpleNamespace(people_ids={8}, host=SimpleNamespace(name="Lucía Castillo"))

    with pytest.raises(Exception, match=r"Lo puede hacer Comunicación Social\.$"):
        check(person(Role.HOST), C.ISSUE_EVIDENCE, event)


def test_roles_are_found_by_what_they_may():
    assert set(roles_with(C.BOOK)) == {Role.HOST, Role.COORDINATOR, Role.ADMINISTRATOR}
    assert roles_with(C.PUBLISH, everywhere=True) == [Role.COORDINATOR, Role.ADMINISTRATOR]


def test_a_session_is_of_whoever_books_hosts_or_cohosts_it(app, context, clock):
    make_licence()
    booker, host, cohost, other = (make_person(db.session, Role.HOST) for _ in range(4))
    event = book(app, booker, clock.now.replace(day=9), host_id=host.id, cohost_ids=[cohost.id])

    assert [may(one, C.CHANGE_SESSION, event) for one in (booker, host, cohost, other)] == [
        *(True, True, True, False)
    ]
    assert not may(make_person(db.session, Role.PRODUCTION), C.CHANGE_SESSION, event)


def test_the_host_of_one_session_of_a_series_does_not_change_the_others(app, context, clock):
    make_licence()
    booker, host = (make_person(db.session, Role.HOST) for _ in range(2))
    first = clock.now.replace(day=9)
    asked, slots = new_event(booker, first), [Slot(first), Slot(first.replace(day=16))]
    made = series.book_series(context_of(app, booker), asked, Frequency.WEEKLY, slots)
    own, other = made.events
    own.host = host
    db.session.commit()

    outcomes = series_changes.cancel_sessions(
        context_of(app, host), own, "Ya no", series_changes.Scope.ALL
    )

    assert [bool(one.problem) for one in outcomes] == [False, True]
    assert (own.status, other.status) == (EventStatus.CANCELLED, EventStatus.TENTATIVE)
    assert not may(host, C.CHANGE_SESSION, made)
    assert may(booker, C.CHANGE_SESSION, made)
