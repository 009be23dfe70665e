"""The parser of what ffmpeg prints of its input, for where there is no ffprobe.

It is made for people, and each version prints it a little otherwise: `tests/media/printed/` has
what eight of them, from 5.1 to 9.0, print of the same films.
"""

import re
from dataclasses import replace

from vc.media.description import Description, Picture, Sound, steady_rate, upright

# Lines of ffmpeg's own begin so; what the file says of itself stands further to the right. Since
# 8.0 the tracks that belong together stand in groups, two steps further in.
_INPUT = re.compile(r"\[info\] Input #0, (\S+), from ")
_DURATION = re.compile(r"\[info\]   Duration: (?:(\d+):(\d\d):(\d\d)\.(\d\d)|N/A)")
_START = re.compile(r", start: (-?\d+\.\d+)")
_STREAM = re.compile(
    r"\[info\]   (?:  )?Stream #0:\d+(?:\[\w+\])?(?:\((\w+)\))?: (Video|Audio|[A-Z]\w+): (\w+)(.*)"
)
_SIZE = re.compile(r", (\d{2,5})x(\d{2,5})\b")
_PIXEL = re.compile(r"\bSAR (\d+):(\d+) ")
_RATE = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)(k?) fps")
_BASE = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)(k?) tbr")
_COLOURS = re.compile(r"^(?: \([^)]*\))*, \w+\(([^)]*)\)")
_TRANSFER = re.compile(r"(?<![\w.-])[\w.-]++/[\w.-]++/([\w.-]++)")
_FIELDS = re.compile(r"\b(?:top|bottom) (?:coded )?first\b")
_ROTATION = re.compile(r"\[info\]\s+display ?matrix: rotation of (-?[\d.]+|nan)", re.IGNORECASE)
_CROPPING = re.compile(r"\[info\]\s+Frame Cropping: ")
_TITLE = re.compile(r"\[info\] {4,12}title +: (.*)")
_ENDS = ("[info] Stream mapping:", "[info] Output #")


class Reader:
    """Reads ffmpeg's description of its input, line by line."""

    def __init__(self) -> None:
        self.is_torn = False
        self.is_guessed = False
        """The length is none that the file announces: ffmpeg divided its size by its bit rate."""
        self._told = Description()
        self._sounds: list[Sound] = []
        self._size: tuple[int, int] | None = None
        self._pixel, self._is_on_its_side = (1, 1), False
        self._kind, self._is_over = "", False

    @property
    def announced_ms(self) -> int | None:
        """Return the length that the file announces."""
        return None if self.is_guessed else self._told.announced_ms

    def hear(self, line: str) -> None:
        """Take in one line."""
        if "partial file" in line:
            self.is_torn = True
        if "Estimating duration from bitrate" in line:
            self.is_guessed = True
        if line.startswith(_ENDS):
            self._is_over = True
        if not self._is_over:
            self._hear_input(line)

    def description(self) -> Description:
        """Return the description that was heard."""
        picture = self._told.picture
        if picture is not None:
            turned = self._is_on_its_side
            width, height = upright(self._size, self._pixel, is_on_its_side=turned)
            picture = replace(picture, width=width, height=height)
        return replace(
            self._told,
            announced_ms=self.announced_ms,
            picture=picture,
            sounds=tuple(self._sounds),
        )

    def _hear_input(self, line: str) -> None:
        """Take in a line of the input's description."""
        if given := _INPUT.match(line):
            self._told = replace(self._told, formats=frozenset(given[1].split(",")))
        elif found := _DURATION.match(line):
            self._hear_times(found, line)
        elif stream := _STREAM.match(line):
            self._hear_stream(*stream.groups())
        elif self._kind == "Video":
            self._hear_side_data(line)
        elif self._kind == "Audio" and (title := _TITLE.match(line)):
            self._sounds[-1] = replace(self._sounds[-1], title=title[1])

    def _hear_times(self, found: re.Match[str], line: str) -> None:
        """Take in how long it is, and when it begins."""
        announced = None
        if found[1] is not None:
            hours, minutes, seconds, hundredths = map(int, found.groups())
            announced = ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10
        start = _START.search(line)
        starts_ms = round(float(start[1]) * 1000) if start else 0
        self._told = replace(self._told, announced_ms=announced, starts_ms=starts_ms)

    def _hear_stream(self, language: str | None, kind: str, codec: str, rest: str) -> None:
        """Take in the first picture and every sound; a cover picture is no video."""
        self._kind = ""
        if kind == "Audio":
            self._kind = kind
            language = "" if language in (None, "und") else language
            self._sounds.append(Sound(codec=codec, language=language or ""))
        elif kind == "Video" and self._told.picture is None and "(attached pic)" not in rest:
            self._kind = kind
            size, pixel = _SIZE.search(rest), _PIXEL.search(rest)
            self._size = (int(size[1]), int(size[2])) if size else None
            self._pixel = (int(pixel[1]), int(pixel[2])) if pixel else (1, 1)
            frame_rate = steady_rate(_number(_RATE, rest), _number(_BASE, rest))
            picture = Picture(
                codec=codec,
                frame_rate=frame_rate,
                color_transfer=_transfer(rest),
                is_interlaced=any(map(_FIELDS.search, _colours(rest))),
            )
            self._told = replace(self._told, picture=picture)

    def _hear_side_data(self, line: str) -> None:
        """Take in how players are told to turn or crop the picture."""
        rotation, picture = _ROTATION.match(line), self._told.picture
        if picture is None or not (rotation or _CROPPING.match(line)):
            return
        self._told = replace(self._told, picture=replace(picture, is_turned=True))
        if rotation and rotation[1] != "nan":
            self._is_on_its_side = round(abs(float(rotation[1]))) % 180 == 90


def _number(pattern: re.Pattern[str], rest: str) -> float | None:
    """Return a number that a video's line tells."""
    found = pattern.search(rest)
    return float(found[1]) * (1000 if found[2] else 1) if found else None


def _transfer(rest: str) -> str:
    """Return the transfer that a video's line names: one of three, or one for all three."""
    words = _colours(rest)
    for word in words:
        three = _TRANSFER.fullmatch(word)
        if three:
            return "" if three[1] == "unknown" else three[1]
    return next((word for word in words if word in _ALIKE), "")


def _colours(rest: str) -> list[str]:
    """Return what stands in brackets behind the format of a video's pixels."""
    colours = _COLOURS.match(rest)
    return [word.strip() for word in colours[1].split(",")] if colours else []


_ALIKE = frozenset({"bt709", "smpte170m", "smpte240m"})
"""What is written once where matrix, primaries and transfer are called the same."""
