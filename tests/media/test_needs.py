"""What an ffmpeg is tried with is what is really asked of it, and nothing else."""

import itertools
import re
import shlex
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from tests.test_architecture import ROOT
from vc.clips import ffmpeg_cut, ffmpeg_graph, ffmpeg_sound
from vc.clips.edit import Blur, Box, Piece
from vc.clips.encoding import encode
from vc.media import ffmpeg
from vc.media.facts import read_facts, zero_ms
from vc.media.ffmpeg import FfmpegError, Film
from vc.media.needs import CHAINS, COMMANDS, MADE_UP, READS
from vc.media.peaks import read_peaks
from vc.media.pictures import read_poster, read_storyboard
from vc.publishing import payload
from vc.shapes import Shape

GRAPHS = ("-filter_complex", "-vf", "-af")
ALONE = {
    *("-nostdin", "-hide_banner", "-nostats", "-y", "-vn", "-an", "-noaccurate_seek"),
    "-copyts",
}
"""Options without a value."""
PASSED_ON = {"-i", "-map"}
"""Options whose values are our own: files and pads."""
WORD = re.compile(r"[a-z][a-z_]*|[+a-z][\w+,]*[a-z]\w*", re.IGNORECASE)
CALLERS = {
    *("media/facts.py", "media/peaks.py", "media/pictures.py", "media/ffmpeg_choice.py"),
    *(
        "media/probe.py",
        "clips/encoding.py",
        "clips/rendering.py",
        "publishing/payload.py",
    ),
}
"""Every file that calls ffmpeg: what each asks for is gathered below."""


def parts(text: str, between: str) -> list[str]:
    """Return the parts of a graph's text between a sign that stands in no quotes or brackets."""
    found, is_quoted, depth = [""], False, 0
    for sign in text:
        is_quoted ^= sign == "'"
        depth += {"(": 1, ")": -1}.get(sign, 0) * (not is_quoted)
        if sign == between and not is_quoted and not depth:
            found.append("")
        else:
            found[-1] += sign
    return found


def words_of_graph(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield each filter with each of its options, and the option's value where that is a word."""
    for chain in parts(text, ";"):
        for one in parts(re.sub(r"\[\w+(?::\w+)*\]", "", chain), ","):
            name, _, options = one.partition("=")
            yield name, "", ""
            for number, option in enumerate(parts(options, ":") if options else []):
                key, sign, value = option.partition("=")
                is_named = bool(sign) and bool(re.fullmatch(r"\w+", key))
                key, value = (key, value) if is_named else (f"#{number}", option)
                yield name, key, value if WORD.fullmatch(value) and key != "filename" else ""


def words_of(arguments: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each option with its value where that is a word, and each filter of each graph."""
    rest = iter(arguments)
    for option in rest:
        if not option.startswith("-") or option == "-":
            continue
        value = "" if option in ALONE else next(rest)
        if option in GRAPHS:
            yield from words_of_graph(value)
        is_ours = option in PASSED_ON or option in GRAPHS
        yield "", option, "" if is_ours or not WORD.fullmatch(value) else value


def clip_arguments() -> Iterator[list[str]]:
    """Yield what is asked for clips: every shape, framing, cover, plate and kind of source."""
    film, target = ffmpeg.source(Path("/film.mp4")), Path("/clip.mp4")
    piece = Piece(0, 900)
    yield ffmpeg_sound.sound_arguments(ffmpeg_cut.Source(film), piece, Path("/sound.mka"))
    sounds = (Path("/sound.mka"),)
    sources = (
        ffmpeg_cut.Source(film, 160, 90, Fraction(25)),
        ffmpeg_cut.Source(film, 160, 90, Fraction(25), has_audio=False, is_interlaced=True),
        ffmpeg_cut.Source(film),
    )
    plates = (
        ffmpeg_cut.Plate(),
        ffmpeg_cut.Plate(Path("/logo.png"), "top-left", 14, Path("/c.png"), 1000),
    )
    blurs = ((), (Blur(Box(0, 0, 500, 500), 0, 900),))
    captions = (None, Path("/clip.ass"))
    crops = (None, Box(0, 0, 500, 1000))
    for source, plate, blur, said, crop, shape in itertools.product(
        sources, plates, blurs, captions, crops, Shape
    ):
        cut = ffmpeg_cut.Cut((piece,), shape, crop, blur, said, Path("/fonts"), plate)
        yield ffmpeg_graph.arguments(source, cut, target, sounds if source.has_audio else ())
        if source.rate:
            yield ffmpeg_graph.picture_arguments(source, cut, 300, target)


@pytest.fixture
def used(tmp_path) -> set[tuple[str, str, str]]:
    """All that is asked of ffmpeg anywhere, by an ffmpeg that only notes what it is asked."""
    note, path = tmp_path / "asked", tmp_path / "ffmpeg"
    path.write_text(f'#!/bin/sh\nfor one in "$@"; do printf "%s\\n" "$one" >> {note}; done\n')
    path.chmod(0o755)
    film = Film(str(path), tmp_path / "film.mp4")
    film.path.touch()
    read_facts(film, beat=lambda *_: None)
    zero_ms(film)
    read_peaks(film, beat=lambda _: None)
    read_storyboard(film, 1000, beat=lambda _: None)
    with pytest.raises(FfmpegError):
        read_poster(film, 1000, beat=lambda _: None)
    with pytest.raises(FfmpegError):
        encode(
            str(path),
            ffmpeg_cut.Source(film.source(), 160, 90, Fraction(25)),
            ffmpeg_cut.Cut((Piece(0, 900),), Shape.WIDE),
            tmp_path / "clip.mp4",
        )
    payload._frame(str(path), film.path, 300)
    asked = [note.read_text().splitlines(), *clip_arguments()]
    return {word for arguments in asked for word in words_of(arguments)}


def tried() -> set[tuple[str, str, str]]:
    """Return all that the table tries, with what every call has."""
    asked = [[*ffmpeg.COMMON, *ffmpeg.PROGRESS]]
    for command in COMMANDS:
        made_up = command.arguments[: len(MADE_UP)] == MADE_UP
        asked.append(list(command.arguments[len(MADE_UP) if made_up else 0 :]))
    found = {word for arguments in asked for word in words_of(arguments)}
    return found.union(*(words_of_graph(chain.filters) for chain in CHAINS), {_GRAPH})


_GRAPH = ("", "-filter_complex", "")


def test_all_that_is_used_is_tried(used):
    assert used - tried() == set()


def test_all_that_is_tried_is_used(used):
    assert tried() - used == set()


def test_every_format_that_is_taken_is_read():
    read = {command.name.removeprefix("leer ") for command in READS}

    assert read | {"mov"} == set(ffmpeg.FORMATS.split(","))


def test_every_file_that_calls_ffmpeg_is_looked_at():
    calls = re.compile(r"\bffmpeg\.run\(")
    found = {
        path.relative_to(ROOT / "vc").as_posix()
        for path in (ROOT / "vc").rglob("*.py")
        if calls.search(path.read_text())
    }

    assert found == CALLERS


def test_the_words_of_a_command_are_told_apart():
    text = "-y -c:v libx264 -crf 21 -i film.mp4 -vf scale='if(a,b)':ih:flags=area,null[x]"

    assert set(words_of(shlex.split(text, posix=False))) == {
        *(("", "-y", ""), ("", "-c:v", "libx264"), ("", "-crf", ""), ("", "-i", "")),
        *(("", "-vf", ""), ("scale", "", ""), ("scale", "#0", ""), ("scale", "#1", "ih")),
        *(("scale", "flags", "area"), ("null", "", "")),
    }
