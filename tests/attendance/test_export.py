"""The list of who registered, as spreadsheets open it."""

import csv
import io

import pytest

from tests.attendance.conftest import registered, states
from vc.accounts.models import Role


def rows_of(browser, event) -> list[list[str]]:
    """Return the rows of the file, without its head."""
    page = browser.get(f"/sesiones/{event.id}/registro")
    file = next(one for one in page.forms.values() if one.action.endswith(".csv")).submit()
    return list(csv.reader(io.StringIO(file.body.decode("utf-8-sig"))))[1:]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("López, Ana, Mtra.", "López, Ana, Mtra."),
        ('Ana "la Nena" López', 'Ana "la Nena" López'),
        ("O'Brien; Ana", "O'Brien; Ana"),
        ("=1+1", "'=1+1"),
        ("+52 444 123", "'+52 444 123"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("＠SUM(A1)", "'＠SUM(A1)"),
        (" \u200b=1+1", "'\u200b=1+1"),
    ],
)
def test_a_name_stays_in_its_cell_and_is_never_a_formula(anyone, browser_of, forum, name, shown):
    registered(anyone, forum, "ana@escuela.example", name=name, institution="Prepa 5, SLP")

    (row,) = rows_of(browser_of(Role.COORDINATOR), forum)

    assert row[:3] == [shown, "ana@escuela.example", "Prepa 5, SLP"]
    assert len(row) == 11


def test_the_file_begins_with_its_mark_and_names_no_separator(anyone, browser_of, forum):
    registered(anyone, forum, "ana@escuela.example")
    page = browser_of(Role.COORDINATOR).get(f"/sesiones/{forum.id}/registro")

    file = next(one for one in page.forms.values() if one.action.endswith(".csv")).submit()

    assert file.body.startswith(b"\xef\xbb\xbfNombre,Correo,")


def test_one_person_who_writes_the_address_otherwise_is_one(anyone, forum):
    registered(anyone, forum, "Ana@Escuela.example")
    registered(anyone, forum, " ana@escuela.EXAMPLE ")

    assert states() == {"ana@escuela.example": "CONFIRMED"}
