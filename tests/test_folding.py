"""Searches find what people mean: accents, ñ and case do not matter, on both databases."""

import string

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import literal, select

from vc.db import db
from vc.folding import folded, found_in, holds

LETTERS = st.text(st.characters(max_codepoint=0x24F, exclude_categories=("Cc", "Cs")), max_size=20)


def test_a_text_is_found_without_its_accents_and_in_any_case(context):
    for typed in ("prevencion de adicciones", "ADICCIONES PREVENCIÓN", "prevención", "ninez"):
        found = select(holds(typed, literal("Prevención de Adicciones en la Niñez"), literal("")))
        assert db.session.scalar(found)
        assert found_in(typed, "Prevención de Adicciones en la Niñez")
    assert not db.session.scalar(select(holds("prevencion x", literal("Prevención"))))


def test_what_stands_for_anything_in_a_pattern_is_taken_as_it_is(context):
    for typed in ("%", "_", "\\"):
        assert not db.session.scalar(select(holds(typed, literal("abc"))))
        assert db.session.scalar(select(holds(typed, literal(f"a{typed}c"))))


@given(LETTERS)
def test_folding_leaves_no_accent_and_is_done_once(text):
    assert folded(folded(text)) == folded(text)
    assert not set(folded(text)) & set("áéíóúüñÁÉÍÓÚÜÑ" + string.ascii_uppercase)


def test_nothing_typed_finds_everything(context):
    assert db.session.scalar(select(holds("  ", literal("abc"))))
