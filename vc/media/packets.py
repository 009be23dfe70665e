"""When each track of a file begins and ends, read from ffmpeg's `framecrc` as it goes through it.

That form is made for programs and is the same in every version: a line for each packet, `track,
dts, pts, duration, size, checksum`, after lines such as `#tb 0: 1/25`. An hour's film gives some
ten megabytes of it.
"""

import re
from dataclasses import dataclass

_HEAD = re.compile(rb"#(tb|media_type) (\d+): (\S+)")
LONGEST = 1000
"""No line of it is longer: it holds numbers."""


@dataclass(slots=True)
class Span:
    """One track: its kind, and its first and last instant in seconds."""

    kind: str = ""
    tick: float = 0.0
    begins: float | None = None
    ends: float = 0.0


class Packets:
    """Takes the lines in pieces of any length."""

    def __init__(self) -> None:
        self.tracks: dict[int, Span] = {}
        self._rest = b""

    @property
    def end_ms(self) -> int:
        """Return the end so far."""
        return round(max((one.ends for one in self.tracks.values()), default=0) * 1000)

    def begins_ms(self, kind: str) -> list[int]:
        """Return each track's beginning, for a kind, counted from the file's first instant."""
        found = (one for _, one in sorted(self.tracks.items()) if one.kind == kind)
        return [max(0, round((one.begins or 0) * 1000)) for one in found]

    def add(self, piece: bytes) -> None:
        """Take the next bytes."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        self._rest = self._rest[:LONGEST]
        for line in lines:
            if line.startswith(b"#"):
                self._head(line)
            else:
                self._packet(line)

    def _head(self, line: bytes) -> None:
        """Take in what is said of a track."""
        found = _HEAD.match(line)
        if not found:
            return
        track = self.tracks.setdefault(int(found[2]), Span())
        if found[1] == b"media_type":
            track.kind = found[3].decode("ascii", "replace")
        else:
            over, _, under = found[3].partition(b"/")
            track.tick = int(over) / max(int(under), 1)

    def _packet(self, line: bytes) -> None:
        """Take in when a packet is shown."""
        words = line.split(b",", 4)
        track = self.tracks.get(int(words[0])) if len(words) > 4 else None
        if track is None:
            return
        at = words[1] if b"NOPTS" in words[2] else words[2]
        if b"NOPTS" in at:
            return
        begins = int(at) * track.tick
        track.begins = begins if track.begins is None else min(track.begins, begins)
        track.ends = max(track.ends, begins + int(words[3]) * track.tick)
