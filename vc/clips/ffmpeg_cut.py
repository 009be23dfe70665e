"""What one file is cut from and to: the film, its pieces and shape, what is drawn over it."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from vc.clips.edit import Blur, Box, Piece, length_of
from vc.clips.subtitles import CANVAS
from vc.media.ffmpeg import BEGINNING
from vc.shapes import Shape

EXACT = (*range(10, 61), Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001))
LEAST_RATE, MOST_RATE, USUAL_RATE = Fraction(2397, 100), Fraction(60), Fraction(30)
"""Networks take 23 to 60 frames a second (contract, 1.8)."""
GROUND = "0x35081b"


@dataclass(frozen=True, slots=True)
class Source:
    """The film that is cut. Without a picture there is no `rate`."""

    arguments: tuple[str, ...]
    """What makes ffmpeg read it and nothing else; `-ss` and `-t` are put before."""
    width: int = 0
    height: int = 0
    rate: Fraction | None = None
    has_audio: bool = True
    sound: int = 0
    """Which of its tracks of sound is heard."""
    is_turned: bool = False
    """ffmpeg turns or crops its picture before our filters get it."""
    is_interlaced: bool = False
    """Every other line of a frame is of another instant."""
    zero_ms: int = 0
    """Its own time of the instant that we call 0."""
    tone: str = ""
    """Filters that bring its colours to any screen's, for others to follow."""


@dataclass(frozen=True, slots=True)
class Plate:
    """The campaign's logo in a corner, and the card with which a clip ends; either may be none."""

    logo: Path | None = None
    corner: str = "top-right"
    width_pct: int = 14
    card: Path | None = None
    card_ms: int = 0
    ground: str = GROUND


@dataclass(frozen=True, slots=True)
class Cut:
    """What one file is to be: its pieces, its shape, what is drawn over it."""

    pieces: tuple[Piece, ...]
    shape: Shape
    crop: Box | None = None
    blurs: tuple[Blur, ...] = ()
    captions: Path | None = None
    fonts: Path | None = None
    plate: Plate = Plate()
    size: tuple[int, int] | None = None
    """How large its picture is to be; None: as large as networks take the shape."""

    @property
    def canvas(self) -> tuple[int, int]:
        """Return the width and height of the picture."""
        return self.size or CANVAS[self.shape]

    @property
    def length_ms(self) -> int:
        """Return the length of the file."""
        return length_of(self.pieces) + (self.plate.card_ms if self.plate.card else 0)


def rate_of(frame_rate: float | None) -> Fraction:
    """Return the exact number of frames a second that a clip of such a film has.

    ffmpeg tells 29.97 for 30000/1001. What varies, as films of phones and meetings do, gets an even
    rate: players and networks expect one.
    """
    near = [rate for rate in EXACT if frame_rate and abs(float(rate) - frame_rate) < 0.006]
    rate = Fraction(near[0]) if near else USUAL_RATE
    while rate < LEAST_RATE:
        rate *= 2
    return rate if rate <= MOST_RATE else USUAL_RATE


def frame_count(source: Source, cut: Cut) -> int:
    """Return the number of frames that the file will have."""
    rate = source.rate or USUAL_RATE
    pieces = sum(frames_in(piece.length_ms, rate) for piece in cut.pieces)
    return pieces + (frames_in(cut.plate.card_ms, rate) if cut.plate.card else 0)


def frames_in(length_ms: int, rate: Fraction) -> int:
    """Return how many frames last so long."""
    return round(length_ms * rate / 1000)


def seconds_of(ms: float) -> str:
    """Return milliseconds as ffmpeg reads a time."""
    return f"{ms / 1000:.6f}"


def sought_at(ms: float) -> str:
    """Return from where on a film is read."""
    return max(seconds_of(max(0, ms)), BEGINNING, key=float)


def counted_from(source: Source, sought: str) -> str:
    """Return the filter that counts instants from one that was sought."""
    return f"setpts=PTS-round(({source.zero_ms / 1000}+{sought})/TB)"
