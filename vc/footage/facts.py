"""What a file is, read from what ffmpeg says of it while it goes through all of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vc.footage import ffmpeg
from vc.footage.faults import SENTENCES, Fault
from vc.footage.ffmpeg import FfmpegError, Film

LEAST_SLACK_MS = 1000
SLACK = 0.01
"""How much shorter than announced a file may be: containers round, and streams end apart."""

CUT = "El archivo está cortado: dura {found} de {announced}."
MP4_BEGINS = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide")
TORN = "El archivo está cortado: le faltan datos al final."

# Lines of ffmpeg's own begin so; what the file says of itself stands further to the right.
_DURATION = re.compile(r"\[info\]   Duration: (\d+):(\d\d):(\d\d)\.(\d\d)")
_STREAM = re.compile(r"\[info\]   Stream #0:\d+\S*: (Video|Audio): (\w+)(.*)")
_SIZE = re.compile(r", (\d{2,5})x(\d{2,5})\b")
_PIXEL = re.compile(r"\[SAR (\d+):(\d+) ")
_RATE = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)(k?) fps")
_ROTATION = re.compile(r"\[info\]\s+display ?matrix: rotation of (-?[\d.]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a file is. Width and height are as people see it, upright."""

    duration_ms: int
    width: int | None = None
    height: int | None = None
    frame_rate: float | None = None
    video_codec: str = ""
    audio_codec: str = ""


class Reader:
    """Reads ffmpeg's description of its input, line by line."""

    def __init__(self) -> None:
        self.announced_ms: int | None = None
        self.is_torn = False
        self._video, self._audio = "", ""
        self._size: tuple[int, int] | None = None
        self._rate: float | None = None
        self._is_over = False
        self._is_turned = False

    def hear(self, line: str) -> None:
        """Take in one line."""
        if "partial file" in line:
            self.is_torn = True
        if line.startswith(("[info] Stream mapping:", "[info] Output #")):
            self._is_over = True
        if self._is_over:
            return
        duration, stream = _DURATION.match(line), _STREAM.match(line)
        rotation = _ROTATION.match(line)
        if duration:
            hours, minutes, seconds, hundredths = map(int, duration.groups())
            self.announced_ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10
        elif stream:
            self._hear_stream(*stream.groups())
        elif rotation:
            self._is_turned = round(abs(float(rotation[1]))) % 180 == 90

    def _hear_stream(self, kind: str, codec: str, rest: str) -> None:
        """Take in the first stream of each kind; a cover picture is no video."""
        if kind == "Audio":
            self._audio = self._audio or codec
        elif not self._video and "(attached pic)" not in rest:
            size, rate, pixel = _SIZE.search(rest), _RATE.search(rest), _PIXEL.search(rest)
            self._video = codec
            # Pixels of old cameras are no squares: what people see is wider, or narrower.
            wide, tall = (int(pixel[1]), int(pixel[2])) if pixel else (1, 1)
            self._size = (round(int(size[1]) * wide / tall), int(size[2])) if size else None
            self._rate = float(rate[1]) * (1000 if rate[2] else 1) if rate else None

    def facts(self, duration_ms: int) -> Facts:
        """Return what it heard."""
        width, height = self._size or (None, None)
        if self._is_turned:
            width, height = height, width
        return Facts(
            duration_ms=duration_ms,
            width=width,
            height=height,
            frame_rate=self._rate,
            video_codec=self._video,
            audio_codec=self._audio,
        )


def look(film: Film, *, beat: Callable[[int, int | None], object]) -> Facts:
    """Go through a whole file without decoding it; return what it is.

    `beat` gets the milliseconds so far, and those announced where the file says. A file that ends
    early leaves ffmpeg content, so its end is held against what it announces.

    Raises FfmpegError for one that cannot be read or is cut.
    """
    reader = Reader()
    both = ("-map", "0:V?", "-map", "0:a?", "-c", "copy", "-f", "null", "-")
    try:
        end_ms = ffmpeg.run(
            film.program,
            [*ffmpeg.source(film.path), *both],
            limits=film.limits,
            beat=lambda done_ms: beat(done_ms, reader.announced_ms),
            hear=reader.hear,
        )
    except FfmpegError as error:
        if error.fault is Fault.INCOMPLETE and not begins_as_mp4(film.path):
            raise error.told_as(SENTENCES[Fault.UNREADABLE], Fault.UNREADABLE) from error
        raise
    check_whole(end_ms, reader.announced_ms, is_torn=reader.is_torn)
    return reader.facts(reader.announced_ms or end_ms)


def begins_as_mp4(path: Path) -> bool:
    """Tell whether a file's first atom is one of MP4's: ffmpeg looks for an index in any bytes."""
    with path.open("rb") as file:
        return file.read(8)[4:] in MP4_BEGINS


def check_whole(end_ms: int, announced_ms: int | None, *, is_torn: bool = False) -> None:
    """Raise FfmpegError for a file that ends before the end it announces."""
    slack = max(LEAST_SLACK_MS, (announced_ms or 0) * SLACK)
    if announced_ms is not None and announced_ms - end_ms > slack:
        text = CUT.format(found=clock_text(end_ms), announced=clock_text(announced_ms))
        raise FfmpegError(text, fault=Fault.INCOMPLETE)
    if is_torn:
        raise FfmpegError(TORN, fault=Fault.INCOMPLETE)


def clock_text(ms: int) -> str:
    """Return a length as people write it: 4:05, or 1:04:05."""
    minutes, seconds = divmod(round(ms / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
