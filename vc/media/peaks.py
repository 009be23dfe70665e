"""The loudness of a recording as one byte for every tenth of a second: 36 kB an hour."""

import sys
from collections.abc import Callable

from vc.media import ffmpeg
from vc.media.ffmpeg import Film

PER_SECOND = 10
RATE = 8000
EACH = RATE // PER_SECOND
"""How many samples make a peak."""
WIDTH = 2
QUIETEST = 1
"""What is not louder is silence."""
LEAST_HEARD = 8
"""What is louder than this is certainly heard."""
STRETCH = 5
"""Silence of so many tenths of a second is no pause between words that moved a little."""
LONGEST_MS = 7 * 86_400_000
"""No silence is longer, whatever a file says."""
LOUDEST = "aeval='max(max(abs(val(0)),abs(val(1))),max(abs(val(2)),abs(val(3))))':c=mono"
"""The loudest channel: in a sum, those of opposite phase would be silence. Of fewer channels the
last one stands for those that there are not; of more, these are the ones that people speak in."""
FORMAT = "s16le" if sys.byteorder == "little" else "s16be"


class Peaks:
    """Takes 16-bit samples in pieces of any length, in constant memory but for the result."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._peaks = bytearray()

    @property
    def ms(self) -> int:
        """Return the milliseconds so far."""
        return len(self._peaks) * 1000 // PER_SECOND

    def hush(self, length_ms: int) -> None:
        """Take silence of some length."""
        tenths, rest = divmod(min(length_ms, LONGEST_MS) * RATE // 1000, EACH)
        self._peaks += bytes(tenths)
        self._rest += bytes(rest * WIDTH)

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


def read_peaks(
    film: Film, *, beat: Callable[[int], object], sound: int = 0, begins_ms: int = 0
) -> bytes:
    """Return the peaks of one of a file's sound tracks. Raises FfmpegError.

    `beat` gets the milliseconds so far. Silence stands for what is before the track's first
    instant, `begins_ms`, and for what it leaves out, so that the n-th byte always stands for the
    n-th tenth of a second of the video. The filter that fills gaps is not told to fill the first
    one: where the sound changes its channels, filters begin anew, and it would fill that one again.
    """
    peaks = Peaks()
    peaks.hush(begins_ms)
    wanted = ("-map", f"0:a:{sound}", "-af", f"aresample={RATE}:async=1,{LOUDEST}")
    ffmpeg.run(
        film.program,
        [*film.source("-vn"), *wanted, "-f", FORMAT, "pipe:1"],
        limits=film.limits,
        beat=lambda _: beat(peaks.ms),
        take=peaks.add,
    )
    return peaks.finish()


def is_heard(peaks: bytes) -> bool:
    """Tell whether there is any sound in peaks: more than silence and the noise of coding."""
    return max(peaks, default=0) > QUIETEST


def lost(reference: bytes, found: bytes) -> int | None:
    """Return the first tenth of a second of which the sound is lost; None where all is there.

    What is within eighteen decibels of the loudest must not have become silent for half a second.
    """
    least = max(LEAST_HEARD, max(reference, default=0) // 8)
    for at in range(len(reference) - STRETCH + 1):
        heard, left = reference[at : at + STRETCH], found[at : at + STRETCH]
        if min(heard) >= least and max(left, default=0) <= QUIETEST:
            return at
    return None
