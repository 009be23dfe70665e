"""Lists as files: no text is a formula in either, and a list that is too long says so."""

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from tests.booking.sessions import book, make_licence
from tests.people import make_person
from vc import spreadsheet
from vc.accounts.models import Role
from vc.db import db

ZONE = ZoneInfo("America/Mexico_City")
FORMULA = '=HYPERLINK("http://x.example","ver")'


@pytest.mark.parametrize("typed", [FORMULA, "+1", "-1", "@x", "\tx", "＝1+1", "\u200b=1"])
def test_no_text_is_taken_for_a_formula(app, typed):
    with app.test_request_context():
        table = spreadsheet.download("csv", "lista", ("Qué",), [(typed,)], ZONE).data
        book_bytes = spreadsheet.download("xlsx", "lista", ("Qué",), [(typed,)], ZONE).data

    assert [*csv.reader(io.StringIO(table.decode("utf-8-sig")))][1] == [f"'{typed}"]
    cell = load_workbook(io.BytesIO(book_bytes)).active["A2"]
    assert cell.data_type == "s"


def test_a_list_that_is_too_long_is_cut_and_says_so(app, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 2)
    with app.test_request_context():
        table = spreadsheet.download("csv", "lista", ("A", "B"), [(1, 2)] * 5, ZONE).data

    lines = [*csv.reader(io.StringIO(table.decode("utf-8-sig")))]
    assert len(lines) == 4
    assert lines[-1] == [spreadsheet.CUT, ""]


def test_the_list_of_sessions_is_given_as_it_is_narrowed(browser_of, app, reading, clock):
    make_licence()
    host = make_person(db.session, Role.HOST, name="Jorge")
    noon = datetime(2031, 3, 10, 18, tzinfo=UTC)
    book(app, host, noon, summary="Plática: extorsión")
    book(app, host, noon.replace(day=11), summary="Plática: grooming", guests="ana@escuela.example")
    browser = browser_of(Role.VIEWER)
    listed = browser.get("/sesiones?q=grooming")

    answer = listed.click("Excel")

    rows = [*load_workbook(io.BytesIO(answer.body)).active.iter_rows(values_only=True)]
    assert [row[1] for row in rows] == ["Título", "Plática: grooming"]
    assert rows[1][4] == datetime(2031, 3, 11, 12)  # noqa: DTZ001 - a spreadsheet has no zone
    assert "escuela.example" not in listed.click("CSV").text
