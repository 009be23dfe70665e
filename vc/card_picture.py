"""The picture of a page in somebody's messages: its title and its date, in the office's colour.

Drawn on our own server, at the size and below the weight that WhatsApp still shows (300 kB).
"""

import io
import math
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Response, request

from vc.page_card import HEIGHT, WIDTH
from vc.pdf import FONTS, Rgb, accent_of
from vc.services import services

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

BOLD, TEXT = FONTS / "Montserrat-Bold.ttf", FONTS / "SourceSans3-Regular.ttf"
STRONG = FONTS / "SourceSans3-Bold.ttf"
MARGIN = 72
WHITE, QUIET, GOLD = (255, 253, 249), (233, 216, 222), (217, 182, 130)
SIZES = (76, 68, 60, 52, 46)
"""Of a title, the largest in which it is no higher than HIGHEST."""
HIGHEST = 280
LEADING = 1.18
NOTHING = "\uffff"
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Drawing:
    """What stands in a picture."""

    title: str
    when: str
    """The line below the title."""
    note: str
    """What is above it: the kind, or that it was cancelled."""
    office: str
    accent: Rgb

    @property
    def version(self) -> str:
        """Return what changes with the picture: WhatsApp keeps one by its address, for weeks."""
        return sha256(repr(self).encode()).hexdigest()[:12]


def drawing(title: str, when: str, note: str = "") -> Drawing:
    """Return what is drawn for a page of this office."""
    settings = services().settings
    return Drawing(title, when, note, settings.office_name, accent_of(settings))


def answer(wanted: Drawing) -> Response:
    """Return the picture, for any site to show and to keep for a day."""
    given = Response(png(wanted), mimetype="image/png")
    given.headers["Cache-Control"] = f"public, max-age={DAY_S}"
    given.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    given.set_etag(wanted.version)
    given.make_conditional(request)
    return given


@lru_cache(maxsize=64)
def png(wanted: Drawing) -> bytes:
    """Return the picture as a PNG of a few colours."""
    # The library takes a while to import, and most requests need no picture.
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (WIDTH, HEIGHT), wanted.accent)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, HEIGHT - 108, WIDTH, HEIGHT), fill=_darker(wanted.accent))
    pen.rectangle((0, HEIGHT - 112, WIDTH, HEIGHT - 108), fill=GOLD)
    _write(pen, (MARGIN, 64), wanted.note.upper(), STRONG, 30, GOLD)
    size, lines = _fitted(wanted.title)
    top = 128
    for line in lines:
        _write(pen, (MARGIN, top), line, BOLD, size, WHITE)
        top += round(size * LEADING)
    _write(pen, (MARGIN, max(top + 24, 330)), wanted.when, STRONG, 44, WHITE)
    _write(pen, (MARGIN, HEIGHT - 78), wanted.office, TEXT, 34, QUIET)
    written = io.BytesIO()
    picture.quantize(96).save(written, "PNG", optimize=True)
    return written.getvalue()


def _write(
    pen: "ImageDraw", place: tuple[int, int], text: str, face: Path, size: int, ink: Rgb
) -> None:
    """Write one line, which is cut where the picture ends."""
    pen.text(place, _cut(text, face, size), fill=ink, font=_font(face, size))


def _fitted(title: str) -> tuple[int, list[str]]:
    """Return the size of a title and its lines, the last cut where the least is too large too."""
    for size in SIZES:
        lines = _broken(title, size)
        most = math.floor(HIGHEST / (size * LEADING))
        if len(lines) <= most:
            return size, lines
    return size, [*lines[: most - 1], _cut(f"{' '.join(lines[most - 1 : most + 1])} …", BOLD, size)]


def _broken(title: str, size: int) -> list[str]:
    """Return a title in lines that fit, a word that is wider than all of them cut."""
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _width(longer, BOLD, size) > _room():
            lines.append(word)
        else:
            lines[-1] = longer
    return [_cut(line, BOLD, size) for line in lines]


def _cut(text: str, face: Path, size: int) -> str:
    """Return a line of what the font has, as much of it as fits."""
    line = " ".join("".join(one for one in text if _draws(face, one)).split())
    if _width(line, face, size) <= _room():
        return line
    while line and _width(f"{line}…", face, size) > _room():
        line = line[:-1]
    return f"{line.rstrip(' …')}…"


def _room() -> int:
    """Return how wide a line may be."""
    return WIDTH - 2 * MARGIN


def _width(text: str, face: Path, size: int) -> float:
    """Return how wide a text is drawn."""
    return _font(face, size).getlength(text)


def _darker(colour: Rgb) -> Rgb:
    """Return the colour of the foot."""
    red, green, blue = (round(one * 0.62) for one in colour)
    return red, green, blue


@cache
def _font(face: Path, size: int) -> "FreeTypeFont":
    """Return a face at a size."""
    # As above: only a picture needs it.
    from PIL import ImageFont

    return ImageFont.truetype(str(face), size)


@lru_cache(maxsize=1024)
def _draws(face: Path, sign: str) -> bool:
    """Tell whether a face has a sign: any other would be an empty box, as it draws NOTHING."""
    font = _font(face, 24)
    return sign == " " or bytes(font.getmask(sign)) != bytes(font.getmask(NOTHING))
