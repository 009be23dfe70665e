"""No name of a speaker stays in what was said, whatever it is written like; other words do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transcripts.test_parser import cues
from vc.transcripts.parser import read

NAMES = (
    "luis pérez",
    "LUIS PÉREZ",
    "luis",
    "iPhone de Ana",
    "52 444 123 4567",
    "+52 (444) 123-45-67",
    "ana@example.org",
    "Ana López (ella)",
    "Depto. 3 - Ana",
    "👮 Ana",
    "李伟",
    "Ana:SECESP",
    "C4: Ana",
    "Ma. de los Ángeles del Sagrado Corazón de Jesús Hernández-Gutiérrez y Villaseñor Montes",
    "Usuario de Zoom",
)
WORDS = ("Buenas tardes", "Recuerden esto", "Marquen al 089", "Gracias a todas")


def said_by(content, **known):
    """Return (speaker, text) of each line."""
    return [(line.speaker, line.text) for line in read(content, "vtt", **known)]


@pytest.mark.parametrize("name", NAMES)
def test_a_voice_among_others_is_taken_off_whatever_it_is_written_like(name):
    turns = [("Ana Ruiz", WORDS[0]), (name, WORDS[1]), ("Ana Ruiz", WORDS[2]), (name, WORDS[3])]

    lines = said_by(cues(*(f"{voice}: {text}" for voice, text in turns)))

    assert [text for _, text in lines] == list(WORDS)
    assert all(speaker for speaker, _ in lines)


@given(
    st.lists(
        st.text(
            st.characters(exclude_categories=("C", "Z"), exclude_characters=":：<>{}&[]()\\"),
            min_size=2,
            max_size=30,
        ).filter(lambda name: name.strip("-–—•*»") and not name.endswith((".-", ".–", ".—"))),
        min_size=1,
        max_size=5,
        unique=True,
    )
)
def test_whatever_the_names_are_none_stays_where_each_line_has_one(names):
    said = [f"{names[number % len(names)]}: dicho {number}" for number in range(10)]

    assert [text for _, text in said_by(cues(*said))] == [f"dicho {n}" for n in range(10)]


def test_voices_that_speak_once_each_are_taken_off():
    said = [f"persona {letter}: pregunta" for letter in "abcdefgh"]

    assert {text for _, text in said_by(cues(*said))} == {"pregunta"}


def test_voices_are_taken_off_where_some_lines_have_none():
    said = ["luis pérez: hola", "y sigo", "Ana Ruiz: sí", "luis pérez: adiós"]

    assert [text for _, text in said_by(cues(*said))] == ["hola", "y sigo", "sí", "adiós"]


@pytest.mark.parametrize(
    "line",
    [
        "- luis pérez: hola",
        ">> LUIS PÉREZ: hola",
        "[Luis Pérez] hola",
        "(Luis Pérez): hola",
        "LUIS PÉREZ.- hola",
        "Luis Pérez:hola",
        "Luis: hola",
        "luis pérez：hola",
        "Luis Pérez:\nhola",
        "<v.alto Luis Pérez>hola</v>",
        "<v Luis Pérez>hola",
        "<v Luis Pérez\nhola",
    ],
)
def test_who_was_there_is_taken_off_in_every_way_of_writing_it(line):
    lines = said_by(cues(line, "algo más"), people=["Luis Alberto Pérez"])

    assert [text for _, text in lines] == ["hola", "algo más"]


def test_two_voices_in_one_caption_are_both_taken_off():
    lines = said_by(cues("- Ana: ¿Hola?\n- Luis: Sí", "Ana: Bien", "Luis: Gracias"))

    assert lines[0] == ("Ana", "¿Hola? Sí")


def test_a_voice_that_a_tag_names_is_taken_off_where_it_is_written_too():
    lines = said_by(
        cues("<v luis pérez>luis pérez: hola", "luis: sí", "<v Ana>Recuerden: cuelguen")
    )

    assert lines == [("luis pérez", "hola"), ("luis", "sí"), ("Ana", "Recuerden: cuelguen")]


def test_words_before_a_colon_that_name_nobody_stay():
    said = ["Recuerden: cuelguen", "y no contesten", "[música]", "son las 12:30 horas", "No: jamás"]

    assert said_by(cues(*said)) == [("", text) for text in said]
