"""The one way to work in the background: claimed, committed, outside without a transaction."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from integrations.errors import UnavailableError
from vc.connections.models import Use, VendorConnection
from vc.db import db
from vc.jobs import LONGEST_SAID, Job, OutsideError, claim, retry_at, run
from vc.services import services

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def row(clock):
    """A row that is due."""
    state = VendorConnection(use=Use.MEETINGS, vendor="zoom", reason="Se negó.", due_at=clock())
    db.session.add(state)
    db.session.commit()
    return state


def work(row: VendorConnection, clock, step) -> None:
    """Let a worker take one step with the row."""
    run(db.session, VendorConnection, row.id, step, replace(services(), clock=clock))


def test_a_row_that_is_not_due_or_not_free_is_left_alone(row, clock):
    seen = []
    claim(db.session, VendorConnection, row.id, now=clock())
    db.session.commit()

    work(row, clock, lambda job: seen.append(job.row.id))
    clock.advance(hours=1)
    work(row, clock, lambda job: (seen.append(job.row.id), job.done()))
    work(row, clock, lambda job: seen.append(job.row.id))

    assert seen == [row.id]
    assert (row.due_at, row.lease_token, row.attempts) == (None, "", 0)


def test_outside_no_transaction_is_open_and_the_row_is_fresh_afterwards(row, clock):
    seen = []

    def step(job: Job) -> None:
        with job.outside():
            seen.append(db.session().in_transaction())
            with db.engine.begin() as other:
                other.execute(update(VendorConnection).values(reason="Otra cosa."))
        seen.append(job.row.reason)
        job.done()

    work(row, clock, step)

    assert seen == [False, "Otra cosa."]


@pytest.mark.parametrize("question", ["a query", "an attribute"])
def test_who_asks_the_database_while_outside_is_refused(row, clock, question):
    def step(job: Job) -> None:
        with job.outside():
            if question == "a query":
                job.session.scalars(select(VendorConnection.id)).all()
            else:
                assert job.row.reason

    with pytest.raises(OutsideError):
        work(row, clock, step)

    db.session.rollback()
    assert row.reason == "Se negó."


def test_after_an_error_of_the_vendor_the_lease_is_held_and_it_is_tried_again(row, clock):
    def step(job: Job) -> None:
        try:
            with job.outside():
                raise UnavailableError("No contesta.", vendor="zoom", operation="check")
        except UnavailableError as error:
            job.retry(error)

    work(row, clock, step)

    assert row.last_error == "No contesta."
    assert clock() < row.due_at < clock() + timedelta(seconds=10)
    assert (row.lease_token, row.attempts) == ("", 1)


@pytest.mark.parametrize("fails", [False, True])
def test_who_lost_the_lease_meanwhile_writes_nothing(row, clock, fails):
    def step(job: Job) -> None:
        with job.outside():
            with db.engine.begin() as other:
                other.execute(update(VendorConnection).values(lease_token="another"))
            if fails:
                raise UnavailableError("No contesta.", vendor="zoom", operation="check")
        job.row.reason = "Lo que nadie debe leer."

    work(row, clock, step)

    assert (row.reason, row.lease_token) == ("Se negó.", "another")


def test_what_was_no_attempt_is_not_counted(row, clock):
    def step(job: Job) -> None:
        job.uncounted()
        job.again_at(job.now() + timedelta(minutes=5), "Espera.")

    work(row, clock, step)

    assert (row.attempts, row.due_at) == (0, clock() + timedelta(minutes=5))


@pytest.mark.parametrize(
    ("said", "at_least", "at_most"),
    [
        (timedelta(minutes=7), timedelta(minutes=7), timedelta(minutes=7)),
        (timedelta(days=40), LONGEST_SAID, LONGEST_SAID),
        (timedelta(minutes=-7), timedelta(seconds=6), timedelta(seconds=10)),
        (None, timedelta(seconds=6), timedelta(seconds=10)),
    ],
)
def test_it_is_tried_again_when_the_vendor_said_or_after_a_wait_that_grows(
    clock, said, at_least, at_most
):
    error = UnavailableError("No contesta.", vendor="zoom", operation="check")
    error.retry_after = clock() + said if said else None

    assert clock() + at_least <= retry_at(error, 3, clock()) <= clock() + at_most


def test_a_step_that_calls_nobody_leaves_the_row_due_when_it_fails(row, clock):
    def step(job: Job) -> None:
        job.row.reason = "Lo que nadie debe leer."
        raise ZeroDivisionError

    again = replace(services(), clock=clock)
    with pytest.raises(ZeroDivisionError):
        run(db.session, VendorConnection, row.id, step, again, in_one=True)
    db.session.rollback()

    assert (row.reason, row.attempts, row.lease_token, row.due_at) == ("Se negó.", 0, "", clock())


def test_progress_is_written_amid_what_is_done_outside(row, clock):
    def step(job: Job) -> None:
        with job.outside():
            clock.advance(minutes=1)
            job.heartbeat(reason="A la mitad.")
            with db.engine.connect() as other:
                found = other.execute(
                    select(VendorConnection.reason, VendorConnection.lease_until)
                ).one()
            assert found.reason == "A la mitad."
            assert found.lease_until > clock()
            with pytest.raises(OutsideError):
                job.session.scalars(select(VendorConnection.id)).all()
        job.done()

    work(row, clock, step)

    assert row.due_at is None
