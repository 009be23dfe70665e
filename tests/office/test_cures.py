"""Every refusal that somebody can mend leads there, whom that page opens for, and nobody else."""

import ast
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import g
from markupsafe import escape

from integrations.refusals import REFUSE_US
from tests.booking.sessions import book, make_licence
from tests.office.test_settings import form_of
from tests.people import make_person
from tests.refusals import BY_THEIR_KIND, all_refusals, shown
from tests.words import is_spanish
from vc import kept_settings
from vc.accounts.models import Role
from vc.booking.licence_assignment import ANOTHER_PLATFORM
from vc.booking.undo import SUSPENDED
from vc.db import db
from vc.features import FEATURES
from vc.office.cures import pattern_of
from vc.office.hooks import CURES
from vc.services import services_of

ROOT = Path(__file__).resolve().parent.parent.parent


UNCURED = ROOT / "tests/office/uncured.txt"
MENDED_THERE = re.compile(
    r"\b(escriba|elija|use|pegue|marque|indique|suba|acorte|complete|deje|adjunte|quite|revise)\w*",
    re.IGNORECASE,
)
"""Says what to do in the very field that it stands beside."""
CALLOUT = re.compile(
    r'{% call (?P<said>callout\("(?:problem|wait)".*?\)) %}.*?{% endcall %}', re.DOTALL
)
LEADS_ON = re.compile(r"<a |<button|<form|post_button|\|cured")
MADE_ELSEWHERE = {
    "NOT_ASKED": "a value of another kind",
    "TOKEN_WORDS.get(subcode, TOKEN_REFUSED)": "REFUSES_US of the same module has all of them",
    "_with_words(sentence, words)": "its sentences are in the tables of the same module",
    "refusals.advice": "a sentence of the same module: CONSENT or DELEGATE",
    "self.advice": "the same",
    "message": "of a table, or built of a sentence beside it: a field's evidence, NO_WAY",
    "' '.join(problems)": "the network's limits: the field is beside it",
    "error.message": "another refusal, whose field is named",
    "_is_due(due_at, back_at, now)": "IS_DUE: a gate",
    "taken": "told by whoever calls `flush_unique`, which is looked at",
    "fault": "a fault of ffmpeg, or what a letter's text lacks: in its own field",
    "field.errors": "a field's own",
    "form.first_error()": "a field's own",
    "messages[0]": "a field's own",
    "next(iter(form.errors.values()))[0]": "a field's own",
    "next((str(error) for field in form for error in field.errors))": "a field's own",
    "self.message": "a field's own",
    "wanted.no_picture": "the field of a picture",
    "wanted.too_large": "the same",
    "text": "the page of a post, or what a film lacks: its own field or TORN, SHORT, NOT_WHOLE",
    "found.message": "what the vendor's check says",
    "refused.message": "a hindrance: a gate",
    "_why_not(request)": "ALREADY, TAKEN or NOT_OPEN of the same module",
    "asked.why_not": "what hinders a clip: gates, or a sentence of its module",
    "reason": "why a recording is needed, or a fault of ffmpeg: gates",
    "short.reason": "SHORT or NOT_WHOLE",
    "not_now(publication)": "its state, which the page shows",
    "str(answer['refused'])": "what the reader of files refused: its own sentence",
    "words.format(vendor=vendor, code=error)": "REFUSED or NO_CODE: the button is beside it",
    "SENTENCES[fault]": "faults of ffmpeg: a gate",
    "SENTENCES[Fault.UNREADABLE]": "the same",
}
"""Code that makes a sentence elsewhere, and where that is looked at."""


@pytest.fixture(scope="module")
def cures():
    """Every cure that a feature adds."""
    added = [one for feature in FEATURES for one in feature.adds if one.hook is CURES]
    return [cure for one in added for cure in one.what]


def listed() -> set[str]:
    """Return the sentences that have no cure on another page, each under its reason."""
    lines = UNCURED.read_text("utf-8").splitlines()[1:]
    return {line for line in lines if line and not line.startswith("# ")}


def test_each_refusal_names_its_cure_or_the_reason_why_there_is_none(cures):
    patterns = [pattern_of(sentence) for one in cures for sentence in one.refusals]
    known, found, open_ones = listed(), set(), []
    for one in all_refusals():
        is_cured = bool(one.text) and any(pattern.search(one.text) for pattern in patterns)
        is_mended_there = one.has_field and MENDED_THERE.search(one.text)
        if one.kind in BY_THEIR_KIND or is_cured or is_mended_there or not one.text:
            continue
        if " " in one.text and shown(one.text) not in known:
            open_ones.append((one.where, shown(one.text)))
        found.add(shown(one.text))

    assert open_ones == []
    assert {line for line in known if ".html: " not in line} - found == set()


def test_each_callout_of_what_is_wrong_leads_on_or_says_why_it_does_not():
    found = {
        f"{path.relative_to(ROOT / 'templates')}: {one['said']}"
        for path in ROOT.glob("templates/**/*.html")
        for one in CALLOUT.finditer(path.read_text("utf-8"))
        if not LEADS_ON.search(one[0])
    }

    assert found == {line for line in listed() if ".html: " in line}


def test_what_is_made_elsewhere_is_looked_at_there():
    made = {one.code for one in all_refusals() if not one.text and one.kind not in BY_THEIR_KIND}

    assert made - MADE_ELSEWHERE.keys() == set()


def test_each_cure_is_a_page_and_copies_no_sentence(app, cures):
    copied = [
        (path.name, text.value)
        for path in ROOT.glob("vc/*/*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Cure"
        for text in ast.walk(node.args[0])
        if isinstance(text, ast.Constant) and is_spanish(str(text.value))
    ]

    assert copied == []
    assert [one.endpoint for one in cures if one.endpoint not in app.view_functions] == []
    # A sentence of which nearly all is put in would be found in any text.
    sentences = {shown(sentence) for one in cures for sentence in one.refusals}
    assert [one for one in sentences if len(one.replace("{}", "")) < 14] == []


@pytest.mark.parametrize(("role", "is_led"), [(Role.COORDINATOR, True), (Role.HOST, False)])
def test_without_accounts_a_booking_is_led_to_add_one(browser_of, reading, clock, role, is_led):
    browser = browser_of(make_person(db.session, role))
    form = form_of(browser.get("/sesiones/nueva"), "summary")
    form["summary"] = "Primera plática"

    page = form.submit("action", value="book", status="*")

    assert "Todavía no hay cuentas de" in page.text
    links = [one["href"] for one in page.html.select("main .field__error a, main .callout li a")]
    assert ("/licencias/nueva" in links) == is_led


def links_of(app, said: str, person, path: str = "/") -> list[str]:
    """Return where a refusal leads a person who reads it on a page."""
    with app.test_request_context(path):
        g.person = person
        shown = app.jinja_env.filters["cured"](said)
    assert str(shown).startswith(str(escape(said)))
    return re.findall(r'href="([^"]+)"', str(shown))


def test_a_refusal_of_zoom_leads_to_its_credentials_but_not_from_there(app, reading):
    office = make_person(db.session, Role.ADMINISTRATOR)
    said = f"<b> {REFUSE_US['zoom'][0]} (124)"

    assert links_of(app, said, office) == ["/oficina/zoom"]
    assert links_of(app, said, office, "/oficina/zoom") == []
    assert links_of(app, said, make_person(db.session, Role.COORDINATOR)) == ["/integraciones"]
    assert links_of(app, said, make_person(db.session, Role.HOST)) == []
    assert links_of(app, said, None) == []


def test_a_cure_of_one_row_is_offered_to_whom_that_row_opens(app, reading, clock):
    owner, other = make_person(db.session, Role.HOST), make_person(db.session, Role.HOST)
    make_licence()
    event = book(app, owner, clock.now + timedelta(days=3))
    page = f"/sesiones/{event.id}/editar"

    assert links_of(app, ANOTHER_PLATFORM, owner, page) == [f"/sesiones/{event.id}/cancelar"]
    assert links_of(app, ANOTHER_PLATFORM, other, page) == []
    assert links_of(app, ANOTHER_PLATFORM, owner, "/hoy") == []
    assert links_of(app, SUSPENDED, owner, page) == []


def test_what_no_longer_fits_the_server_is_told_by_the_diagnosis(
    app, browser_of, reading, settings
):
    office = browser_of(make_person(db.session, Role.ADMINISTRATOR))
    form = form_of(office.get("/oficina/horario"), "office_opens")
    form["office_opens"], form["office_closes"] = "10:00", "21:00"
    form.submit(status=303)
    own = services_of(app)
    memory = own.memory(kept_settings.KeptSettings)
    memory._base = replace(settings, office_closes="09:00", fixed=frozenset({"office_closes"}))
    form = form_of(office.get("/oficina/horario"), "office_opens")
    form["office_closes"] = "22:00"
    form.submit(status=303)

    assert "Lo que se guardó en «Oficina» no vale por ahora" in office.get("/diagnostico").text
