"""Mails with their words and lines of the audit go by a rule, after it was shown what would go."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from tests.people import make_person, may_write
from vc.accounts.models import Role
from vc.audit import AuditLine
from vc.db import db
from vc.mail.models import Kind, Message, MessageStatus
from vc.retention import records
from vc.retention.models import RecordRule
from vc.services import services

DAY = timedelta(days=1)


def letter(clock, days: int, status: MessageStatus = MessageStatus.SENT) -> None:
    """Keep a letter that was written so many days ago."""
    at = clock() - days * DAY
    key = f"{days} {status}"
    told = {"key": key, "kind": Kind.ALARM, "address": "a@b.example", "body": "Le esperamos."}
    db.session.add(Message(status=status, created_at=at, **told))


def line(clock, days: int, action: str = "event.change") -> None:
    """Keep a line of the audit that was written so many days ago; nobody is told of it today."""
    told = {"action": action, "subject_kind": "Event", "subject_id": 1}
    db.session.execute(insert(AuditLine).values(at=clock() - days * DAY, **told))


@pytest.fixture
def kept(app, context, clock) -> None:
    """Letters and lines, old and new, and some that stay whatever the rule."""
    with may_write():
        for days in (10, 800, 900):
            letter(clock, days)
        letter(clock, 901, MessageStatus.BY_HAND)
        for days in (10, 800, 900):
            line(clock, days)
        line(clock, 902, "clip.approved")
        db.session.commit()


def rule(clock, record: str, days: int | None, *, is_automatic: bool) -> None:
    """Set the rule of one kind."""
    with may_write():
        by = make_person(db.session, Role.ADMINISTRATOR)
        wanted = [records.Wanted(record, days, is_automatic)]
        records.set_rules(db.session(), wanted, now=clock(), by=by)
        db.session.commit()


def let_go(clock) -> int:
    """Do what the worker does each night."""
    with may_write():
        return records.let_go(db.session(), services())


def counts() -> tuple[int, int]:
    """Return how many letters and lines about sessions and clips there are."""
    ours = select(func.count(AuditLine.id)).where(AuditLine.action != "recordrule.set")
    return db.session.scalar(select(func.count(Message.id))), db.session.scalar(ours)


def test_a_dry_run_counts_what_would_go_and_changes_nothing(kept, clock):
    rule(clock, "mail", 700, is_automatic=False)

    kinds = records.kinds_of(services())
    found = {one.kind.key: one for one in records.lines(db.session(), kinds, clock())}

    assert found["mail"].due == 2
    assert found["mail"].oldest_at == clock() - 900 * DAY
    assert let_go(clock) == 0
    assert counts() == (4, 4)


def test_a_confirmed_rule_deletes_letters_but_none_that_waits_for_a_person(kept, clock):
    rule(clock, "mail", 700, is_automatic=True)

    assert let_go(clock) == 2
    assert counts() == (2, 4)
    left = select(Message.status).order_by(Message.created_at)
    assert db.session.scalars(left).all() == [MessageStatus.BY_HAND, MessageStatus.SENT]


def test_lines_go_but_those_on_which_an_approval_rests(kept, clock):
    rule(clock, "audit", 700, is_automatic=True)

    assert let_go(clock) == 2
    left = select(AuditLine.action).where(AuditLine.action != "recordrule.set")
    assert db.session.scalars(left.order_by(AuditLine.at)).all() == [
        "clip.approved",
        "event.change",
    ]


def test_many_go_in_pieces(kept, clock, monkeypatch):
    monkeypatch.setattr(records, "PIECE", 1)
    rule(clock, "mail", 700, is_automatic=True)

    assert let_go(clock) == 2
    assert counts()[0] == 2


class TestPage:
    def test_the_rules_are_saved_and_say_what_would_go(self, browser_of, kept):
        browser = browser_of(Role.COORDINATOR)
        page = browser.get("/grabaciones/conservacion")
        form = next(one for one in page.forms.values() if one.action.endswith("/registros"))
        form["dias-mail"], form["dias-audit"] = "700", ""

        shown = form.submit().follow()

        assert "Se guardaron las reglas" in shown
        days = {one.record: one.keep_days for one in db.session.scalars(select(RecordRule))}
        assert days.keys() == {one.key for one in records.kinds_of(services())}
        assert (days["mail"], days["audit"], days["people"]) == (700, None, 730)

    def test_less_than_a_month_of_letters_is_refused_and_stays_typed(self, browser_of, context):
        browser = browser_of(Role.COORDINATOR)
        page = browser.get("/grabaciones/conservacion")
        form = next(one for one in page.forms.values() if one.action.endswith("/registros"))
        form["dias-mail"] = "5"

        shown = form.submit(expect_errors=True)

        assert shown.status_int == 422
        assert "de 30 a 36,500" in shown
        assert 'value="5"' in shown
