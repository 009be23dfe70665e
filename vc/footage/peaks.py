"""The loudness of a recording as one byte for every tenth of a second: 36 kB an hour."""

import sys
from collections.abc import Callable

from vc.footage import ffmpeg
from vc.footage.ffmpeg import Film

PER_SECOND = 10
RATE = 8000
EACH = RATE // PER_SECOND
"""How many samples make a peak."""
WIDTH = 2
FORMAT = "s16le" if sys.byteorder == "little" else "s16be"


class Peaks:
    """Takes 16-bit samples in pieces of any length, in constant memory but for the result."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._peaks = bytearray()

    @property
    def ms(self) -> int:
        """Return how far it is."""
        return len(self._peaks) * 1000 // PER_SECOND

    def add(self, piece: bytes) -> None:
        """Take the next samples."""
        self._rest += piece
        whole = len(self._rest) // (EACH * WIDTH) * EACH * WIDTH
        self._weigh(bytes(self._rest[:whole]))
        del self._rest[:whole]

    def finish(self) -> bytes:
        """Return one byte, 0 to 255, for each tenth of a second; the last one may be shorter."""
        self._weigh(bytes(self._rest[: len(self._rest) // WIDTH * WIDTH]))
        self._rest.clear()
        return bytes(self._peaks)

    def _weigh(self, content: bytes) -> None:
        """Add the greatest amplitude of each stretch."""
        samples = memoryview(content).cast("h")
        for start in range(0, len(samples), EACH):
            stretch = samples[start : start + EACH]
            self._peaks.append(min(max(max(stretch), -min(stretch)) >> 7, 255))


def read_peaks(film: Film, *, beat: Callable[[int], object]) -> bytes:
    """Return the peaks of a file's first sound track. Raises FfmpegError.

    `beat` gets the milliseconds so far. Silence fills what the track leaves out, so that the n-th
    byte always stands for the n-th tenth of a second of the video.
    """
    peaks = Peaks()
    filters = f"aresample={RATE}:async=1:first_pts=0"
    plain = ("-map", "0:a:0", "-af", filters, "-ac", "1", "-f", FORMAT, "pipe:1")
    ffmpeg.run(
        film.program,
        [*ffmpeg.source(film.path, "-vn"), *plain],
        limits=film.limits,
        beat=lambda _: beat(peaks.ms),
        take=peaks.add,
    )
    return peaks.finish()
