"""Reading what comes from outside: apart, within limits, and in linear time whatever it is."""

import gc
import pkgutil
import re
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from time import process_time

import pytest

import integrations
import vc
from vc.clips import cutlists
from vc.errors import RuleError
from vc.sandbox import TOO_HARD, TOO_MUCH, Limits, ReaderError, read_apart
from vc.transcripts import parser

TRANSCRIPT = "vc.transcripts.parser:as_rows"
CUE = "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n"

PIECES = (
    *("<", "<a", "< ", "<v a", ">", "&", "&#9", "&lt;", "-->", "{", "{a:", "}", "[", "[1,", "]"),
    *("\n", "\r\n", " \n", "\n1", "\n\n", "9", "a", " ", "\t", "\\", "\\N", "\\u00", '"', "'", ","),
    *(";", ":", "a: ", "a:1,", "/*", "//\n", "\ufeff", "e\u0301", "ñandú ", "A b ", "00:01.000 "),
    *("NOTE\n\n", "STYLE\n", "00:00:01.000 --> 00:00:02.000\nhola\n\n", "1,2,x\n", "=", "\x00"),
)
"""What is repeated: what opens and never closes, what could be several things, what is long."""
WORDS = (
    "https://",
    "Bearer ",
    "pwd=",
    "'pwd' ",
    "eyJ-",
    "@a.",
    "#a",
    "444 ",
    "0",
    "/s/",
    "rtmp://",
)
"""What our patterns look for, that the readers of files know nothing of."""
TRIES, SMALL, LONG, FLOOR_S = 3, 3000, 1500, 0.004
MOST_GROWTH = 9
"""Four times as much may take four times as long, and more for what else is going on: but not the
sixteen times of a reader that begins anew at every sign."""


def transcript(head: str, extension: str, tail: str = "x") -> Callable[[str], object]:
    """Return the reader of a transcript that begins and ends so."""
    people = ["Rosa Peña"]
    return lambda text: parser.as_rows(
        (head + text + tail).encode(), extension, starts_at=None, people=people
    )


def cuts(head: str, *, is_project: bool, tail: str = "") -> Callable[[str], object]:
    """Return the reader of a list of cuts that begins and ends so."""
    return lambda text: cutlists.as_rows((head + text + tail).encode(), is_project=is_project)


READERS = {
    "WebVTT, in a cue": transcript(CUE, "vtt"),
    "WebVTT, at its beginning": transcript("WEBVTT", "vtt"),
    "SubRip, in a cue": transcript("1\n00:00:01,000 --> 00:00:02,000\n", "srt"),
    "SubRip, at its beginning": transcript("", "srt"),
    "entries": transcript('{"entries":', "json"),
    "an entry's text": transcript(
        '{"entries":[{"start_time":"2031-03-04T16:00:00Z","text":"', "json", '"}]}'
    ),
    "a character's number": transcript(f"{CUE}&#", "vtt"),
    "a list": cuts("", is_project=False),
    "a name in a list": cuts("1,2,", is_project=False),
    "a project": cuts("", is_project=True),
    "a name in a project": cuts("{version:1,cutSegments:[{name:'", is_project=True, tail="'}]}"),
}


def cost(read: Callable[[str], object], text: str) -> float:
    """Return the processor time that a reading takes, whatever its outcome."""
    begun = process_time()
    with suppress(RuleError):
        read(text)
    return process_time() - begun


def grows_beyond(read: Callable[[str], object], piece: str, size: int) -> bool:
    """Tell whether a reader takes far more for four times as much, each time that it is tried."""
    few, many = (piece * (size * times // len(piece)) for times in (1, 4))
    for _ in range(TRIES):
        small, large = cost(read, few), cost(read, many)
        # What takes next to no time grows by accident.
        if large < max(FLOOR_S, small * MOST_GROWTH):
            return False
    return True


def patterns() -> dict[str, re.Pattern[str]]:
    """Return every pattern that a module of ours holds, by where it is."""
    found = {}
    for package in (vc, integrations):
        for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if any(part in one.name for part in ("migrations", "emulator", "__main__")):
                continue
            held = vars(import_module(one.name)).items()
            found |= {f"{one.name}.{name}": it for name, it in held if isinstance(it, re.Pattern)}
    return {name: one for name, one in found.items() if isinstance(one.pattern, str)}


def test_no_pattern_begins_again_at_every_sign():
    # What it matches may end with what it lacks: so it must not find it.
    grew = [
        (name, piece)
        for name, pattern in patterns().items()
        for piece in (*PIECES, *WORDS)
        if grows_beyond(lambda text, one=pattern: one.sub("", f"{text}\x01"), piece, LONG)
    ]

    assert grew == []


@pytest.mark.parametrize("name", READERS)
def test_more_of_anything_takes_no_more_than_so_much_longer(name):
    read, size = READERS[name], SMALL // 12 if "project" in name else SMALL
    gc.disable()

    grew = [piece for piece in PIECES if grows_beyond(read, piece, size)]

    gc.enable()
    assert grew == []


def test_a_transcript_is_read_apart():
    asked = {"extension": "vtt", "starts_at": None, "people": ["Rosa Peña"]}

    rows = read_apart(TRANSCRIPT, f"{CUE}Rosa Peña: Las niñas <b>cuentan</b>\n".encode(), **asked)

    assert rows == [[1000, 2500, "Rosa Peña", "Las niñas cuentan", "las nin cuent"]]


def test_a_reader_s_refusal_is_told_as_it_said_it():
    with pytest.raises(RuleError, match="no tiene ninguna parte"):
        read_apart("vc.clips.cutlists:as_rows", b"Inicio,Fin\n", is_project=False)


@pytest.mark.parametrize(
    ("reader", "limits", "told"),
    [
        ("endless", Limits(wall_s=1.5), TOO_HARD),
        ("busy", Limits(cpu_s=1), TOO_HARD),
        ("hungry", Limits(memory_bytes=500_000_000), TOO_MUCH),
    ],
)
def test_what_is_too_much_for_a_reader_is_told_as_the_file_s(reader, limits, told):
    with pytest.raises(RuleError) as refused:
        read_apart(f"tests.readers:{reader}", b"", limits=limits)

    assert refused.value.message == told


@pytest.mark.parametrize("reader", ["killed", "nowhere", "talkative"])
def test_what_ends_a_reader_otherwise_is_not_told_as_the_file_s(reader):
    with pytest.raises(ReaderError):
        read_apart(f"tests.readers:{reader}", b"", limits=Limits(answer_bytes=50_000))


def test_a_reader_is_told_nothing_of_our_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for parsers")

    names = read_apart("tests.readers:environment", b"")

    assert {"SECRET_KEY", "DATABASE_URL"} & set(names) == set()
