"""What a person decided about a clip: pieces, shapes, words. Plain values without any effect.

Times are milliseconds of the source film unless they say otherwise, an end excluded. They survive
every later change of the cut: a caption or a blurred rectangle stays at what it belongs to. Places
in the picture are in thousandths of the source's width and height.
"""

import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from vc.errors import RuleError
from vc.shapes import Shape

SHORT_MS = 90_000
"""The longest that the short length may be: what Facebook takes as a reel by its API."""
LEAST_PIECE_MS = 200
MOST_PIECES = 50
LEAST_CAPTION_MS = 200
"""A caption of which a cut leaves less is not shown: nobody could read it."""
WHOLE = 1000
LEAD_MS, TRAIL_MS = 250, 350
"""How much before the first word a clip begins, and how much after the last one it ends."""


class Length(StrEnum):
    """Which of its two lengths."""

    FULL = "full"
    SHORT = "short"


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """A stretch of the source."""

    in_ms: int
    out_ms: int

    @property
    def length_ms(self) -> int:
        """Return its length."""
        return self.out_ms - self.in_ms


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the source's picture, in thousandths of its width and height."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Framing:
    """How the picture fills a shape: a `crop` of it, or all of it on a blurred ground."""

    shape: Shape
    crop: Box | None = None


@dataclass(frozen=True, slots=True)
class Blur:
    """A rectangle that nobody is to recognise, for a stretch of the source."""

    box: Box
    in_ms: int
    out_ms: int


@dataclass(frozen=True, slots=True)
class Caption:
    """What is said. `original` is what the transcript said before a person corrected it."""

    in_ms: int
    out_ms: int
    text: str
    original: str = ""

    def __lt__(self, other: "Caption") -> bool:
        """Tell whether it comes before another: what is said at once keeps the order it has."""
        return (self.in_ms, self.out_ms) < (other.in_ms, other.out_ms)


@dataclass(frozen=True, slots=True)
class Edit:
    """Everything that is decided about a clip. `short` is empty where there is one length only."""

    pieces: tuple[Piece, ...]
    title: str = ""
    text: str = ""
    """What is written beside it where it is published."""
    short: tuple[Piece, ...] = ()
    framings: tuple[Framing, ...] = (Framing(Shape.WIDE),)
    captions: tuple[Caption, ...] = ()
    burns_captions: bool = True
    blurs: tuple[Blur, ...] = ()
    plate_id: int | None = None
    thumbnail_ms: int | None = None
    alt_text: str = ""
    """What the thumbnail shows, for those who do not see it."""

    def pieces_of(self, length: Length) -> tuple[Piece, ...]:
        """Return the pieces of one length; none where there is no such length."""
        return self.pieces if length is Length.FULL else self.short

    @property
    def lengths(self) -> tuple[Length, ...]:
        """Return the lengths that it has."""
        return (Length.FULL, Length.SHORT) if self.short else (Length.FULL,)


@dataclass(frozen=True, slots=True)
class Film:
    """What a cut has to know of its source. A sound without picture has no `frame_rate`."""

    length_ms: int
    frame_rate: float | None = 25.0

    def snapped(self, at_ms: int) -> int:
        """Return the beginning of the nearest frame, inside the film."""
        inside = min(max(at_ms, 0), self.length_ms)
        if not self.frame_rate:
            return inside
        # Half a frame goes up, as in the page: Python's own rounding goes to the even one.
        frame = math.floor(inside * self.frame_rate / 1000 + 0.5)
        return min(round(frame * 1000 / self.frame_rate), self.length_ms)


def length_of(pieces: tuple[Piece, ...]) -> int:
    """Return the length of all of them together, in milliseconds."""
    return sum(piece.length_ms for piece in pieces)


def clip_time(pieces: tuple[Piece, ...], source_ms: int) -> int | None:
    """Return the clip's instant of one of the source; None when it was cut away."""
    for begins_ms, piece in _laid_out(pieces):
        if piece.in_ms <= source_ms < piece.out_ms:
            return begins_ms + source_ms - piece.in_ms
    return None


def source_time(pieces: tuple[Piece, ...], clip_ms: int) -> int | None:
    """Return the source's instant of one of the clip; None before the clip and after its end."""
    for begins_ms, piece in _laid_out(pieces):
        if 0 <= clip_ms - begins_ms < piece.length_ms:
            return piece.in_ms + clip_ms - begins_ms
    return None


def stretches(pieces: tuple[Piece, ...], in_ms: int, out_ms: int) -> list[Piece]:
    """Return the clip's stretches of one of the source, in the clip's own time."""
    shown = []
    for begins_ms, piece in _laid_out(pieces):
        first, last = max(in_ms, piece.in_ms), min(out_ms, piece.out_ms)
        if first < last:
            shown.append(Piece(begins_ms + first - piece.in_ms, begins_ms + last - piece.in_ms))
    return _joined(shown)


def captions_of(edit: Edit, length: Length) -> list[Caption]:
    """Return the captions of one length, in the clip's own time, in order."""
    pieces, shown = edit.pieces_of(length), []
    for caption in edit.captions:
        for stretch in stretches(pieces, caption.in_ms, caption.out_ms):
            least = min(LEAST_CAPTION_MS, caption.out_ms - caption.in_ms)
            if caption.text.strip() and stretch.length_ms >= least:
                shown.append(Caption(stretch.in_ms, stretch.out_ms, caption.text.strip()))
    return sorted(shown)


def checked(edit: Edit, film: Film) -> Edit:
    """Return the edit with its pieces in order and on frames.

    Raises RuleError, which says what is wrong, for one that cannot be cut from this film.
    """
    pieces = _on_frames(edit.pieces, film, "pieces")
    if not pieces:
        raise RuleError("Elija dónde empieza y dónde termina el clip.", field="pieces")
    short = _on_frames(edit.short, film, "short")
    if length_of(short) > SHORT_MS:
        seconds = length_of(short) / 1000
        raise RuleError(
            f"La versión corta dura {seconds:.1f} s; puede durar 90 s cuando mucho.", field="short"
        )
    if not edit.framings:
        raise RuleError("Elija al menos una forma: 16:9, 1:1 o 9:16.", field="framings")
    if len({framing.shape for framing in edit.framings}) < len(edit.framings):
        raise RuleError("Cada forma se elige una vez.", field="framings")
    timed: tuple[Blur | Caption, ...] = (*edit.blurs, *edit.captions)
    for stretch in timed:
        if not 0 <= stretch.in_ms < stretch.out_ms:
            raise RuleError("Una parte termina antes de empezar.", field="blurs")
    for box in _boxes(edit):
        _check_box(box)
    return replace(edit, pieces=pieces, short=short, captions=tuple(sorted(edit.captions)))


def picture_sha256(edit: Edit, source_sha256: str) -> str:
    """Return the digest of everything that decides what the rendered files look and sound like."""
    decides = asdict(edit)
    for name in ("title", "text", "alt_text", "captions"):
        del decides[name]
    if edit.burns_captions:
        decides["captions"] = [[one.in_ms, one.out_ms, one.text] for one in edit.captions]
    return _digest([source_sha256, decides])


def text_sha256(edit: Edit) -> str:
    """Return the digest of every word that people are to read of it."""
    captions = [[one.in_ms, one.out_ms, one.text] for one in edit.captions]
    return _digest([edit.title, edit.text, edit.alt_text, captions])


def captions_sha256(edit: Edit) -> str:
    """Return the digest of the captions that are shown: it tells whether they were reviewed."""
    shown = [captions_of(edit, length) for length in edit.lengths]
    return _digest([[[one.in_ms, one.out_ms, one.text] for one in each] for each in shown])


def _digest(value: object) -> str:
    """Return the SHA-256 of plain values, which is the same on every machine."""
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _laid_out(pieces: tuple[Piece, ...]) -> Iterator[tuple[int, Piece]]:
    """Yield each piece with the clip's time at which it begins."""
    begins_ms = 0
    for piece in pieces:
        yield begins_ms, piece
        begins_ms += piece.length_ms


def _joined(stretches: list[Piece]) -> list[Piece]:
    """Return the same without the borders at which one stretch follows another at once."""
    joined: list[Piece] = []
    for stretch in stretches:
        if joined and joined[-1].out_ms == stretch.in_ms:
            stretch = Piece(joined.pop().in_ms, stretch.out_ms)
        joined.append(stretch)
    return joined


def _on_frames(pieces: tuple[Piece, ...], film: Film, name: str) -> tuple[Piece, ...]:
    """Return the pieces in order, their edges on frames. Raises RuleError."""
    if len(pieces) > MOST_PIECES:
        raise RuleError(f"Un clip admite {MOST_PIECES} partes cuando mucho.", field=name)
    snapped: list[Piece] = []
    for number, piece in enumerate(sorted(pieces), 1):
        if not 0 <= piece.in_ms < film.length_ms:
            raise RuleError(f"La parte {number} empieza fuera de la grabación.", field=name)
        cut = Piece(film.snapped(piece.in_ms), film.snapped(piece.out_ms))
        if cut.length_ms < LEAST_PIECE_MS:
            raise RuleError(
                f"La parte {number} termina antes de empezar o dura menos de 0.2 s.", field=name
            )
        if snapped and cut.in_ms < snapped[-1].out_ms:
            raise RuleError(
                f"La parte {number} empieza antes de que termine la anterior.", field=name
            )
        snapped.append(cut)
    return tuple(snapped)


def _boxes(edit: Edit) -> Iterator[Box]:
    """Yield every rectangle of an edit."""
    yield from (framing.crop for framing in edit.framings if framing.crop is not None)
    yield from (blur.box for blur in edit.blurs)


def _check_box(box: Box) -> None:
    """Raise RuleError for a rectangle that leaves the picture or that nobody could see."""
    is_inside = box.x >= 0 and box.y >= 0
    is_inside = is_inside and box.x + box.width <= WHOLE and box.y + box.height <= WHOLE
    if not is_inside or box.width < 10 or box.height < 10:
        raise RuleError("Un recuadro queda fuera de la imagen.", field="blurs")
