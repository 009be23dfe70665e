"""What comes from outside is read in one place, and each kind of it within its bounds."""

import ast
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from tests.test_architecture import module_of, source_files
from vc import inputs
from vc.errors import InputError

READERS = {"int", "float", "Decimal", "loads", "get_json", "fromisoformat", "strptime", "b64decode"}
"""What reads a text, and fails, or takes too much, for some texts."""
FIELDS = {"IntegerField", "DecimalField", "FloatField", "DateField", "TimeField", "DateTimeField"}
ELSEWHERE = {
    "vc.booking.forms": "the longest session in minutes, a constant",
    "vc.clips.forms": "a time such as 1:02:05.5, whose pattern bounds every group",
    "vc.branding.forms": "a number that its field has read",
    "vc.publishing.composer": "an instant of ours, in seconds",
    "vc.publishing.forms": "a number that its field has read",
    "vc.player.views": "a second that its service has worked out",
    "vc.player.moment_views": "a number that its field has read, and a status",
    "vc.error_pages": "a status, and seconds until an instant",
    "vc.clips.editor_views": "a status, and a time of ours as people write it",
}
"""Modules that hear of requests and call one of these for what is no text from outside."""


def called(tree: ast.AST) -> set[str]:
    """Return the names of everything that is called."""
    calls = [one.func for one in ast.walk(tree) if isinstance(one, ast.Call)]
    return {one.id if isinstance(one, ast.Name) else getattr(one, "attr", "") for one in calls}


def hears_of_requests(path: Path, text: str) -> bool:
    """Tell whether a module sees what somebody sent."""
    hears = re.search(r"\brequest\b", text) is not None
    return path.stem == "forms" or (hears and "from flask import" in text)


def test_what_somebody_sent_is_read_by_inputs_alone():
    found = {}
    for path in source_files():
        text, module = path.read_text(encoding="utf-8"), module_of(path)
        if module.startswith("vc.") and hears_of_requests(path, text):
            reads = called(ast.parse(text)) & READERS
            if reads and module != "vc.inputs":
                found[module] = sorted(reads)

    assert {module: reads for module, reads in found.items() if module not in ELSEWHERE} == {}
    assert ELSEWHERE.keys() - found.keys() == set()


def test_no_form_takes_the_library_s_own_fields_for_numbers_and_dates():
    found = [
        (module_of(path), alias.name)
        for path in source_files()
        if module_of(path).startswith("vc.") and module_of(path) != "vc.forms"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wtforms")
        for alias in node.names
        if alias.name in FIELDS
    ]

    assert found == []


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), (" 12 ", 12), ("+7", 7), ("007", 7), (str(2**31 - 1), 2**31 - 1)]
)
def test_a_whole_number_is_read(text: str, number: int):
    assert inputs.whole_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "abc",
        "-1",
        "1.0",
        "1e5",
        "٣",
        "１２",
        "²",
        "1_000",
        str(2**31),
        "9" * 5000,
        "1\x00",
    ],
)
def test_what_is_no_number_within_the_bounds_is_refused(text: str):
    with pytest.raises(InputError, match=r"^Escriba un número"):
        inputs.whole_number(text)

    assert inputs.number_of(text) is None


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "1e9", "1.2.3", "9" * 39, "٣.5", ""])
def test_what_is_no_decimal_is_refused(text: str):
    with pytest.raises(InputError):
        inputs.decimal_number(text)


def test_a_decimal_is_read_with_a_point_or_a_comma():
    assert inputs.decimal_number("2,5") == inputs.decimal_number("2.5") == Decimal("2.5")


@pytest.mark.parametrize(
    "text", ["", "0000-00-00", "1999-12-31", "2101-01-01", "10000-01-01", "2031-13-01", "20310304"]
)
def test_what_is_no_date_of_this_office_is_refused(text: str):
    with pytest.raises(InputError):
        inputs.a_date(text)

    assert inputs.day_of(text) is None
    assert inputs.day_of("2031-03-04") == date(2031, 3, 4)


@pytest.mark.parametrize("text", ["", "24:00", "9", "09:60", "٠٩:٣٠", "09:00+14:00", "09:00:61"])
def test_what_is_no_time_of_the_day_is_refused(text: str):
    with pytest.raises(InputError, match="00:00 a 23:59"):
        inputs.a_time(text)

    assert inputs.a_time("9:05") == time(9, 5)


@pytest.mark.parametrize(
    "text", ["", "2031-03-04T10:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "ayer"]
)
def test_what_is_no_instant_is_none(text: str):
    assert inputs.instant_of(text) is None
    assert inputs.instant_of("2031-03-04T10:00-06:00") == datetime(2031, 3, 4, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        *(b"", b"{", b"\xff", b"NaN", b"[-Infinity]", b"1e400", b"9" * 20, b"9" * 5000),
        *(b"[" * 100_000, b'{"a":' * 100_000, b"[" * 13 + b"]" * 13, b'"' + b"x" * 1_000_000),
    ],
)
def test_json_beyond_its_bounds_is_refused_before_it_is_read(raw: bytes):
    with pytest.raises(InputError, match="No se guardó"):
        inputs.json_of(raw)


def test_json_within_its_bounds_is_read_and_holds_nothing_that_cannot_be_kept():
    raw = b'{"a\\u0000": ["[[[[[[[[[[[[[[[[", "\\ud800x", "\\ud83d\\ude00", 1.5, true, null]}'

    found = inputs.json_of(raw)

    assert found == {"a\ufffd": ["[" * 16, "\ufffdx", "\U0001f600", 1.5, True, None]}
