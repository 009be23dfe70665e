"""A page of a long list: counted and turned up to a bound, its rows in their order."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from bench.counting import counting
from tests.people import may_write
from vc import paging
from vc.audit import AuditLine
from vc.db import db
from vc.paging import page_of

BEGAN = datetime(2030, 1, 1, tzinfo=UTC)
LINES = select(AuditLine).order_by(AuditLine.at.desc(), AuditLine.id.desc())


@pytest.fixture
def lines(context, monkeypatch) -> int:
    """Twenty-three lines, of which ten are counted and pages are turned to the fiftieth."""
    monkeypatch.setattr(paging, "MOST_COUNTED", 10)
    monkeypatch.setattr(paging, "MOST_TURNED", 50)
    told = {"action": "event.change", "subject_kind": "Event", "subject_id": 1}
    rows = [{"at": BEGAN + timedelta(hours=hour), **told} for hour in range(23)]
    with may_write():
        db.session.execute(insert(AuditLine.__table__), rows)
        db.session.commit()
    return len(rows)


def test_no_more_rows_are_counted_than_anybody_turns_pages_for(lines):
    page = page_of(db.session(), LINES, 1, 5)

    assert (page.total, page.count, page.is_more, page.has_next) == (10, 2, True, True)


def test_what_lies_beyond_the_count_is_reached_page_by_page(lines):
    page = page_of(db.session(), LINES, 4, 5)

    assert (page.number, page.has_next, len(page.rows)) == (4, True, 5)
    assert (page.count, page.is_more) == (4, True)
    assert page.rows[0].at == BEGAN + timedelta(hours=7)
    assert not page_of(db.session(), LINES, 5, 5).has_next


def test_a_page_far_beyond_the_end_is_the_last_one(lines):
    page = page_of(db.session(), LINES, 9_999_999, 5)

    assert (page.number, page.total, page.is_more, page.has_next) == (5, lines, False, False)
    assert [one.at for one in page.rows] == [BEGAN + timedelta(hours=hour) for hour in (2, 1, 0)]


def test_pages_end_where_only_filters_lead_further(lines, monkeypatch):
    monkeypatch.setattr(paging, "MOST_TURNED", 10)

    page = page_of(db.session(), LINES, 9_999_999, 5)

    assert (page.number, page.count, page.has_next, page.is_cut) == (2, 2, False, True)
    assert not page_of(db.session(), LINES, 1, 5).is_cut


def test_one_statement_tells_the_page_and_how_many_there_are(lines):
    page_of(db.session(), LINES, 1, 5)
    with counting() as some:
        page = page_of(db.session(), LINES, 2, 5, most=lines)
    with counting() as none:
        page_of(db.session(), LINES.where(AuditLine.action == "none"), 1, 5)

    assert (page.total, page.number, page.is_more) == (lines, 2, False)
    assert some.statements == none.statements + 1, "of rows beside their keys"


def test_each_row_is_on_one_page_in_its_order(lines):
    shown = [
        row.id for number in range(1, 6) for row in page_of(db.session(), LINES, number, 5).rows
    ]

    assert shown == list(db.session.scalars(select(AuditLine.id).order_by(AuditLine.id.desc())))


def test_a_list_of_nothing_has_one_empty_page(context):
    page = page_of(db.session(), LINES.where(AuditLine.action == "none"), 7, 5)

    assert (page.rows, page.number, page.count, page.has_next) == ([], 1, 1, False)
