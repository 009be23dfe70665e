"""The rule over all films: a clip's first and last picture and its sound are the source's.

With `EVERY_FILM` any three traits of `family.py` meet in some film, and each film in one of two
ffmpegs.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.clips.family import PLAYED, TURNS_AT, Member, chosen, film_of
from tests.clips.films import (
    HEIGHT,
    HIGH,
    LOW,
    SMALL,
    WIDTH,
    heard_in,
    numbers_in,
    numbers_of,
    run,
    strength_in,
)
from tests.clips.working import source_of
from tests.ffmpegs import PACKAGED, program_of
from vc.clips import ffmpeg_cut
from vc.clips.edit import Film, Piece
from vc.clips.encoding import encode
from vc.media import facts, ffmpeg
from vc.media.peaks import is_heard, read_peaks
from vc.shapes import Shape

IN_MS, OUT_MS = 2000, 4800
"""By the film's own clock. Late films begin before, and none ends earlier."""
STEP_S = 0.2


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the films stand."""
    return tmp_path_factory.mktemp("family")


@pytest.mark.parametrize("member", chosen(), ids=str)
def test_a_clip_s_pictures_and_sound_are_those_of_its_film(folder, tmp_path, member: Member):
    program, looker = program_of(member.maker), program_of(PACKAGED)
    film = film_of(looker, member, folder)
    found = facts.read_facts(ffmpeg.Film(program, film), beat=lambda *_: None)
    source = replace(source_of(program, film, found), sound=_heard(program, film, found))
    rate = ffmpeg_cut.rate_of(found.frame_rate)
    snapped = Film(found.duration_ms, float(rate)).snapped
    piece = Piece(snapped(IN_MS), snapped(OUT_MS))
    path = tmp_path / "clip.mp4"

    encode(program, source, ffmpeg_cut.Cut((piece,), Shape.WIDE, size=SMALL), path)

    begins, ends, half = piece.in_ms / 1000, piece.out_ms / 1000, 0.5 / rate
    instants = shown_by_players(looker, film, member, tmp_path / "instants.txt")
    shown = numbers_of(looker, path)
    assert (shown[0], shown[-1], len(shown)) == (
        max(number for at, number in instants if at <= begins + half),
        max(number for at, number in instants if at <= ends - half),
        round((ends - begins) * rate),
    )
    turns_at = next(at for at, number in instants if number == TURNS_AT * round(member.per_second))
    assert tones(looker, path, ends - begins) == expected_tones(turns_at - begins, ends - begins)
    assert (found.width > found.height, marks_in(looker, path)) == (True, set())


def shown_by_players(
    program: str, film: Path, member: Member, target: Path
) -> list[tuple[float, int]]:
    """Return when a player shows each frame, by its own clock, and the number it carries."""
    clock = ("-copyts",) if member.ending in PLAYED else ()
    alike = ("-map", "0:V", "-fps_mode", "passthrough", "-enc_time_base", "1:90000")
    size = ("-vf", f"scale={WIDTH}:{HEIGHT}:flags=area,format=gray")
    raw = run(
        *(program, *clock, "-i", str(film), *alike, *size, "-f", "rawvideo", "-"),
        *(*alike, *size, "-f", "framecrc", str(target)),
        # Of what nobody reads newer versions do not count the beginning.
        *("-map", "0:a", "-f", "null", "-"),
    )
    lines = [line for line in target.read_text().splitlines() if not line.startswith("#")]
    instants = [int(line.split(",")[2]) / 90000 for line in lines]
    assert abs(instants[0] - float(member.shown_late)) < 0.2
    return list(zip(instants, numbers_in(raw), strict=True))


def tones(program: str, path: Path, length_s: float) -> str:
    """Return what is heard in each fifth of a second: low, high, or nothing."""
    heard = heard_in(program, path)
    found = ""
    for step in range(round(length_s / STEP_S) - 1):
        begins = step * STEP_S + 0.05
        low, high = (strength_in(heard, hertz, begins, 0.1) for hertz in (LOW, HIGH))
        found += "-" if max(low, high) < 0.05 else ("l" if low > high else "h")
    return found


def expected_tones(turns_at: float, length_s: float) -> str:
    """Return what is to be heard."""
    steps = range(round(length_s / STEP_S) - 1)
    return "".join("l" if step * STEP_S + 0.1 < turns_at else "h" for step in steps)


def marks_in(program: str, path: Path) -> set[str]:
    """Return what of a file's colours not every player shows as it is meant."""
    lines: list[str] = []
    ffmpeg.run(program, [*ffmpeg.source(path), "-f", "null", "-"], hear=lines.append)
    printed = "\n".join(lines).partition("Stream mapping")[0]
    return set(re.findall(r"arib-std-b67|smpte2084|yuvj420p|\(pc", printed))


def _heard(program: str, film: Path, found: facts.Facts) -> int:
    """Return the first track that is not silent."""
    one = ffmpeg.Film(program, film, keeps_clock=bool(found.starts_ms))
    tracks = range(len(found.sounds))
    return next(at for at in tracks if is_heard(read_peaks(one, beat=lambda _: None, sound=at)))
