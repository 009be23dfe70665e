"""The rule over all films: a clip's first and last picture and its sound are the source's.

A family is made of everything that films differ in. Some of its members are tried in each run, all
of them with `EVERY_FILM`; those of each run are tried by another ffmpeg as well.
"""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from tests.clips.films import HIGH, LOW, heard_in, make_numbered, numbers_of, run, strength_in
from tests.clips.working import source_of
from tests.ffmpegs import PACKAGED, SYSTEM, program_of
from tests.footage.clips import turned_by_a_quarter
from vc.clips import graph
from vc.clips.edit import Piece, Shape
from vc.clips.encoding import encode
from vc.footage import facts, ffmpeg
from vc.footage.peaks import is_heard, read_peaks

SECONDS, TURNS_AT = 6, 3
IN, OUT = 2, 4.8
"""Seconds of the film's own clock. Late films begin before, and none ends earlier."""
LATE = Fraction(6, 5)
SEED = 17
PLAYED = {"mp4", "mov", "mkv", "webm"}
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "18", "-g", "60")
CODINGS = {
    "mp4": (*H264, "-c:a", "aac"),
    "mov": ("-c:v", "mpeg4", "-q:v", "3", "-c:a", "pcm_s16le"),
    "mkv": (*H264, "-c:a", "flac"),
    "webm": ("-c:v", "libvpx", "-deadline", "realtime", "-b:v", "1M", "-c:a", "libopus"),
    "avi": ("-c:v", "mpeg4", "-q:v", "3", "-c:a", "pcm_s16le"),
    "ts": (*H264, "-c:a", "mp2"),
}
"""How films in each container are coded."""
LAYOUTS = {
    "sound": ("-map", "0:v", "-map", "0:a"),
    "sound first": ("-map", "0:a", "-map", "0:v"),
    "a silent track first": ("-map", "0:v", "-map", "1:a", "-map", "0:a"),
}
HLG = ("-x264-params", "colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc")


@dataclass(frozen=True)
class Member:
    """One film of the family."""

    ending: str
    layout: str
    is_late: bool
    rate: Fraction
    is_turned: bool
    is_bright: bool

    def __str__(self) -> str:
        """Return what it is called in the list of tests."""
        words = [self.ending, self.layout, f"{float(self.rate):.4g}"]
        told = {"late": self.is_late, "turned": self.is_turned, "bright": self.is_bright}
        return " ".join([*words, *(word for word, is_so in told.items() if is_so)])


def members() -> Iterator[Member]:
    """Yield every film that can be."""
    rates = (Fraction(25), Fraction(30), Fraction(15))
    yes_no = (False, True)
    for one in product(CODINGS, LAYOUTS, yes_no, rates, yes_no, yes_no):
        member = Member(*one)
        is_h264 = "libx264" in CODINGS[member.ending]
        # Whatever turns a film copies it, and it begins at 0 then.
        is_mp4 = member.ending in ("mp4", "mov") and not member.is_late
        can_turn = is_mp4 or not member.is_turned
        can_start_late = member.ending != "avi" or not member.is_late
        if can_turn and can_start_late and (is_h264 or not member.is_bright):
            yield member


def chosen() -> list[Member]:
    """Return the films of a run: each container once, else by lot, or all of them."""
    everything = list(members())
    if os.environ.get("EVERY_FILM"):
        return everything
    # By lot, and the same one in each run and process.
    lot = random.Random(SEED)
    return [lot.choice([one for one in everything if one.ending == name]) for name in CODINGS]


def film_of(program: str, member: Member, folder: Path) -> Path:
    """Make a film of the family."""
    plain = folder / f"plain-{float(member.rate):.4g}.mp4"
    if not plain.exists():
        make_numbered(program, plain, rate=member.rate, seconds=SECONDS, turns_at=TURNS_AT)
    path = folder / f"{str(member).replace(' ', '-')}.{member.ending}"
    hush = ("-f", "lavfi", "-t", str(SECONDS), "-i", "anullsrc=r=48000:cl=mono")
    filters = ["transpose=clock"] if member.is_turned else []
    filters += ["format=yuv420p10le"] if member.is_bright else []
    run(
        program,
        *("-i", str(plain), *hush, *LAYOUTS[member.layout], *CODINGS[member.ending]),
        *(("-vf", ",".join(filters)) if filters else ()),
        *(HLG if member.is_bright else ()),
        *(("-output_ts_offset", str(float(LATE))) if member.is_late else ()),
        str(path),
    )
    return turned_by_a_quarter(program, path) if member.is_turned else path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the films stand."""
    return tmp_path_factory.mktemp("family")


@pytest.mark.parametrize("maker", [SYSTEM, PACKAGED])
@pytest.mark.parametrize("member", chosen(), ids=str)
def test_a_clip_s_pictures_and_sound_are_those_of_its_film(folder, tmp_path, member, maker):
    program, looker = program_of(maker), program_of(PACKAGED)
    film = film_of(looker, member, folder)
    found = facts.look(ffmpeg.Film(program, film), beat=lambda *_: None)
    source = replace(source_of(program, film, found), sound=_heard(program, film, found))
    cut = graph.Cut((Piece(IN * 1000, round(OUT * 1000)),), Shape.WIDE)
    path = tmp_path / "clip.mp4"

    encode(program, source, cut, path)

    late = LATE if member.is_late and member.ending in PLAYED else 0
    count = round((Fraction(str(OUT)) - IN) * graph.rate_of(float(member.rate)))
    shown = numbers_of(looker, path)
    assert (shown[0], shown[-1], len(shown)) == (
        round((IN - late) * member.rate),
        *(round((Fraction(str(OUT)) - late) * member.rate) - 1, count),
    )
    assert tones(looker, path) == expected_tones(float(TURNS_AT + late - IN))
    assert "arib-std-b67" not in described(looker, path)


def tones(program: str, path: Path) -> str:
    """Return what is heard in each fifth of a second: low, high, or nothing."""
    heard = heard_in(program, path)
    found = ""
    for step in range(round((OUT - IN) * 5) - 1):
        low, high = (strength_in(heard, hertz, step / 5 + 0.05, 0.1) for hertz in (LOW, HIGH))
        found += "-" if max(low, high) < 0.05 else ("l" if low > high else "h")
    return found


def expected_tones(turns_at: float) -> str:
    """Return what is to be heard."""
    steps = range(round((OUT - IN) * 5) - 1)
    return "".join("l" if step / 5 + 0.1 < turns_at else "h" for step in steps)


def described(program: str, path: Path) -> str:
    """Return what ffmpeg prints of a file."""
    lines: list[str] = []
    ffmpeg.run(program, [*ffmpeg.source(path), "-f", "null", "-"], hear=lines.append)
    return "\n".join(lines)


def _heard(program: str, film: Path, found: facts.Facts) -> int:
    """Return the first track that is not silent."""
    one = ffmpeg.Film(program, film, keeps_clock=bool(found.starts_ms))
    tracks = range(len(found.sounds))
    return next(at for at in tracks if is_heard(read_peaks(one, beat=lambda _: None, sound=at)))
