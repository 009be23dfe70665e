"""Reads the demonstration's films: what was made of each talk of `data/talks.toml`, and is kept.

`media/make.py` draws and speaks them. Pictures lie beside them, so that nothing has to be made of
them at a start, and a machine without ffmpeg shows them too.
"""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from vc.shapes import Shape

MEDIA = Path(__file__).parent / "media"
TALKS = Path(__file__).parent / "data" / "talks.toml"
SHAPES = {"wide": Shape.WIDE, "tall": Shape.TALL, "square": Shape.SQUARE}
FRAME_RATE = 5.0
WIDTH, HEIGHT = 640, 360


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One clip of a talk, as it was made: between two instants of it, in one shape."""

    name: str
    """Of the talk and the cut: what its files are called."""
    in_ms: int
    out_ms: int
    shape: Shape
    width: int
    height: int
    title: str
    text: str
    alt_text: str

    @property
    def film(self) -> Path:
        """Return where it lies."""
        return MEDIA / f"{self.name}.mp4"

    @property
    def picture(self) -> Path:
        """Return where the picture lies that stands for it."""
        return MEDIA / f"{self.name}.jpg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One talk, as it was filmed."""

    key: str
    title: str
    length_ms: int
    peaks: bytes
    tile_times_ms: tuple[int, ...]
    cuts: dict[str, Cut]

    @property
    def film(self) -> Path:
        """Return where it lies."""
        return MEDIA / f"{self.key}.mp4"

    @property
    def words(self) -> Path:
        """Return where what is said in it lies."""
        return MEDIA / f"{self.key}.vtt"

    @property
    def poster(self) -> Path:
        """Return where the picture lies that stands for it."""
        return MEDIA / f"{self.key}.jpg"

    @property
    def sheet(self) -> Path:
        """Return where its small pictures lie."""
        return MEDIA / f"{self.key}-hoja.jpg"


@cache
def talks() -> dict[str, Talk]:
    """Return every talk by its key."""
    told = tomllib.loads(TALKS.read_text(encoding="utf-8"))["talks"]
    known = json.loads((MEDIA / "films.json").read_text(encoding="utf-8"))
    return {one["key"]: _talk(one, known[one["key"]]) for one in told}


def cut(name: str) -> Cut:
    """Return a clip by its name, such as `extorsion-089`."""
    return talks()[name.partition("-")[0]].cuts[name.partition("-")[2]]


def _talk(told: dict, known: dict) -> Talk:
    """Return a talk of what is told of it and what is known of its files."""
    key = told["key"]
    return Talk(
        key=key,
        title=told["title"],
        length_ms=known["length_ms"],
        peaks=bytes.fromhex(known["peaks"]),
        tile_times_ms=tuple(known["tiles_ms"]),
        cuts={one["key"]: _cut(key, one, known["cuts"][one["key"]]) for one in told["cuts"]},
    )


def _cut(key: str, told: dict, known: dict) -> Cut:
    """Return a clip of what is told of it and what is known of its file."""
    return Cut(
        name=f"{key}-{told['key']}",
        in_ms=known["from_ms"],
        out_ms=known["to_ms"],
        shape=SHAPES[told["shape"]],
        width=known["width"],
        height=known["height"],
        title=told["title"],
        text=told["text"],
        alt_text=told["alt"],
    )


@cache
def digest_of(wanted: str) -> str:
    """Return the SHA-256 of a clip's film, by the clip's name."""
    return hashlib.sha256(cut(wanted).film.read_bytes()).hexdigest()
