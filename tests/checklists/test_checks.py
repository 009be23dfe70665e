"""What the system finds out by itself, out of facts alone."""

from dataclasses import replace
from datetime import date

import pytest

from vc.checklists import checks
from vc.checklists.checks import AppearanceFacts, Facts, FileFacts, Found, run
from vc.checklists.models import Level

FILE = FileFacts(
    label="Completa", duration_ms=60_000, size_bytes=1, loudness_lufs=-16.0, longest_silence_ms=0
)
FACTS = Facts(kind="fragment", has_minors=False, today=date(2031, 3, 4))
ANA = AppearanceFacts(folio="CI-2031-001", is_minor=False)


def found(key, **changes):
    """Return what a check finds when some facts are otherwise."""
    return run(key, replace(FACTS, **changes)).found


@pytest.mark.parametrize(
    ("key", "changes", "expected"),
    [
        ("consents", {}, Found.UNKNOWN),
        ("consents", {"appearances": (ANA,)}, Found.OK),
        ("consents", {"appearances": (ANA, replace(ANA, problems=("revocado",)))}, Found.FAIL),
        ("minors", {"appearances": (ANA,)}, Found.FAIL),
        ("minors", {"appearances": (replace(ANA, is_minor=True),)}, Found.OK),
        ("watched", {"files": (FILE,), "watched_percent": 97}, Found.FAIL),
        ("watched", {"files": (FILE,), "watched_percent": 98}, Found.OK),
        ("ban", {}, Found.OK),
        ("ban", {"ban": "Elección"}, Found.FAIL),
        ("plate", {}, Found.UNKNOWN),
        ("plate", {"has_plate": True}, Found.FAIL),
        ("plate", {"has_plate": True, "is_plate_current": True}, Found.OK),
        ("captions", {}, Found.UNKNOWN),
        ("captions", {"captions": ("Hola",)}, Found.FAIL),
        ("captions", {"captions": ("Hola",), "are_captions_reviewed": True}, Found.OK),
        ("hashtags", {"text": "Cuídese"}, Found.WARN),
        ("hashtags", {"text": "Cuídese #prevenimosjuntos"}, Found.OK),
        ("formats", {}, Found.FAIL),
        ("formats", {"are_files_ready": True}, Found.OK),
        ("formats", {"are_files_ready": True, "warnings": ("Reel: es largo.",)}, Found.WARN),
        ("loudness", {}, Found.UNKNOWN),
        ("loudness", {"files": (FILE,)}, Found.OK),
        ("loudness", {"files": (replace(FILE, loudness_lufs=-18.1),)}, Found.WARN),
        ("loudness", {"files": (replace(FILE, longest_silence_ms=3001),)}, Found.WARN),
        ("alt_text", {"alt_text": "  "}, Found.FAIL),
        ("alt_text", {"alt_text": "Una sala"}, Found.OK),
        ("orange_day", {"text": "Hoy, naranja"}, Found.WARN),
        ("orange_day", {"text": "Llame al 911."}, Found.OK),
        ("approval", {}, Found.FAIL),
        ("approval", {"is_approved": True}, Found.OK),
        ("of a newer version", {}, Found.UNKNOWN),
    ],
)
def test_a_check_finds_what_the_facts_say(key, changes, expected):
    assert found(key, **changes) is expected


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Marque 089 o 911.", ()),
        ("Marque 098.", ("098",)),
        ("Llame al 444 812 34 56 o al (444) 812-3456.", ("444 812 34 56", "444) 812-3456")),
        ("Al +52 4448123456", ("4448123456",)),
        ("En 2027, el 3 de mayo a las 10:30, el 12.500 % y 1,250 pesos", ()),
        ("Fueron 150 personas, un 100 % más", ("150",)),
        ("2031", ()),
    ],
)
def test_numbers_that_are_not_known_are_named(text, numbers):
    assert checks.unknown_numbers((text,)) == numbers


def test_a_number_is_named_once_and_where_captions_say_it_too():
    result = run("numbers", replace(FACTS, text="Al 066", captions=("Al 066.", "Al 060")))

    assert (result.found, result.text) == (Found.WARN, "Revise los números 066, 060.")


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        ({}, {}, True),
        ({"minors": True}, {}, False),
        ({"minors": True}, {"has_minors": True}, True),
        ({"ban": True}, {}, False),
        ({"ban": True}, {"ban": "Elección"}, True),
        ({"day": 25}, {}, False),
        ({"day": 25}, {"today": date(2031, 3, 25)}, True),
        ({"kinds": ["promo"]}, {}, False),
        ({"kinds": ["promo", "fragment"]}, {}, True),
        ({"channels": ["instagram"]}, {}, True),
        ({"channels": ["instagram"]}, {"channels": ("facebook",)}, False),
        ({"channels": ["instagram"]}, {"channels": ("facebook", "instagram")}, True),
        ({"blocking_when": {"ban": True}}, {}, True),
    ],
)
def test_a_rule_says_when_a_point_is_asked(rule, changes, expected):
    assert checks.applies(rule, replace(FACTS, **changes)) is expected


def test_a_recommended_point_blocks_during_a_ban_when_its_rule_says_so():
    rule = {"blocking_when": {"ban": True}}

    assert not checks.blocks(Level.ADVISORY, rule, FACTS)
    assert checks.blocks(Level.ADVISORY, rule, replace(FACTS, ban="Elección"))
    assert checks.blocks(Level.BLOCKING, {}, FACTS)
