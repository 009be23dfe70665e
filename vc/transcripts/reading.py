"""Reading a transcript: WebVTT, SubRip or Meet's entries, all into the same lines.

Pure: bytes in, lines out. Whatever the bytes are, the answer is lines in order or a RuleError that
says in Spanish what is wrong.
"""

import html
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import pysubs2
import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from vc.errors import RuleError
from vc.transcripts.normalising import folded, normalised

MOST_BYTES = 20_000_000
MOST_LINES = 200_000
LONGEST_MS = 24 * 3600 * 1000
LONGEST_SPEAKER = 120
MOST_VOICES = 40
LEAST_CUES = 6
LONGEST_LINE = 10_000
LOOKED_AT = 65_536
"""Of a file that is handed in, before anybody reads it."""

NO_TRANSCRIPT = "Ese archivo no es una transcripción VTT o SRT. Elija otro."
TOO_LARGE = "El archivo es demasiado grande para una transcripción (máximo 20 MB)."
TOO_LONG = "La transcripción pasa de 200,000 líneas."
LONG_LINE = "Una línea de la transcripción pasa de 10,000 caracteres. Revise que sea la correcta."
NO_LINES = "En el archivo no hay ninguna línea con su tiempo."
BROKEN = "La transcripción está dañada: {why}."

# No pattern here begins again within what it has looked at: `<[^>]*>` would, at every `<`.
_PREFIX = re.compile(r"([^:\n]{2,80}?) ?: (?=\S)")
_TAG = re.compile(r"<[^<>]*>")
_OVERRIDE = re.compile(r"\{[^{}]*\}")
"""Tags of SubStation Alpha, which SubRip's files have as well."""
_LINE_END = re.compile(r"\\[Nnh]")
"""What pysubs2 makes of the end of a line within a text."""
_CHARACTER = re.compile(r"&#\d{8,};?")
"""A character by a number that none has; the library would count with all its digits."""
_EMPTY_LINES = re.compile(r"\n{3,}")
_NAME = re.compile(
    r"[A-ZÁÉÍÓÚÜÑ][^\s\d]*"
    r"(\s+(?:de|del|la|las|los|y|[-–]|\d\S{0,3}|[A-ZÁÉÍÓÚÜÑ(][^\s\d]*)){0,7}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A few words in one go; `speaker` is empty where nobody knows. 0 ≤ start ≤ end."""

    start_ms: int
    end_ms: int
    speaker: str
    text: str


def read(
    content: bytes,
    extension: str,
    *,
    starts_at: datetime | None = None,
    people: Collection[str] = (),
) -> list[Line]:
    """Return the lines of a transcript, in order.

    `starts_at` is what Meet's absolute times are counted from, `people` the names of who may have
    spoken: only their names are taken off the beginning of a line. Raises RuleError.
    """
    if len(content) > MOST_BYTES:
        raise RuleError(TOO_LARGE)
    readers: dict[str, Callable[[str], Iterable[Line]]] = {
        "vtt": _read_vtt,
        "srt": _read_srt,
        "json": lambda text: _read_entries(text, starts_at),
    }
    reader = readers.get(extension.lower())
    if reader is None:
        raise RuleError(NO_TRANSCRIPT)
    lines = [line for line in map(_tidied, reader(_decoded(content))) if line.text]
    if not lines:
        raise RuleError(NO_LINES)
    if len(lines) > MOST_LINES:
        raise RuleError(TOO_LONG)
    return _with_speakers(sorted(lines, key=lambda one: (one.start_ms, one.end_ms)), people)


def as_rows(
    content: bytes, extension: str, *, starts_at: str | None, people: list[str]
) -> list[list[object]]:
    """Return the lines of a transcript as plain values, each with its words as they are searched.

    What runs apart: see `vc.reading`. Raises RuleError.
    """
    begins = datetime.fromisoformat(starts_at) if starts_at else None
    lines = read(content, extension, starts_at=begins, people=people)
    return [
        [one.start_ms, one.end_ms, one.speaker, one.text, normalised(one.text)] for one in lines
    ]


def check_look(content: bytes, extension: str) -> None:
    """Refuse what cannot be a transcript by its size, its name and its beginning alone."""
    if len(content) > MOST_BYTES:
        raise RuleError(TOO_LARGE)
    sign = {"vtt": b"-->", "srt": b"-->", "json": b"{"}.get(extension.lower())
    beginning = content[:LOOKED_AT]
    # Two bytes for each sign, as some programs of Windows write, have one that is zero.
    if sign is None or sign not in beginning.replace(b"\x00", b""):
        raise RuleError(NO_TRANSCRIPT)


def _decoded(content: bytes) -> str:
    """Return the text of a file: UTF-8, else what Windows writes."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _read_vtt(text: str) -> Iterable[Line]:
    """Read WebVTT; a file that forgot its header is read as SubRip, which is nearly the same."""
    if not text.lstrip().startswith("WEBVTT"):
        return _read_srt(text)
    try:
        cues = webvtt.from_string(text)
        return [
            Line(
                cue.start_in_seconds * 1000 + cue.start_time.milliseconds,
                cue.end_in_seconds * 1000 + cue.end_time.milliseconds,
                cue.voice or "",
                cue.raw_text,
            )
            for cue in cues
        ]
    except (MalformedFileError, MalformedCaptionError) as error:
        raise RuleError(BROKEN.format(why=_why(error))) from error
    except (ValueError, IndexError, TypeError, AttributeError, OverflowError) as error:
        raise RuleError(NO_TRANSCRIPT) from error


def _read_srt(text: str) -> Iterable[Line]:
    """Read SubRip. Tags and empty lines are left to us: the library takes quadratic time."""
    short = _EMPTY_LINES.sub("\n\n", text)
    try:
        found = pysubs2.SSAFile.from_string(short, format_="srt", keep_html_tags=True)
    except (pysubs2.exceptions.Pysubs2Error, ValueError, IndexError, OverflowError) as error:
        raise RuleError(NO_TRANSCRIPT) from error
    return [
        Line(one.start, one.end, "", _LINE_END.sub(" ", _OVERRIDE.sub("", one.text)))
        for one in found.events
    ]


def _read_entries(text: str, starts_at: datetime | None) -> Iterable[Line]:
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


def _tidied(line: Line) -> Line:
    """Return a line without markup, on one line, its times in order."""
    text = html.unescape(_CHARACTER.sub("", _TAG.sub("", line.text)))
    text = " ".join(text.split())
    text = "".join(one for one in text if unicodedata.category(one) not in ("Cc", "Cs"))
    start = min(max(0, line.start_ms), LONGEST_MS)
    end = min(max(start, line.end_ms), LONGEST_MS)
    if len(text) > LONGEST_LINE:
        raise RuleError(LONG_LINE)
    return Line(start, end, " ".join(line.speaker.split())[:LONGEST_SPEAKER], text)


def _with_speakers(lines: list[Line], people: Collection[str]) -> list[Line]:
    """Take names off the beginnings of lines, where they are names of who spoke."""
    known = {folded(name.strip()) for name in people if name.strip()} | _voices(lines)
    return [_split(line, known) for line in lines]


def _voices(lines: list[Line]) -> set[str]:
    """Return the prefixes that can only be voices, because every line has one.

    Zoom writes «Nombre: texto» in every line, also of people whom nobody registered. A line such as
    «Recuerden: cuelguen» among others proves nothing, so one line without a prefix settles it.
    """
    prefixes = [_PREFIX.match(line.text) for line in lines if not line.speaker]
    if len(prefixes) < LEAST_CUES or not all(prefixes):
        return set()
    names = Counter(found[1] for found in prefixes if found)
    is_like_names = all(_NAME.fullmatch(name) for name in names)
    is_repeated = len(names) <= min(MOST_VOICES, len(prefixes) // 2)
    return {folded(name) for name in names} if is_like_names and is_repeated else set()


def _split(line: Line, known: set[str]) -> Line:
    """Return a line with its speaker apart, where its beginning names one."""
    found = None if line.speaker else _PREFIX.match(line.text)
    if not found or folded(found[1]) not in known:
        return line
    return replace(line, speaker=found[1][:LONGEST_SPEAKER], text=line.text[found.end() :])


def _why(error: Exception) -> str:
    """Return where a file is broken, in a few words."""
    number = re.search(r"line (\d+)", str(error))
    return f"renglón {number[1]}" if number else "no se entiende su formato"
