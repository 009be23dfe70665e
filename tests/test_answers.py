"""Rules over every form: what is no answer, and which dates and hours there are."""

import ast
from pathlib import Path
from zoneinfo import available_timezones

from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.fields import Field
from wtforms.fields.core import UnboundField

import app as application
from vc.forms import DateField, Form, Needed

ROOT = Path(__file__).resolve().parent.parent
BLANKS = ("   ", "\u00a0\u2003", "\u200b\u200b", "\u2060 \ufeff")
EDGES = ("0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31", "10000-01-01", "2027-02-30")
UNFOLDED = {"ilike", "icontains", "casefold"}
NAME_A_ZONE = {
    "vc/config.py",  # the setting's default
    "vc/dates.py",  # what zones are called
    "vc/calendars/timezones.py",  # what the office's own rules look like in a file
    "vc/diagnosis/machine.py",  # whether the machine knows them
}


def kinds_of(kind: type[Form] = Form) -> list[type[Form]]:
    """Return every form of the product."""
    assert application
    found = []
    for one in kind.__subclasses__():
        found += [one, *kinds_of(one)]
    return [one for one in found if one.__module__.startswith("vc.")]


def fields_of(wanted: type[Field]) -> list[UnboundField]:
    """Return the fields of every form that are of a kind, each by itself."""
    found = {}
    for kind in kinds_of():
        for name in dir(kind):
            field = getattr(kind, name)
            if isinstance(field, UnboundField) and issubclass(field.field_class, wanted):
                found[field.creation_counter] = field
    return list(found.values())


def problems(app: Flask, field: UnboundField, value: str) -> list[str]:
    """Return what is wrong with an answer to a field."""
    kind = type("OfOneField", (Form,), {"it": field})
    with app.test_request_context("/", method="POST"):
        form = kind(formdata=MultiDict({"it": value}), meta={"csrf": False})
        form.validate()
        return list(form.it.errors)


def test_blanks_are_no_answer_to_any_field_that_needs_one(app):
    fields = [
        field
        for field in fields_of(StringField)
        if any(isinstance(one, Needed) for one in field.kwargs.get("validators", ()))
    ]
    wrong = [
        (one.args, blank) for one in fields for blank in BLANKS if not problems(app, one, blank)
    ]

    assert len(fields) > 30
    assert wrong == []


def test_the_edges_of_the_calendar_are_refused_in_words_by_every_date_field(app):
    fields = fields_of(DateField)
    said = [(one.args, problems(app, one, edge)) for one in fields for edge in EDGES]

    assert len(fields) > 15
    assert [one for one in said if "fecha" not in " ".join(one[1])] == []


def test_every_search_folds_what_it_compares():
    found = []
    for path in sorted((ROOT / "vc").rglob("queries.py")):
        tree = ast.walk(ast.parse(path.read_text()))
        names = {node.attr for node in tree if isinstance(node, ast.Attribute)}
        found += [(path.parent.name, one) for one in sorted(names & UNFOLDED)]

    assert found == []


def test_only_the_setting_says_which_zone_the_office_has():
    zones = {one for one in available_timezones() if "/" in one}
    files = [*(ROOT / "vc").rglob("*.py"), *(ROOT / "integrations").glob("*.py")]
    named = {
        str(path.relative_to(ROOT))
        for path in files
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Constant) and node.value in zones)
        or (isinstance(node, ast.Name) and node.id == "MEXICO")
    }

    assert named == NAME_A_ZONE
