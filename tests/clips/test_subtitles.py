"""Captions as files, the MP4 reader, and what networks take: pure functions, any input."""

import io
import re
import struct
from dataclasses import replace

import pysubs2
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vc.clips.edit import Caption, Edit, Framing, Length, Piece, captions_of
from vc.clips.glyphs import drawn, left_out
from vc.clips.mp4 import outline
from vc.clips.networks import warnings_for
from vc.clips.subtitles import (
    MOST_LINES,
    SIZES,
    WIDEST,
    ass_text,
    caption_file_name,
    srt_text,
    vtt_text,
    wrapped,
)
from vc.networks.known import NETWORKS
from vc.shapes import Shape
from vc.transcripts.cues import read_cues

CHORUS = (Caption(0, 900, "A"), Caption(1000, 2000, "Zeta"), Caption(1000, 2000, "Alfa"))
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


def shown(text, *, is_vtt):
    """Return what a file of captions shows: begin, end, words."""
    cues, unread = read_cues(text, is_vtt=is_vtt)
    assert unread == []
    return [(one.start_ms, one.end_ms, one.text) for one in cues]


@given(CAPTIONS, st.sampled_from(list(Shape)))
def test_times_words_and_overlaps_come_back_from_each_file(captions, shape):
    wanted = sorted(wrapped(captions, shape))
    assume(all(line.strip() for one in wanted for line in one.text.split("\n")))

    assert shown(vtt_text(captions, shape), is_vtt=True) == [
        (one.in_ms, one.out_ms, one.text) for one in wanted
    ]
    # SubRip cannot write an arrow, nor what it takes for markup.
    assume(not any(sign in one.text for one in wanted for sign in ("-->", "<", "&", "{")))
    assert shown(srt_text(captions, shape), is_vtt=False) == [
        (one.in_ms, one.out_ms, one.text) for one in wanted
    ]


@given(CAPTIONS, st.sampled_from(list(Shape)))
def test_the_picture_shows_each_caption_as_long_as_it_lasts(captions, shape):
    drawable = [replace(one, text=drawn(one.text)) for one in captions]
    events = list(pysubs2.SSAFile.from_string(ass_text(captions, shape)))

    assert [one.start for one in events] == [
        one.in_ms // 10 * 10 for one in sorted(wrapped(drawable, shape))
    ]
    assert all(one.start < one.end for one in events)


def test_two_captions_at_once_are_both_shown_while_both_last():
    captions = [Caption(500, 8000, "Uno que dura mucho"), Caption(2000, 3000, "Otro encima")]
    whole = [(500, 8000, "Uno que dura mucho"), (2000, 3000, "Otro encima")]

    assert shown(vtt_text(captions), is_vtt=True) == whole
    assert shown(srt_text(captions), is_vtt=False) == whole
    events = pysubs2.SSAFile.from_string(ass_text(captions, Shape.WIDE))
    assert [(one.start, one.end, one.text) for one in events] == whole


def test_captions_at_the_same_time_keep_their_order_whatever_they_say():
    edit = Edit((Piece(0, 9000),), captions=(*CHORUS[1:], CHORUS[0]))

    assert tuple(sorted(edit.captions)) == CHORUS
    assert captions_of(edit, Length.FULL) == list(CHORUS)
    for told in (srt_text(CHORUS), vtt_text(CHORUS), ass_text(CHORUS, Shape.WIDE)):
        assert re.findall("Zeta|Alfa", told) == ["Zeta", "Alfa"]


@pytest.mark.parametrize("text", ["3 < 5 y 7 > 2", "{inaudible}", "Tel.\u00a0089", "R&D; AT&T"])
def test_words_stay_as_they_were_typed_in_each_file(text):
    captions = [Caption(0, 1000, text)]

    assert shown(vtt_text(captions), is_vtt=True) == [(0, 1000, text)]
    assert shown(srt_text(captions), is_vtt=False) == [(0, 1000, text)]
    assert text in srt_text(captions)


def test_a_line_break_that_was_typed_stays():
    assert [one.text for one in wrapped([Caption(0, 900, "Marque\n089")], Shape.WIDE)] == [
        "Marque\n089"
    ]


def test_a_short_caption_that_no_cut_touched_is_shown():
    edit = Edit((Piece(0, 5000),), captions=(Caption(1000, 1100, "Sí"), Caption(4900, 5300, "No")))

    assert [one.text for one in captions_of(edit, Length.FULL)] == ["Sí"]


@pytest.mark.parametrize(
    "address",
    [
        "https://slp.gob.mx/secesp/prevencion-de-la-extorsion-telefonica-2031.html",
        "www.slp.gob.mx/secesp/prevencion-de-la-extorsion-telefonica",
        "secesp.slp.gob.mx/prevencion-de-la-extorsion-telefonica",
        "unidad.de.comunicacion.social.y.prevencion@slp.gob.mx",
    ],
)
@pytest.mark.parametrize("shape", list(Shape))
def test_a_long_address_is_not_split_and_fits_the_picture(address, shape):
    captions = [Caption(0, 3000, f"Denuncie en ({address})")]

    assert f"({address})" in "\n".join(one.text for one in wrapped(captions, shape)).split()
    assert f"({address})" in srt_text(captions).split()
    events = pysubs2.SSAFile.from_string(ass_text(captions, shape))
    (with_it,) = [one.text for one in events if address in one.text]
    size = re.search(r"\{\\fs(\d+)\}", with_it)
    longest = len(address) + 2
    is_wider = longest > WIDEST[shape]
    assert (size is not None) == is_wider
    assert size is None or int(size[1]) * longest <= SIZES[shape] * WIDEST[shape]


def test_what_the_font_does_not_draw_is_left_out_of_the_picture_only():
    text = "Gracias 👩\u200d👧 ❤️ a 李伟 todas\u00a0😀"
    captions = [Caption(0, 1000, text), Caption(1000, 2000, "😀")]

    (event,) = pysubs2.SSAFile.from_string(ass_text(captions, Shape.WIDE))
    assert event.text == "Gracias a todas"
    assert left_out(one.text for one in captions) == ["👩\u200d👧", "❤️", "李伟", "😀"]
    assert "👩\u200d👧 ❤️ a 李伟 todas\u00a0😀" in vtt_text(captions)
    assert "😀" in srt_text(captions)


def test_letters_and_signs_of_spanish_are_all_drawn():
    text = "¿Qué? ¡Sí! «Ñandú» “ü” — … ° № € ½ 1.º & @ # % § · ‘a’ cafe\u0301 \\ {} <> → ©"

    assert left_out([text]) == []


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
        (edit_of(104, Shape.TALL), {"Reel de Facebook", "Historia de Facebook"}),
        (edit_of(104, Shape.TALL, short=60), set()),
        (edit_of(104, Shape.WIDE), set()),
        (edit_of(200, Shape.WIDE), {"X"}),
        (
            edit_of(2, Shape.TALL),
            {"Reel de Facebook", "Historia de Facebook", "Reel de Instagram", "TikTok"},
        ),
    ],
)
def test_the_editor_is_told_what_no_length_of_the_clip_fits(edit, named):
    assert {warning.partition(":")[0] for warning in warnings_for(edit)} == named


def test_every_figure_has_its_source_and_date():
    assert all(
        one.source and one.seen_on.year >= 2026
        for known in NETWORKS.values()
        for one in known.formats
    )


def test_a_file_that_is_too_large_for_a_network_is_named():
    edit = Edit(pieces=(Piece(0, 60_000),), framings=(Framing(Shape.TALL),))

    assert warnings_for(edit, [400_000_000, 301_000_000]) == [
        "Reel de Instagram: el archivo pesa 301 MB y admite 300 MB cuando mucho."
    ]
    assert warnings_for(edit, [299_000_000]) == []
