"""Reading a transcript: WebVTT, SubRip or Meet's entries, all into the same lines.

Pure: bytes in, lines out. Whatever the bytes are, the answer is lines in order or a RuleError that
says in Spanish what is wrong.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from vc.decoding import text_of
from vc.errors import RuleError
from vc.transcripts.cues import read_cues
from vc.transcripts.speakers import Voices
from vc.transcripts.stemming import normalised

MOST_BYTES = 20_000_000
MOST_LINES = 200_000
LONGEST_MS = 24 * 3600 * 1000
LONGEST_SPEAKER = 120
LEAST_MS, MS_A_LETTER = 1000, 60
MOST_NAMED = 10
LONGEST_LINE = 10_000
LOOKED_AT = 65_536
"""Of a file that is handed in, before anybody reads it."""
SIGNS = {"vtt": b"-->", "srt": b"-->", "json": b"{"}
"""What each kind of file cannot do without."""

NO_TRANSCRIPT = "Ese archivo no es una transcripción VTT o SRT. Elija otro."
TOO_LARGE = "El archivo es demasiado grande para una transcripción (máximo 20 MB)."
TOO_LONG = "La transcripción pasa de 200,000 líneas."
LONG_LINE = "Una línea de la transcripción pasa de 10,000 caracteres. Revise que sea la correcta."
NO_LINES = "En el archivo no hay ninguna línea con su tiempo."
NO_TIMES = "No se entiende ningún tiempo del archivo; el primero está en el renglón {line}."
UNREAD = (
    "No se entendió el tiempo de estos renglones del archivo, y lo que dicen falta: {lines}. "
    "Corríjalos y suba el archivo de nuevo."
)

_BLANK = re.compile(r"[^\S\u00a0\u2007\u202f]+")
"""White space, but for what keeps words together."""


@dataclass(frozen=True, slots=True)
class Line:
    """A few words in one go; `speaker` is empty where nobody knows. 0 ≤ start ≤ end."""

    start_ms: int
    end_ms: int
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says; `unread` are the numbers of its lines whose times make no sense."""

    lines: list[Line]
    unread: tuple[int, ...] = ()

    @property
    def note(self) -> str:
        """Return a sentence on what could not be read; empty where all of it was."""
        if not self.unread:
            return ""
        named = ", ".join(map(str, self.unread[:MOST_NAMED]))
        more = len(self.unread) - MOST_NAMED
        rest = f" y {more} más" if more > 0 else ""
        return UNREAD.format(lines=named + rest)


def read(
    content: bytes,
    extension: str,
    *,
    starts_at: datetime | None = None,
    people: Collection[str] = (),
) -> list[Line]:
    """Return the lines of a transcript, in order. Raises RuleError. See `read_whole`."""
    return read_whole(content, extension, starts_at=starts_at, people=people).lines


def read_whole(
    content: bytes,
    extension: str,
    *,
    starts_at: datetime | None = None,
    people: Collection[str] = (),
) -> Reading:
    """Return the lines of a transcript, in order, and what of it makes no sense.

    `starts_at` is what Meet's absolute times are counted from, `people` the names of who may have
    spoken. Raises RuleError.
    """
    if len(content) > MOST_BYTES:
        raise RuleError(TOO_LARGE)
    if extension.lower() not in SIGNS:
        raise RuleError(NO_TRANSCRIPT)
    text = text_of(content).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    unread: list[int] = []
    if extension.lower() == "json":
        found = _read_entries(text, starts_at)
    else:
        cues, unread = read_cues(text, is_vtt=extension.lower() == "vtt")
        found = [Line(one.start_ms, one.end_ms, one.voice, one.text) for one in cues]
    lines = [line for line in map(_tidied, _with_speakers(found, people)) if line.text]
    if not lines:
        raise RuleError(NO_TIMES.format(line=unread[0]) if unread else NO_LINES)
    if len(lines) > MOST_LINES:
        raise RuleError(TOO_LONG)
    return Reading(_lasting(lines), tuple(unread))


def as_told(
    content: bytes, extension: str, *, starts_at: str | None, people: list[str]
) -> list[object]:
    """Return the note on what could not be read, then the lines as plain values: see `as_rows`.

    What runs apart: see `vc.sandbox`. Raises RuleError.
    """
    found = _read(content, extension, starts_at, people)
    return [found.note, *map(_row, found.lines)]


def as_rows(
    content: bytes, extension: str, *, starts_at: str | None, people: list[str]
) -> list[list[object]]:
    """Return the lines of a transcript as plain values, each with its words as they are searched.

    Raises RuleError.
    """
    return list(map(_row, _read(content, extension, starts_at, people).lines))


def _read(content: bytes, extension: str, starts_at: str | None, people: list[str]) -> Reading:
    """Read it whole; when it began comes as text."""
    begins = datetime.fromisoformat(starts_at) if starts_at else None
    return read_whole(content, extension, starts_at=begins, people=people)


def _row(line: Line) -> list[object]:
    """Return a line as plain values."""
    return [line.start_ms, line.end_ms, line.speaker, line.text, normalised(line.text)]


def check_look(content: bytes, extension: str) -> None:
    """Refuse what cannot be a transcript by its size, its name and its beginning alone."""
    if len(content) > MOST_BYTES:
        raise RuleError(TOO_LARGE)
    sign = SIGNS.get(extension.lower())
    beginning = content[:LOOKED_AT]
    # Two bytes for each sign, as some programs of Windows write, have one that is zero.
    if sign is None or sign not in beginning.replace(b"\x00", b""):
        raise RuleError(NO_TRANSCRIPT)


def _read_entries(text: str, starts_at: datetime | None) -> list[Line]:
    """Read the entries of a Meet transcript; their times are absolute."""
    try:
        entries = json.loads(text)["entries"]
        return [_entry(one, starts_at) for one in entries]
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise RuleError(NO_TRANSCRIPT) from error


def _entry(entry: dict[str, str], starts_at: datetime | None) -> Line:
    """Return one entry as a line."""
    start = datetime.fromisoformat(entry["start_time"])
    end = datetime.fromisoformat(entry.get("end_time") or entry["start_time"])
    base = starts_at or start
    return Line(
        int((start - base).total_seconds() * 1000),
        int((end - base).total_seconds() * 1000),
        str(entry.get("speaker") or ""),
        str(entry["text"]),
    )


def _with_speakers(lines: Sequence[Line], people: Collection[str]) -> list[Line]:
    """Take names off the beginnings of lines, where they are names of who spoke."""
    known = {*people, *(line.speaker for line in lines if line.speaker)}
    voices = Voices([line.text for line in lines if not line.speaker], known)
    named = []
    for line in lines:
        speaker, text = voices.split(line.text)
        named.append(replace(line, speaker=line.speaker or speaker, text=text))
    return named


def _tidied(line: Line) -> Line:
    """Return a line on one line, its times in order."""
    text = _BLANK.sub(" ", line.text).strip()
    text = "".join(one for one in text if unicodedata.category(one) not in ("Cc", "Cs"))
    start = min(max(0, line.start_ms), LONGEST_MS)
    end = min(max(start, line.end_ms), LONGEST_MS)
    if len(text) > LONGEST_LINE:
        raise RuleError(LONG_LINE)
    return Line(start, end, " ".join(line.speaker.split())[:LONGEST_SPEAKER], text)


def _lasting(lines: list[Line]) -> list[Line]:
    """Return the lines in order, those without any length as long as reading them takes.

    Meet leaves out some ends, and what lasts no time would be shown nowhere.
    """
    lasting: list[Line] = []
    follows_at, begins_at = LONGEST_MS, LONGEST_MS
    ordered = sorted(lines, key=_order)
    for line in reversed(ordered):
        if line.start_ms < begins_at:
            follows_at, begins_at = begins_at, line.start_ms
        if line.end_ms == line.start_ms:
            wanted = line.start_ms + max(LEAST_MS, len(line.text) * MS_A_LETTER)
            line = replace(line, end_ms=min(wanted, max(follows_at, line.start_ms)))
        lasting.append(line)
    # What begins and ends together stays in the file's own order.
    lasting.reverse()
    return sorted(lasting, key=_order)


def _order(line: Line) -> tuple[int, int]:
    """Return where a line stands among the others."""
    return line.start_ms, line.end_ms
