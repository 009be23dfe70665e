"""The family of films: everything that films differ in, and how one of them is made.

All that can be are thousands. With `EVERY_FILM` so many are tried that each three traits which can
meet do so in one of them; in each run one in each coding.
"""

import os
import random
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from pathlib import Path

from tests.clips.films import make_numbered, run
from tests.ffmpegs import PACKAGED, SYSTEM
from tests.media.clips import turned

SECONDS, TURNS_AT = 6, 3
LATE_S = 1.2
SEED = 17
LOOKED_AT = 40
"""How many films are compared before one is taken."""
FAST_264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "18", "-g", "60")
FAST_265 = ("-c:v", "libx265", "-preset", "ultrafast", "-crf", "18", "-g", "60", "-tag:v", "hvc1")
MPEG4 = ("-c:v", "mpeg4", "-q:v", "3")
REALTIME = ("-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M")
CODINGS = {
    "mp4 h264": (*FAST_264, "-c:a", "aac"),
    "mp4 hevc": (*FAST_265, "-c:a", "aac"),
    "mov": (*MPEG4, "-c:a", "pcm_s16le"),
    "mkv h264": (*FAST_264, "-c:a", "aac"),
    "mkv av1": ("-c:v", "libaom-av1", "-usage", *REALTIME[1:], "-c:a", "libopus"),
    "webm vp8": ("-c:v", "libvpx", *REALTIME, "-c:a", "libopus"),
    "webm vp9": ("-c:v", "libvpx-vp9", *REALTIME, "-c:a", "libvorbis"),
    "avi mpeg4": (*MPEG4, "-c:a", "pcm_s16le"),
    "avi mjpeg": ("-c:v", "mjpeg", "-q:v", "3", "-c:a", "libmp3lame"),
    "ts": (*FAST_264, "-c:a", "mp2"),
    "mpg": ("-c:v", "mpeg2video", "-q:v", "3", "-c:a", "mp2"),
    "flv": (*FAST_264, "-c:a", "aac"),
    "wmv": ("-c:v", "wmv2", "-q:v", "3", "-c:a", "wmav2"),
    "ogv": ("-c:v", "libtheora", "-q:v", "8", "-c:a", "libvorbis"),
}
"""By container, and what it holds where that differs."""
PLAYED = {"mp4", "mov", "mkv", "webm"}
"""Containers whose own clock browsers show."""
TURNED = {"mp4", "mov"}
LAYOUTS = {
    "sound": ("-map", "0:v", "-map", "0:a"),
    "sound first": ("-map", "0:a", "-map", "0:v"),
    "a silent track first": ("-map", "0:v", "-map", "1:a", "-map", "0:a"),
}
RATES = {
    "25": Fraction(25),
    "30": Fraction(30),
    "15": Fraction(15),
    "60": Fraction(60),
    "29.97": Fraction(30000, 1001),
    "23.98": Fraction(24000, 1001),
    "uneven": Fraction(25),
}
TURNS = {0: "", 90: "transpose=clock", 180: "hflip,vflip", 270: "transpose=cclock"}
COLOURS = {"": "", "HLG": "arib-std-b67", "PQ": "smpte2084", "full range": ""}
FOUND = (
    ("avi mjpeg", "sound", False, "15", 0, "", PACKAGED),
    ("wmv", "sound", True, "25", 0, "", SYSTEM),
    ("mp4 h264", "sound", False, "25", 0, "full range", PACKAGED),
)
"""Films that failed once: those are tried in each run."""


@dataclass(frozen=True)
class Member:
    """One film of the family, and which ffmpeg makes the clip."""

    coding: str
    layout: str
    is_late: bool
    rate: str
    turn: int
    colour: str
    maker: str

    @property
    def ending(self) -> str:
        """Return the container."""
        return self.coding.partition(" ")[0]

    @property
    def per_second(self) -> Fraction:
        """Return how many frames a second has."""
        return RATES[self.rate]

    @property
    def late_frames(self) -> int:
        """Return how many frames later than zero it begins."""
        return round(LATE_S * self.per_second) if self.is_late else 0

    @property
    def shown_late(self) -> Fraction:
        """Return how many seconds later than zero players show its first frame."""
        return (self.late_frames if self.ending in PLAYED else 0) / self.per_second

    @property
    def can_be(self) -> bool:
        """Tell whether there can be such a film."""
        is_26x = "libx26" in "".join(CODINGS[self.coding])
        # Whatever turns a film copies it, and it begins at 0 then.
        can_turn = not self.turn or (self.ending in TURNED and not self.is_late)
        # Where it seeks in Theora, ffmpeg 9 forgets that it began late; no browser plays that now.
        can_be_late = not self.is_late or self.ending not in ("avi", "flv", "ogv")
        has_rate = self.rate not in {"mpg": ("15", "uneven")}.get(self.ending, ())
        is_even = self.rate != "uneven" or self.ending in TURNED
        has_tracks = self.ending != "flv" or self.layout != "a silent track first"
        can_be_bright = is_26x or not self.colour
        return all((can_turn, can_be_late, has_rate, is_even, has_tracks, can_be_bright))

    def __str__(self) -> str:
        """Return what it is called in the list of tests."""
        turn = f"{self.turn}°" if self.turn else ""
        late = "late" if self.is_late else ""
        words = (self.coding, self.layout, self.rate, late, turn, self.colour, self.maker)
        return " ".join(filter(None, words))


@cache
def members() -> tuple[Member, ...]:
    """Return every film that can be."""
    values = (CODINGS, LAYOUTS, (False, True), RATES, TURNS, COLOURS, (SYSTEM, PACKAGED))
    return tuple(one for one in (Member(*traits) for traits in product(*values)) if one.can_be)


def chosen() -> list[Member]:
    """Return the films of a run: each coding once, by lot, or so many that any three traits meet.

    By lot, and the same ones in each run and process.
    """
    lot = random.Random(SEED)
    if os.environ.get("EVERY_FILM"):
        return _meeting(3, lot)
    makers = (SYSTEM, PACKAGED)
    found = [Member(*traits) for traits in FOUND]
    others = [name for name in CODINGS if name not in {one.coding for one in found}]
    return found + [
        lot.choice([one for one in members() if (one.coding, one.maker) == (name, makers[at % 2])])
        for at, name in enumerate(others)
    ]


def _meeting(count: int, lot: random.Random) -> list[Member]:
    """Return films in which all traits meet that can, so many at a time."""
    wanted = {meeting for one in members() for meeting in _meetings(one, count)}
    taken = []
    while wanted:
        # What is rare is looked for first: it leaves the least choice.
        sought = min(wanted)
        able = [one for one in members() if sought in _meetings(one, count)]
        looked_at = lot.sample(able, min(LOOKED_AT, len(able)))
        best = max(looked_at, key=lambda one: len(wanted & _meetings(one, count)))
        wanted -= _meetings(best, count)
        taken.append(best)
    return sorted(taken, key=str)


@cache
def _meetings(member: Member, count: int) -> frozenset[tuple[str, ...]]:
    """Return which traits of a film meet."""
    traits = [f"{one.name}={getattr(member, one.name)}" for one in fields(member)]
    return frozenset(combinations(traits, count))


def film_of(program: str, member: Member, folder: Path) -> Path:
    """Make a film of the family."""
    plain = folder / f"plain-{float(member.per_second):.4g}.mp4"
    if not plain.exists():
        make_numbered(program, plain, rate=member.per_second, seconds=SECONDS, turns_at=TURNS_AT)
    path = folder / f"{str(member).replace(' ', '-')}.{member.ending}"
    hush = ("-f", "lavfi", "-t", str(SECONDS), "-i", "anullsrc=r=48000:cl=mono")
    filters = [TURNS[member.turn]]
    filters += ["format=yuv420p10le"] if COLOURS[member.colour] else []
    filters += ["scale=out_range=pc"] if member.colour == "full range" else []
    filters += ["setpts=PTS+0.012*sin(N*1.7)/TB"] if member.rate == "uneven" else []
    run(
        program,
        *("-i", str(plain), *hush, *LAYOUTS[member.layout], *CODINGS[member.coding]),
        *("-vf", ",".join(filter(None, filters)) or "null"),
        *(("-fps_mode", "vfr") if member.rate == "uneven" else ()),
        *_tagged(member),
        *(("-color_range", "pc") if member.colour == "full range" else ()),
        *("-output_ts_offset", f"{float(member.late_frames / member.per_second):.6f}"),
        str(path),
    )
    return turned(program, path, member.turn) if member.turn else path


def _tagged(member: Member) -> tuple[str, ...]:
    """Return the options that say which colours it has."""
    name = "-x265-params" if "hevc" in member.coding else "-x264-params"
    quiet = ["log-level=error"] if "hevc" in member.coding else []
    transfer = COLOURS[member.colour]
    told = [f"colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc"] if transfer else []
    return (name, ":".join([*quiet, *told])) if quiet or told else ()
