"""What a container says that it holds. Pure: `probe.py` and `printed.py` fill it in."""

from dataclasses import dataclass

PLAYED = frozenset({"mov", "matroska", "webm", "ogg"})
"""Formats that browsers play, by ffmpeg's name: they show its instants as the file has them."""
PACKETS = frozenset({"mpegts", "mpeg"})
"""Streams of packets. They announce nothing: ffmpeg tells from when to when their times go."""
PRIMED = frozenset({"matroska", "webm"})
"""Of them, those whose sound may begin before zero: what its decoder needs first and nobody hears.
Older versions of ffmpeg count from there."""
FROM_ZERO = frozenset({"asf"})
"""Formats that announce when they end by their own clock, not how long they last."""
BRIGHTER = frozenset({"smpte2084", "arib-std-b67"})
"""Transfers of high dynamic range (PQ and HLG), by ffmpeg's name."""
TELEVISION = (24 / 1.001, 30 / 1.001, 60 / 1.001)
ROUNDED = 0.02
"""How far an average may be from the rate that is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A video track. Width and height are as people see it, upright, its pixels square."""

    codec: str = ""
    width: int | None = None
    height: int | None = None
    frame_rate: float | None = None
    color_transfer: str = ""
    """By ffmpeg's word, such as `bt709`; empty where the file does not say."""
    is_turned: bool = False
    """ffmpeg puts filters of its own before ours: it turns the picture, or crops it."""
    is_interlaced: bool = False
    """Every other line of a frame is of another instant, as in films of television and of many
    cameras."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A track of sound."""

    codec: str = ""
    language: str = ""
    """Three letters; empty where the file does not say."""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a file says of itself. `picture` is None for a sound."""

    formats: frozenset[str] = frozenset()
    """Ffmpeg's names of its format."""
    announced_ms: int | None = None
    starts_ms: int = 0
    """The file's own time of the first thing in it."""
    picture: Picture | None = None
    sounds: tuple[Sound, ...] = ()

    @property
    def length_ms(self) -> int | None:
        """Return the announced length of the file."""
        if self.announced_ms is None or not self.formats & FROM_ZERO:
            return self.announced_ms
        return self.announced_ms - max(0, self.starts_ms)

    @property
    def offset_ms(self) -> int:
        """Return the offset of a player's instants behind ffmpeg's.

        ffmpeg counts from the first thing in a file. Browsers count from the file's own zero,
        unless that lies after its first thing that is seen or heard.
        """
        if self.formats & PRIMED:
            return self.starts_ms
        return max(0, self.starts_ms) if self.formats & PLAYED else 0

    @property
    def zero_ms(self) -> int:
        """Return the file's own time of the instant that we call 0."""
        return self.starts_ms - self.offset_ms


def steady_rate(average: float | None, base: float | None) -> float | None:
    """Return the frames of a second: an odd average is of a length that is not exact.

    What is written piece by piece, as recordings of browsers, is a little longer than its frames.
    `base` is the rate in which all instants lie; of films whose frames stand at uneven times it is
    far from the average.
    """
    if not average or not base or _is_usual(average) or not _is_usual(base):
        return average
    return base if abs(average - base) < ROUNDED * base else average


def _is_usual(rate: float) -> bool:
    """Tell whether a rate is a whole number, or one of television's."""
    return any(abs(one - rate) < 0.006 for one in (round(rate), *TELEVISION))


def upright(
    size: tuple[int, int] | None, pixel: tuple[int, int], *, is_on_its_side: bool
) -> tuple[int | None, int | None]:
    """Return width and height as people see them.

    Pixels of old cameras are no squares: what people see is wider, or narrower.
    """
    if size is None:
        return None, None
    wide, tall = pixel if all(pixel) else (1, 1)
    width, height = round(size[0] * wide / tall), size[1]
    return (height, width) if is_on_its_side else (width, height)
