"""Which signs can be drawn into a picture: those that the captions' own font has a glyph for.

What it has none for, such as an emoji, would be an empty box: it is left out of the picture, and
said beside the caption. In SubRip and WebVTT it stays, where each player has fonts of its own.
"""

import re
import struct
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
FONT_FILE = FONTS / "LiberationSans-Bold.ttf"
UNSEEN = ("Cf", "Mn", "Me", "Cc")
"""Joiners and marks: without what they belong to, nobody would miss them."""


def drawn(text: str) -> str:
    """Return the signs of a text that are drawn into a picture."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(char for char in composed if _is_drawn(char))
    # What stood between two spaces left both of them.
    return re.sub(r" {2,}", " ", kept).strip() if kept != composed else kept


def left_out(texts: Iterable[str]) -> list[str]:
    """Return the signs that are not drawn, each once, what belongs together in one."""
    found: dict[str, None] = {}
    for text in texts:
        run = ""
        for char in [*unicodedata.normalize("NFC", text), " "]:
            if not _is_drawn(char):
                run += char
                continue
            if any(unicodedata.category(one) not in UNSEEN for one in run):
                found[run] = None
            run = ""
    return list(found)


def _is_drawn(char: str) -> bool:
    """Tell whether the font draws a sign; line breaks and spaces are none of it."""
    if char.isspace():
        return True
    return unicodedata.category(char) != "Cf" and ord(char) in _glyphs()


@cache
def _glyphs() -> frozenset[int]:
    """Return the code points that the font draws (its table `cmap`, of format 4)."""
    font = FONT_FILE.read_bytes()
    (tables,) = struct.unpack_from(">H", font, 4)
    rows = (struct.unpack_from(">4s4xII", font, 12 + 16 * number) for number in range(tables))
    cmap = next(offset for name, offset, _ in rows if name == b"cmap")
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    maps = (struct.unpack_from(">HHI", font, cmap + 4 + 8 * number) for number in range(count))
    at = next(cmap + offset for system, kind, offset in maps if (system, kind) == (3, 1))
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    ends = struct.unpack_from(f">{doubled // 2}H", font, at + 14)
    starts = struct.unpack_from(f">{doubled // 2}H", font, at + 16 + doubled)
    ranges = zip(starts, ends, strict=True)
    return frozenset(code for first, last in ranges for code in range(first, last + 1)) - {0xFFFF}
