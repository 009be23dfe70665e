"""Captions as files, the MP4 reader, and what networks take: pure functions, any input."""

import io
import struct
from itertools import pairwise

import pysubs2
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vc.clips.atoms import outline
from vc.clips.edit import Caption, Edit, Framing, Piece, Shape
from vc.clips.networks import NETWORKS, warnings_for
from vc.clips.subtitles import (
    MOST_LINES,
    WIDEST,
    ass_text,
    caption_file_name,
    srt_text,
    vtt_text,
    wrapped,
)

SAID = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=200)
CAPTIONS = st.lists(
    st.builds(
        lambda begin, length, text: Caption(begin, begin + length, text),
        st.integers(0, 600_000),
        st.integers(200, 20_000),
        SAID,
    ),
    max_size=12,
)


@given(CAPTIONS, st.sampled_from(list(Shape)))
def test_every_word_is_kept_in_lines_that_fit(captions, shape):
    turns = list(wrapped(captions, shape))

    assert " ".join(one.text for one in turns).split() == " ".join(
        " ".join(one.text.split()) for one in captions
    ).split() or any(len(word) > WIDEST[shape] for one in captions for word in one.text.split())
    for one in turns:
        assert len(one.text.split("\n")) <= MOST_LINES
        assert all(len(line) <= WIDEST[shape] for line in one.text.split("\n"))


@given(CAPTIONS, st.sampled_from(list(Shape)))
def test_no_caption_is_shown_while_another_is(captions, shape):
    for text, kind in ((ass_text(captions, shape), "ass"), (srt_text(captions, shape), "srt")):
        events = sorted(pysubs2.SSAFile.from_string(text, format_=kind), key=lambda one: one.start)
        assert all(one.start < one.end for one in events)
        assert all(one.end <= other.start for one, other in pairwise(events))


def test_what_looks_like_an_override_is_only_text():
    text = ass_text([Caption(0, 1000, r"{\b1}negritas{\b0} \N salto")], Shape.WIDE)

    (event,) = pysubs2.SSAFile.from_string(text)
    assert "{" not in event.text
    assert "\\b1" not in event.text


def test_markup_in_a_caption_is_escaped_for_the_web():
    assert "&lt;script&gt; &amp; más" in vtt_text([Caption(0, 1000, "<script> & más")])


def test_the_file_s_name_tells_facebook_the_language():
    assert caption_file_name("capsula", "es_LA") == "capsula.es_LA.srt"


@given(st.binary(max_size=400))
def test_any_bytes_are_an_outline_or_refused(content):
    try:
        outline(io.BytesIO(content))
    except ValueError:
        return
    assert b"moov" in content


@given(st.integers(0, 2**32 - 1))
def test_an_atom_that_says_it_is_longer_than_the_file_is_refused(length):
    content = struct.pack(">I4s", length, b"moov") + struct.pack(">I4s", 8, b"mdat")

    # A `moov` of eight bytes is empty and fits; nothing else of these does, but to the file's end.
    assume(length not in (0, 8))
    with pytest.raises(ValueError, match=r"atom|moov"):
        outline(io.BytesIO(content))


def edit_of(seconds: float, *shapes: Shape, short: float = 0) -> Edit:
    """Return an edit of so many seconds."""
    return Edit(
        pieces=(Piece(0, round(seconds * 1000)),),
        short=(Piece(0, round(short * 1000)),) if short else (),
        framings=tuple(Framing(shape) for shape in shapes),
    )


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        (edit_of(60, Shape.WIDE, Shape.TALL), set()),
        (edit_of(104, Shape.TALL), {"Reel de Facebook por API", "Historia de Facebook"}),
        (edit_of(104, Shape.TALL, short=60), set()),
        (edit_of(104, Shape.WIDE), set()),
        (edit_of(200, Shape.WIDE), {"X"}),
        (
            edit_of(2, Shape.TALL),
            {"Reel de Facebook por API", "Historia de Facebook", "Reel de Instagram"},
        ),
    ],
)
def test_the_editor_is_told_what_no_length_of_the_clip_fits(edit, named):
    assert {warning.partition(":")[0] for warning in warnings_for(edit)} == named


def test_every_figure_has_its_source_and_date():
    assert all(one.source and one.seen_on.year >= 2026 for one in NETWORKS)


def test_a_file_that_is_too_large_for_a_network_is_named():
    edit = Edit(pieces=(Piece(0, 60_000),), framings=(Framing(Shape.TALL),))

    assert warnings_for(edit, [400_000_000, 301_000_000]) == [
        "Reel de Instagram: el archivo pesa 301 MB y admite 300 MB cuando mucho."
    ]
    assert warnings_for(edit, [299_000_000]) == []
