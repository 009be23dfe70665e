"""The pictures of a video: a storyboard from its key frames, and one poster.

Only key frames are decoded: 3 seconds of work for an hour of video instead of 164.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from vc.media import ffmpeg
from vc.media.faults import Fault
from vc.media.ffmpeg import FfmpegError, Film

TILE_WIDTH, TILE_HEIGHT = 160, 90
COLUMNS, ROWS = 10, 10
MOST_TILES = 600
POSTER_WIDTH = 640
POSTER_AT = 0.1
LEAST_LIGHT = 32
"""From which mean luma on (16 is black) a frame shows something."""
MOST_BYTES = 50_000_000

TOO_LARGE = "Sus imágenes ocupan demasiado."

_TIME = re.compile(r"Parsed_showinfo\S* @ .*\bpts_time:\s*(-?[\d.]+)")
_JPEG = ("-f", "image2pipe", "-c:v", "mjpeg", "-threads", "1")
_KEY_FRAMES = ("-an", "-skip_frame", "nokey")


@dataclass(frozen=True, slots=True)
class Storyboard:
    """Sheets of tiles, and the time of each tile: row by row, sheet by sheet."""

    sheets: tuple[bytes, ...]
    """JPEG files of 10 × 10 tiles of 160 × 90 points; what is left over of the last is black."""
    times_ms: tuple[int, ...]


class _Jar:
    """Collects what comes, up to a bound."""

    def __init__(self) -> None:
        self.content = bytearray()

    def add(self, piece: bytes) -> None:
        """Take the next bytes. Raises FfmpegError when they are too many."""
        self.content += piece
        if len(self.content) > MOST_BYTES:
            raise FfmpegError(TOO_LARGE, fault=Fault.TOO_LARGE)


def read_storyboard(
    film: Film,
    duration_ms: int,
    *,
    beat: Callable[[int], object],
    tone: str = "",
    is_turned: bool = False,
    zero_ms: int = 0,
) -> Storyboard:
    """Return small pictures of a video's key frames, thinned out evenly where they are many.

    `beat` gets the milliseconds so far; `tone` are filters that bring its colours to a screen's;
    `zero_ms` is the film's own time of the instant that we call 0. Raises FfmpegError.
    """
    jar, times = _Jar(), []

    def hear(line: str) -> None:
        found = _TIME.search(line)
        if found:
            times.append(max(0, round(float(found[1]) * 1000) - zero_ms))

    ffmpeg.run(
        film.program,
        [
            *ffmpeg.OWN_CLOCK,
            *film.source(*_KEY_FRAMES, *ffmpeg.steady(is_turned=is_turned)),
            *_sheets(duration_ms, tone),
            *(*_JPEG, "pipe:1"),
        ],
        limits=film.limits,
        beat=lambda _: beat(times[-1] if times else 0),
        hear=hear,
        take=jar.add,
    )
    return Storyboard(split_jpegs(bytes(jar.content)), tuple(times))


def read_poster(
    film: Film, duration_ms: int, *, beat: Callable[[int], object], tone: str = ""
) -> bytes:
    """Return a JPEG of a frame a tenth into the video, or the first after it that is not black.

    Raises FfmpegError.
    """
    at = ("-noaccurate_seek", "-ss", f"{duration_ms * POSTER_AT / 1000:.3f}")
    light = f"metadata=select:key=lavfi.signalstats.YAVG:value={LEAST_LIGHT}:function=greater"
    picture = _frame(film, at, f"signalstats,{light},{tone}", beat=beat)
    picture = picture or _frame(film, (), tone, beat=beat)
    if not picture:
        raise ffmpeg.failed(Fault.NOTHING)
    return picture


def split_jpegs(content: bytes) -> tuple[bytes, ...]:
    """Return the pictures of a row of them: each begins with FF D8 and ends with FF D9."""
    if not content:
        return ()
    joint = b"\xff\xd9\xff\xd8"
    pieces = content.split(joint)
    last = len(pieces) - 1
    return tuple(
        (b"\xff\xd8" if number else b"") + piece + (b"\xff\xd9" if number < last else b"")
        for number, piece in enumerate(pieces)
    )


def _sheets(duration_ms: int, tone: str) -> tuple[str, ...]:
    """Return what lays the frames out on sheets and tells the time of each."""
    step = duration_ms / 1000 / MOST_TILES
    filters = (
        f"select='isnan(prev_selected_t)+gte(t-prev_selected_t,{step:.3f})'",
        f"{tone}scale={TILE_WIDTH}:{TILE_HEIGHT}:force_original_aspect_ratio=decrease",
        f"pad={TILE_WIDTH}:{TILE_HEIGHT}:(ow-iw)/2:(oh-ih)/2",
        "setsar=1",
        "showinfo=checksum=0",
        f"tile={COLUMNS}x{ROWS}",
    )
    return ("-map", "0:V:0", "-fps_mode", "vfr", "-vf", ",".join(filters), "-q:v", "5")


def _frame(film: Film, at: tuple[str, ...], wanted: str, *, beat: Callable[[int], object]) -> bytes:
    """Return the first key frame that is wanted as a JPEG; nothing where there is none."""
    jar = _Jar()
    filters = f"{wanted}scale={POSTER_WIDTH}:-2,setsar=1"
    one = ("-map", "0:V:0", "-vf", filters, "-frames:v", "1", "-q:v", "4")
    source = film.source(*_KEY_FRAMES, *at)
    try:
        ffmpeg.run(
            film.program,
            [*source, *one, *_JPEG, "pipe:1"],
            limits=film.limits,
            beat=beat,
            take=jar.add,
        )
    except FfmpegError as error:
        if error.fault is not Fault.NOTHING:
            raise
    return bytes(jar.content)
