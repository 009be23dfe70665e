"""Every kind of transcript becomes the same lines, and odd bytes become a sentence in Spanish."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vc.errors import RuleError
from vc.transcripts.parser import Line, read, read_whole

VTT = """WEBVTT

NOTE hecho a mano

1
00:01.000 --> 00:04.500 align:start
<v Ana López>Hola &amp; <b>bienvenidas</b>

00:00:05.250 --> 00:00:06.000
No contesten:
cuelguen
"""
SRT = """1
00:00:01,000 --> 00:00:04,500
Hola a todas

2
00:00:05,250 --> 00:00:06,000
Adiós
"""


def test_webvtt_keeps_voices_and_times():
    lines = read(VTT.encode(), "vtt")

    assert lines == [
        Line(1000, 4500, "Ana López", "Hola & bienvenidas"),
        Line(5250, 6000, "", "No contesten: cuelguen"),
    ]


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter():
    content = b"\xef\xbb\xbf" + VTT.replace("\n", "\r\n").encode()

    assert read(content, "vtt") == read(VTT.encode(), "vtt")


def test_a_file_without_its_header_is_read_all_the_same():
    assert read(SRT.encode(), "vtt") == read(SRT.encode(), "srt")


def test_subrip_is_read():
    assert read(SRT.encode(), "srt") == [
        Line(1000, 4500, "", "Hola a todas"),
        Line(5250, 6000, "", "Adiós"),
    ]


def test_what_windows_wrote_keeps_its_accents():
    assert read(SRT.encode("cp1252"), "srt")[1].text == "Adiós"


def test_meets_entries_are_counted_from_the_beginning_of_the_recording():
    begins = datetime(2031, 3, 4, 17, tzinfo=UTC)
    entry = {
        "speaker": "Ana",
        "text": "Hola",
        "start_time": (begins + timedelta(seconds=2)).isoformat(),
        "end_time": (begins + timedelta(seconds=3.5)).isoformat(),
    }
    early = entry | {"start_time": (begins - timedelta(seconds=9)).isoformat(), "text": "Antes"}
    content = json.dumps({"entries": [entry, early]}).encode()

    assert read(content, "json", starts_at=begins) == [
        Line(0, 3500, "Ana", "Antes"),
        Line(2000, 3500, "Ana", "Hola"),
    ]


def cues(*texts):
    """Return a WebVTT file of these texts, a second each."""
    parts = [f"00:00:{n:02}.000 --> 00:00:{n + 1:02}.000\n{text}\n" for n, text in enumerate(texts)]
    return ("WEBVTT\n\n" + "\n".join(parts)).encode()


def test_a_name_is_taken_off_only_when_it_is_somebodys():
    lines = read(cues("Ana López: Hola", "Recuerden: cuelguen"), "vtt", people=["ana lopez"])

    assert [(line.speaker, line.text) for line in lines] == [
        ("Ana López", "Hola"),
        ("", "Recuerden: cuelguen"),
    ]


def test_where_every_line_has_a_name_they_are_voices():
    said = [f"{name}: frase {n}" for n, name in enumerate(["Ana López", "Beto Ruiz"] * 4)]

    assert {line.speaker for line in read(cues(*said), "vtt")} == {"Ana López", "Beto Ruiz"}


def test_a_line_without_a_name_among_voices_changes_nothing():
    said = [f"Ana López: frase {n}" for n in range(8)] + ["y eso es todo"]

    assert {line.speaker for line in read(cues(*said), "vtt")} == {"Ana López", ""}


def test_a_single_warning_is_no_voice():
    assert read(cues("Recuerden: cuelguen"), "vtt")[0].speaker == ""


@pytest.mark.parametrize(
    ("content", "extension"),
    [(b"", "vtt"), (b"WEBVTT", "vtt"), (b"hola", "txt"), (b"{}", "json"), (b"\xff\x00", "srt")],
)
def test_what_is_no_transcript_is_refused_in_spanish(content, extension):
    with pytest.raises(RuleError) as refusal:
        read(content, extension)

    assert refusal.value.message.endswith(".")


@given(st.binary(max_size=400), st.sampled_from(["vtt", "srt", "json", "txt"]))
def test_any_bytes_are_lines_or_a_refusal(content, extension):
    try:
        lines = read(content, extension)
    except RuleError:
        return

    assert all(0 <= line.start_ms <= line.end_ms and line.text for line in lines)


@given(
    st.sampled_from(["WEBVTT\n\n", "WEBVTT - x\n\nSTYLE\n::cue{}\n\n", ""]),
    st.lists(st.sampled_from([VTT[8:60], SRT, "00:00:01.000 --> 00:00:00.500\nx\n\n", "-->\n"])),
    st.text(max_size=30),
)
def test_pieces_of_files_are_lines_or_a_refusal(head, parts, tail):
    try:
        lines = read((head + "".join(parts) + tail).encode("utf-8", "ignore"), "vtt")
    except RuleError:
        return

    assert lines == sorted(lines, key=lambda line: (line.start_ms, line.end_ms))


def test_names_as_attendees_write_them_are_taken_off_where_every_line_has_one():
    voices = ("Ponente (SECESP)", "Asistente - Secundaria Técnica 12", "Grupo 2°B")
    cues = "\n\n".join(
        f"00:00:{second:02}.000 --> 00:00:{second:02}.900\n{voices[second % 3]}: Dicho {second}."
        for second in range(12)
    )

    lines = read(f"WEBVTT\n\n{cues}\n".encode(), "vtt", starts_at=None, people=())

    assert {line.speaker for line in lines} == set(voices)
    assert [line.text for line in lines[:2]] == ["Dicho 0.", "Dicho 1."]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("extension", ["vtt", "srt"])
def test_a_file_is_read_by_its_mark_or_its_bytes(encoding, extension):
    said = "1\n00:00:01,000 --> 00:00:02,000\nSeñales de extorsión: ¿qué hago? «Cuelgue»\n"
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""

    for begins in {mark, ""}:
        (line,) = read((begins + said).encode(encoding), extension)
        assert line.text == "Señales de extorsión: ¿qué hago? «Cuelgue»"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_signs_of_any_writing_are_read_by_the_files_mark(encoding):
    text = "0:01 --> 0:02\n你好😀你好再见朋友" + "你" * 200

    assert read(text.encode(encoding), "srt")[0].text.startswith("你好😀")


def test_one_damaged_byte_does_not_garble_all_other_letters():
    content = (
        SRT.encode()
        + b"\n3\n00:00:07,000 --> 00:00:08,000\nni\xf1os, ni\xc3\xb1as y se\xc3\xb1as\n"
    )

    assert [line.text for line in read(content, "srt")][1:] == [
        "Adiós",
        "ni\ufffdos, niñas y señas",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "3 < 5 y 7 > 2",
        "{inaudible}",
        "<inaudible>",
        "a <- b -> c",
        "AT&T; R&D y &copia",
        "C:\\Nuevo",
    ],
)
def test_signs_that_look_like_markup_are_words(text):
    assert read(f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n".encode(), "srt")[0].text == text
    assert read(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}\n".encode(), "vtt")[0].text == text


def test_markup_is_no_word():
    text = r"{\an8}<i>Hola</i> <font color=red>a</font> <c.grande>todas</c> <00:00:01.500>&amp; más"

    assert read(f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n".encode(), "srt")[0].text == (
        "Hola a todas & más"
    )


@pytest.mark.parametrize(
    ("time", "begins_ms"),
    [
        ("125:03.000 --> 125:04.000", 7_503_000),
        ("00:00:05 --> 00:00:07", 5000),
        ("0:05 --> 0:07", 5000),
        ("00:00:05,5 --> 00:00:07.25", 5500),
        ("1:00:00:05.000 -> 9", None),
        ("5.25 --> 7", 5250),
        ("00:00:05.000-->00:00:07.000 line:0", 5000),
        ("00:00:05.000 -> 00:00:07.000", 5000),
    ],
)
@pytest.mark.parametrize("extension", ["vtt", "srt"])
def test_times_that_keep_to_no_letter_are_read_among_good_ones(time, begins_ms, extension):
    head = "WEBVTT\n\n" if extension == "vtt" else ""
    good = "1\n00:00:01.000 --> 00:00:02.000\nAntes\n\n"

    lines = read(f"{head}{good}2\n{time}\nDicho\n".encode(), extension)

    if begins_ms is None:
        assert lines[0].text.endswith("Dicho")
    else:
        assert [(line.start_ms, line.text) for line in lines] == [
            (1000, "Antes"),
            (begins_ms, "Dicho"),
        ]


def test_a_time_that_cannot_be_read_is_named_by_its_line():
    good = "00:00:01.000 --> 00:00:02.000\nBien\n\n"

    reading = read_whole(f"WEBVTT\n\n{good}00:xx:03.000 --> 00:00:04.000\nMal\n".encode(), "vtt")

    assert [line.text for line in reading.lines] == ["Bien"]
    assert "renglones del archivo" in reading.note
    assert reading.note.count(": 6.") == 1
    with pytest.raises(RuleError, match="renglón 3"):
        read(b"WEBVTT\n\n00:xx:03.000 --> 00:00:04.000\nMal\n", "vtt")


def test_what_meet_gives_no_end_is_shown_until_somebody_goes_on():
    begins = datetime(2031, 3, 4, 17, tzinfo=UTC)
    entries = [
        {
            "speaker": "Ana",
            "text": "Hola",
            "start_time": (begins + timedelta(seconds=at)).isoformat(),
        }
        for at in (1, 1.5, 9)
    ]

    lines = read(json.dumps({"entries": entries}).encode(), "json", starts_at=begins)

    assert [(line.start_ms, line.end_ms) for line in lines] == [
        (1000, 1500),
        (1500, 2500),
        (9000, 10_000),
    ]


def test_no_empty_line_within_a_caption_and_no_number_takes_words_along():
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nMarque\n\n089\n\n2\n00:00:03,000 --> 00:00:04,000\nYa\n"
    )

    assert [line.text for line in read(text.encode(), "srt")] == ["Marque 089", "Ya"]


@pytest.mark.parametrize(
    "text",
    [
        "primero A --> B y luego C",
        "10:30 Reunión: empieza",
        "NOTES: son dos",
        "STYLE es moda",
        "1",
        "® y ™",
        "a\u00a0b",
    ],
)
@pytest.mark.parametrize("extension", ["vtt", "srt"])
def test_what_looks_like_a_part_of_the_format_is_words(text, extension):
    head = "WEBVTT\n\n" if extension == "vtt" else ""
    content = (
        f"{head}a-1/0-0\n00:00:01.000 --> 00:00:02.000\n{text}\n \n2\n00:03.000 --> 00:04.000\nYa\n"
    )

    assert [line.text for line in read(content.encode(), extension)] == [text, "Ya"]


@pytest.mark.parametrize(
    "times",
    [
        "-00:00:00,500 --> 00:00:02,000",
        "00:00:00,000 → 00:00:02,000",
        "00:00:00,000 –> 00:00:02,000",
        "00:00:00,000 –-> 00:00:02,000",
        "00:00:00,000---> 00:00:02,000",
        "00: 00: 00, 000 --> 00: 00: 02, 000",
        "００：００：００，０００ --> ００：００：０２，０００",
    ],
)
def test_times_that_other_programs_and_typing_make_are_read_wherever_they_stand(times):
    text = (
        f"1\n{times}\nUno\n\n2\n00:00:03,000 --> 00:00:04,000\nDe 10:30 → 11:30\n\n3\n{times}\nY\n"
    )

    assert read(text.encode(), "srt") == [
        Line(0, 2000, "", "Uno"),
        Line(0, 2000, "", "Y"),
        Line(3000, 4000, "", "De 10:30 → 11:30"),
    ]


def test_captions_that_roll_up_word_by_word_are_read_once():
    def timed(times, *lines):
        return f"{times} align:start position:0%\n" + "\n".join(lines) + "\n\n"

    text = (
        "WEBVTT\nKind: captions\n\n"
        + timed("00:00.160 --> 00:03.429", " ", "Buenas<00:00:00.960><c> tardes</c>")
        + timed("00:03.429 --> 00:03.439", "Buenas tardes", " ")
        + timed("00:03.439 --> 00:05.749", "Buenas tardes", "a<00:00:03.760><c> todas</c>")
        + timed("00:05.749 --> 00:05.759", "a todas", " ")
        + timed("00:05.759 --> 00:07.749", "a todas", "a<00:00:06.760><c> todas</c>")
    )

    assert read(text.encode(), "vtt") == [
        Line(160, 3429, "", "Buenas tardes"),
        Line(3439, 5749, "", "a todas"),
        Line(5759, 7749, "", "a todas"),
    ]


@pytest.mark.parametrize("ends", ["00:00.000", "00:02.000"])
def test_what_is_said_at_once_stays_in_the_order_of_its_file(ends):
    cue = f"00:00.000 --> {ends}\n"

    lines = read(f"WEBVTT\n\n{cue}Uno\n\n{cue}Dos\n\n{cue}Tres\n".encode(), "vtt")

    assert [line.text for line in lines] == ["Uno", "Dos", "Tres"]


def test_notes_before_and_between_captions_are_no_words():
    notes = "NOTE\nlanguage:es-MX\n\nNOTE Confidence: 0.83\n\n"
    text = f"WEBVTT\n\n{notes}0:01.0 --> 0:02.0\nUno\n\n{notes}0:03.0 --> 0:04.0\nDos\n"

    assert [line.text for line in read(text.encode(), "vtt")] == ["Uno", "Dos"]
