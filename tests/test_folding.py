"""Searches find what people mean: accents, ñ and case do not matter, on both databases."""

import ast
import string
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, literal, select

from vc.db import Base, db, insert_many_once
from vc.features import FEATURES
from vc.folding import SearchedMixin, folded, found_in, holds
from vc.reconciliation.models import Delivery

ROOT = Path(__file__).parents[1]
# The list of features brings every model with it, also where this module runs alone.
assert FEATURES
SEARCHED = {one.class_ for one in Base.registry.mappers if issubclass(one.class_, SearchedMixin)}
AT = datetime(2031, 3, 4, 16, 0, tzinfo=UTC)

LETTERS = st.text(st.characters(max_codepoint=0x24F, exclude_categories=("Cc", "Cs")), max_size=20)


def test_a_text_is_found_without_its_accents_and_in_any_case(context):
    for typed in ("prevencion de adicciones", "ADICCIONES PREVENCIÓN", "prevención", "ninez"):
        kept = literal(folded("Prevención de Adicciones en la Niñez"))
        assert db.session.scalar(select(holds(typed, literal(""), kept)))
        assert found_in(typed, "Prevención de Adicciones en la Niñez")
    assert not db.session.scalar(select(holds("prevencion x", literal("prevencion"))))


def test_what_stands_for_anything_in_a_pattern_is_taken_as_it_is(context):
    for typed in ("%", "_", "\\"):
        assert not db.session.scalar(select(holds(typed, literal("abc"))))
        assert db.session.scalar(select(holds(typed, literal(f"a{typed}c"))))


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("Pre\u00adven\u00adción en casa", "prevención"),
        ("Pre\u200bvención", "prevencion"),
        ("Plática de \ufb01rmas o\ufb01ciales", "firmas oficiales"),
        ("Ｆｏｒｏ ２０３１", "foro 2031"),
        ("Sesión 3.ª", "3.a"),
        ("prevencio\u0301n", "prevención"),
        ("prevención", "preven\u00adción"),
    ],
)
def test_what_was_copied_out_of_a_document_is_found_as_it_is_read(context, kept, typed):
    assert found_in(typed, kept)
    assert db.session.scalar(select(holds(typed, literal(folded(kept)))))


@given(LETTERS)
def test_folding_leaves_no_accent_and_is_done_once(text):
    assert folded(folded(text)) == folded(text)
    assert not set(folded(text)) & set("áéíóúüñÁÉÍÓÚÜÑ" + string.ascii_uppercase)


def test_nothing_typed_finds_everything(context):
    assert db.session.scalar(select(holds("  ", literal("abc"))))


def test_every_search_compares_what_is_kept_folded():
    calls = [
        call
        for path in (ROOT / "vc").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "holds"
    ]
    compared = {ast.unparse(one) for call in calls for one in call.args[1:]}

    assert compared == {f"{one.__name__}.folded" for one in SEARCHED}


def test_whatever_is_searched_is_a_column_of_its_row():
    assert len(SEARCHED) >= 6
    for model in SEARCHED:
        assert set(model.SEARCHED) <= set(model.__table__.c.keys())


def deliveries(*names: str) -> list[dict[str, object]]:
    """Return messages of a vendor as rows."""
    told = {"vendor": "zoom", "kind": "started", "happened_at": AT, "received_at": AT, "body": {}}
    return [{**told, "event": name, "body_hash": name} for name in names]


def test_a_row_has_its_words_by_whatever_door_it_comes(context):
    db.session.execute(insert(Delivery.__table__), deliveries("Por tabla", "Acción"))
    db.session.execute(insert(Delivery), deliveries("Por clase"))
    insert_many_once(db.session(), Delivery, "body_hash", deliveries("Ñandú", "Ó"))
    insert_many_once(db.session(), Delivery, "body_hash", deliveries("Única"))
    db.session.add(Delivery(**deliveries("Sesión")[0]))
    db.session.flush()

    kept = set(db.session.scalars(select(Delivery.folded)))

    assert {one.strip() for one in kept} == {
        *("por tabla", "accion", "por clase", "nandu", "o", "unica", "sesion")
    }


@pytest.mark.parametrize("is_loaded", [True, False])
def test_a_row_is_found_by_its_new_words_and_no_longer_by_the_former(context, is_loaded):
    row = Delivery(**deliveries("Anuncio")[0], external_id="Sala-9")
    db.session.add(row)
    db.session.flush()
    if not is_loaded:
        db.session.expire(row)

    row.event = "Acción de señales"
    db.session.flush()

    found = select(Delivery.id)
    for words in ("senales accion", "SALA-9 señales"):
        assert db.session.scalar(found.where(holds(words, Delivery.folded))) == row.id
    assert db.session.scalar(found.where(holds("anuncio", Delivery.folded))) is None
