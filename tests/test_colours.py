"""Whatever colour an office chooses, words on it and in it can be read, light and dark."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_palettes import GROUNDS, TEXT, WHITE, contrast, tokens
from vc import colours

SHAPE = 3.0
GROUNDS_OF_CSS = ("paper", "paper-2", *(one for one in GROUNDS if one not in ("paper", "tint")))
ANY = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_the_grounds_are_those_of_the_style_sheet():
    found = [tuple(tokens("vino", scheme)[one] for one in GROUNDS_OF_CSS) for scheme in (0, 1)]

    assert found == [colours.LIGHT, colours.DARK]


@pytest.mark.parametrize("scheme", [0, 1])
@given(colour=ANY)
def test_words_and_shapes_of_any_colour_stand_out(scheme, colour):
    usual = tokens("vino", scheme)
    own = {name: pair[scheme] for name, pair in colours.tokens(colour).items()}
    grounds = [usual[one] for one in GROUNDS_OF_CSS]
    text = [
        *(contrast(own["accent"], one) for one in (*grounds, own["tint"])),
        *(contrast(usual[ink], own["tint"]) for ink in ("ink", "ink-2")),
        *(contrast(WHITE, own[one]) for one in ("fill", "fill-2", "shell")),
        contrast(colours.ON_SHELL, own["shell"]),
        contrast("#e2c79b", own["shell"]),
    ]
    shapes = [
        contrast(own[one], ground) for one in ("fill", "fill-2", "focus") for ground in grounds
    ]

    assert min(text) >= TEXT
    assert min(shapes) >= SHAPE


def test_a_colour_that_stands_out_as_it_is_stays_the_office_s_own():
    light, _ = colours.tokens("#0d5c63")["accent"]

    assert light == "#0d5c63"


@pytest.mark.parametrize("typed", ["#7A1F3D", "7a1f3d", " #7a1f3d "])
def test_a_colour_is_read_as_people_write_it(typed):
    assert colours.parse(typed) == "#7a1f3d"
    assert colours.parse("#abc") == "#aabbcc"


@pytest.mark.parametrize("typed", [" ", "rojo", "#12", "#12345", "#gggggg", "url(x)", "#1234567"])
def test_what_is_no_colour_is_refused(typed):
    with pytest.raises(ValueError, match=re.escape(typed)):
        colours.parse(typed)
