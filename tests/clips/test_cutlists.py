"""Cut lists of other programs come in and go out unchanged; what makes no sense is told."""

import csv
import io
from contextlib import suppress

import json5
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vc.clips.cutlists import (
    MOST_SEGMENTS,
    CutList,
    Segment,
    check_look,
    read_csv,
    read_llc,
    write_csv,
    write_llc,
)
from vc.errors import RuleError

NAMES = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs")), max_size=40
)
SEGMENTS = st.builds(
    lambda begin, length, name: Segment(begin, None if length is None else begin + length, name),
    st.integers(0, 90_000_000),
    st.none() | st.integers(1, 9_000_000),
    NAMES,
)
LISTS = st.builds(CutList, st.lists(SEGMENTS, min_size=1, max_size=20).map(tuple), NAMES)


@given(LISTS)
def test_a_csv_comes_back_as_it_went(cuts):
    again = read_csv(write_csv(cuts).encode())

    assert again.segments == cuts.segments


@given(LISTS)
def test_a_project_comes_back_as_it_went(cuts):
    assert read_llc(write_llc(cuts).encode()) == cuts


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_a_list_or_refused_in_words(content):
    for read in (read_csv, read_llc):
        with suppress(RuleError):
            found = read(content)
            assert all(one.out_ms is None or one.in_ms < one.out_ms for one in found.segments)


@pytest.mark.parametrize(
    ("content", "segments"),
    [
        ("70,842.33,Uno\n", [(70_000, 842_330, "Uno")]),
        (",56.9568,Primero\n1234,,Último\n", [(0, 56_957, "Primero"), (1_234_000, None, "Último")]),
        ("Inicio;Fin;Nombre\n1,5;2,25;Con comas\n", [(1500, 2250, "Con comas")]),
        ("0:01:05.5,1:02:03,Reloj\r\n", [(65_500, 3_723_000, "Reloj")]),
        ("\ufeff1,2,BOM\r\n\r\n", [(1000, 2000, "BOM")]),
        ("2.6333333333333333,3.5666666666666664,a\n", [(2633, 3567, "a")]),
        ("1e-07,5E0,Exponente\n", [(0, 5000, "Exponente")]),
        ("sep=;\nInicio;Fin;Nombre\n1,5;2,25;a\n", [(1500, 2250, "a")]),
        (
            " 3:2.99 , 5:9,\n00:45:00.123,46:4,\n",
            [(182_990, 309_000, ""), (2_700_123, 2_764_000, "")],
        ),
        ("\n\nStart,End,Name\n1,2,a\n", [(1000, 2000, "a")]),
        ("1,5;2,25;Sin títulos\n3;4,5;b\n", [(1500, 2250, "Sin títulos"), (3000, 4500, "b")]),
        ("1,2,Uno; dos; tres; y cuatro\n", [(1000, 2000, "Uno; dos; tres; y cuatro")]),
        ("1\t2.5\tTabuladores\n", [(1000, 2500, "Tabuladores")]),
        ('"1,5","2,25",Comas\n', [(1500, 2250, "Comas")]),
        ("1,2,Tel.\u00a0089 👩\u200d👧\n", [(1000, 2000, "Tel.\u00a0089 👩\u200d👧")]),
        ('1,2,"Dos\nrenglones"\n', [(1000, 2000, "Dos renglones")]),
        ('1,2,"Con, coma y ""comillas"""\n', [(1000, 2000, 'Con, coma y "comillas"')]),
    ],
)
def test_what_spreadsheets_make_of_it_is_read(content, segments):
    found = read_csv(content.encode())

    assert [(one.in_ms, one.out_ms, one.name) for one in found.segments] == segments


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "ninguna parte"),
        ("1,2,Bien\nx,3,Mal\n", "línea 2"),
        ("1.2.3,4,Primero\n5,6,Segundo\n", "línea 1"),
        ("Corte 1,Corte 2,Nombre\n5,6,Segundo\n", "línea 1"),
        ('1,2,a\n3,4,"b"c\n', "línea 2 tiene comillas"),
        ("-1,4,Antes\n5,6,Segundo\n", "línea 1"),
        ("00:00:01:12,00:00:02:00,Cuadros\n", "línea 1"),
        ("Inicio,Fin\nFin,Inicio\n1,2\n", "línea 2"),
        ("1,99999999999,Más que un film\n", "línea 1"),
        (f"1,2,{'a' * 201}\n", "nombre de la parte 1 pasa de 200"),
        ("5,4,Al revés\n", "La parte 1 termina antes de empezar"),
        ("1,2,a\n" * (MOST_SEGMENTS + 1), "más de 500"),
        ("1,2,a\n" * 400_000, "2 MB"),
    ],
)
def test_a_wrong_list_names_its_line(content, said):
    with pytest.raises(RuleError, match=said):
        read_csv(content.encode())


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "'ya citado"])
def test_no_name_is_run_by_a_spreadsheet_and_each_comes_back(name):
    cuts = CutList((Segment(0, 1000, name),))

    written = write_csv(cuts)

    (row,) = csv.reader(io.StringIO(written))
    assert row[2].startswith("'")
    assert read_csv(written.encode()).segments == cuts.segments


def test_a_project_as_losslesscut_writes_it_is_read():
    project = """{
      version: 2,
      mediaFileName: 'platica.mp4',
      cutSegments: [
        { start: 1.5, end: 2.25, name: 'Uno', selected: true },
        { start: 3, name: 'una marca' },
        { start: 4, end: 5, name: 'sin elegir', selected: false },
        { start: 6, end: 7, name: '', tags: { a: 'b' } },
      ],
    }"""

    found = read_llc(project.encode())

    assert found == CutList((Segment(1500, 2250, "Uno"), Segment(6000, 7000, "")), "platica.mp4")


def test_a_project_of_the_first_version_may_leave_out_its_ends():
    found = read_llc(b"{version: 1, cutSegments: [{name: 'Todo'}]}")

    assert found.segments == (Segment(0, None, "Todo"),)


def test_what_is_written_is_what_the_first_version_says():
    written = json5.loads(write_llc(CutList((Segment(1500, None, "Uno"),), "a.mp4")))

    assert written == {
        "version": 1,
        "mediaFileName": "a.mp4",
        "cutSegments": [{"start": 1.5, "name": "Uno"}],
    }


def test_a_first_line_that_has_a_name_alone_is_the_whole_film():
    assert read_csv(b",,Todo\n").segments == (Segment(0, None, "Todo"),)
    assert read_csv(b"Inicio,Fin,Nombre\n,,Todo\n").segments == (Segment(0, None, "Todo"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_list_is_read_in_the_encoding_of_its_program(encoding):
    content = "Inicio,Fin,Nombre\r\n1,2,Señal de alerta\r\n".encode(encoding)

    check_look(content)
    assert read_csv(content).segments == (Segment(1000, 2000, "Señal de alerta"),)
    project = "{version: 1, cutSegments: [{start: 1, end: 2, name: 'Señal'}]}".encode(encoding)
    assert read_llc(project).segments == (Segment(1000, 2000, "Señal"),)


@pytest.mark.parametrize("start", ["'1'", "-1", "NaN", "true", "[]", "9e99"])
def test_a_part_of_a_project_that_makes_no_sense_is_named(start):
    good = "{start: 1, end: 2}"

    with pytest.raises(RuleError, match="La parte 2 no tiene tiempos"):
        read_llc(f"{{version: 2, cutSegments: [{good}, {{start: {start}, end: 3}}]}}".encode())


@given(st.lists(st.tuples(st.floats(0, 4000), st.floats(0.002, 4000)), min_size=1, max_size=20))
def test_no_line_of_numbers_is_dropped_however_many_digits_they_have(pairs):
    lines = "".join(f"{begin!r},{begin + length!r},x\n" for begin, length in pairs)

    assert len(read_csv(lines.encode()).segments) == len(pairs)
