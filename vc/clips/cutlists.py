"""Cut lists of people who cut in a program of their own: CSV, and LosslessCut's project (`.llc`).

CSV as LosslessCut writes it: begin, end and name, in seconds; an empty begin is the film's, an
empty end its end. What a Spanish spreadsheet makes of that is read too: semicolons with decimal
commas, a line of headings. The project is JSON5 of version 1 to 3 (`src/common/types.ts` of
mifi/lossless-cut): since version 2 a segment without an end is a mark, and `selected` may be false.
"""

import csv
import io
import json
import math
import re
from dataclasses import dataclass

from vc.errors import RuleError

MOST_BYTES = 2_000_000
MOST_PROJECT_BYTES = 500_000
"""A project of LosslessCut; json5 takes some forty microseconds for each."""
LOOKED_AT = 65_536
"""Of a file that is handed in, before anybody reads it."""
MOST_SEGMENTS = 500
MOST_NAME = 200
MOST_MS = 2**31 - 1
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""How a cell begins that a spreadsheet would run, or that was written by us so that it does not."""
CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:\.\d+)?)")

TOO_LARGE = "La lista pasa de 2 MB. Divídala."
PROJECT_TOO_LARGE = "El proyecto pesa más de 500 kB. Exporte los cortes como CSV."
TOO_MANY = f"La lista tiene más de {MOST_SEGMENTS} cortes. Divídala."
NOT_TEXT = "La lista no es un texto que se pueda leer. Expórtela de nuevo."
NOT_CUTS = "El archivo no es una lista de LosslessCut (.llc)."
NO_CUTS = "La lista no tiene ningún corte."
NO_TIME = "La línea {line} no tiene tiempos que se entiendan: escriba segundos o h:mm:ss."
NO_LENGTH = "El corte {line} termina antes de empezar."


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch. `out_ms` is None where it reaches to the film's end."""

    in_ms: int
    out_ms: int | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class CutList:
    """The stretches, in their order, and the name of the film they were cut out of."""

    segments: tuple[Segment, ...]
    media_name: str = ""


def as_rows(content: bytes, *, is_project: bool) -> list[list[object]]:
    """Return the stretches of a list as plain values: begin and end in milliseconds, and name.

    What runs apart: see `vc.reading`. Raises RuleError.
    """
    found = read_llc(content) if is_project else read_csv(content)
    return [[one.in_ms, one.out_ms, one.name] for one in found.segments]


def check_look(content: bytes) -> None:
    """Refuse what cannot be a list by its size and its beginning alone. Raises RuleError."""
    if len(content) > MOST_BYTES:
        raise RuleError(TOO_LARGE)
    if not content.strip() or b"\x00" in content[:LOOKED_AT]:
        raise RuleError(NOT_TEXT)


def write_csv(cuts: CutList) -> str:
    """Return the list as CSV; no name begins with what a spreadsheet would run."""
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\r\n")
    for one in cuts.segments:
        name = f"'{one.name}" if one.name.startswith(FORMULA) else one.name
        rows.writerow([_seconds(one.in_ms), _seconds(one.out_ms), name])
    return target.getvalue()


def read_csv(content: bytes) -> CutList:
    """Return the list of a CSV. Raises RuleError, which names the line that is wrong."""
    text = _text(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = ";" if first.count(";") > first.count(",") else ","
    segments: list[Segment] = []
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise RuleError(NOT_TEXT) from error
    for number, row in enumerate(rows, 1):
        times = _times(row, separator)
        is_heading = number == 1 and any(times) and not any(map(_is_time, times))
        if is_heading or not any(cell.strip() for cell in row):
            continue
        segments.append(_row_segment(number, times, row[2] if len(row) > 2 else ""))
        _check_count(segments)
    return _list(segments)


def _times(row: list[str], separator: str) -> tuple[str, str]:
    """Return the cells of begin and end; where semicolons separate, commas are decimal."""
    begin, end = (cell.strip() for cell in [*row, "", ""][:2])
    return (begin.replace(",", "."), end.replace(",", ".")) if separator == ";" else (begin, end)


def _row_segment(number: int, times: tuple[str, str], name: str) -> Segment:
    """Return the segment of a line. Raises RuleError."""
    in_ms, out_ms = (_ms(cell) for cell in times)
    if in_ms is None or out_ms is None:
        raise RuleError(NO_TIME.format(line=number))
    return _segment(number, in_ms, out_ms if times[1] else None, _named(name))


def write_llc(cuts: CutList) -> str:
    """Return the list as a project of LosslessCut, version 1: every release reads it."""
    segments = [
        {"start": one.in_ms / 1000, "name": one.name}
        | ({} if one.out_ms is None else {"end": one.out_ms / 1000})
        for one in cuts.segments
    ]
    project = {"version": 1, "mediaFileName": cuts.media_name, "cutSegments": segments}
    return json.dumps(project, ensure_ascii=False, indent=2) + "\n"


def read_llc(content: bytes) -> CutList:
    """Return the list of a project of LosslessCut. Raises RuleError."""
    # Only who brings such a file needs it.
    import json5

    if len(content) > MOST_PROJECT_BYTES:
        raise RuleError(PROJECT_TOO_LARGE)
    text = _text(content)
    try:
        project = json5.loads(text)
        rows, version = project["cutSegments"], project.get("version", 1)
        media = str(project.get("mediaFileName") or "")[:MOST_NAME]
        return _list(_project_segments(rows, version), media)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RuleError(NOT_CUTS) from error


def _project_segments(rows: list[dict[str, object]], version: object) -> list[Segment]:
    """Return the segments of a project; its marks are no segments."""
    segments: list[Segment] = []
    for number, row in enumerate(rows, 1):
        is_mark = row.get("end") is None and version != 1
        if is_mark or row.get("selected") is False:
            continue
        begin, end = row.get("start"), row.get("end")
        in_ms = 0 if begin is None else _whole(begin)
        out_ms = None if end is None else _whole(end)
        segments.append(_segment(number, in_ms, out_ms, _clean(str(row.get("name") or ""))))
        _check_count(segments)
    return segments


def _segment(number: int, in_ms: int, out_ms: int | None, name: str) -> Segment:
    """Return a segment. Raises RuleError for one without length."""
    if out_ms is not None and out_ms <= in_ms:
        raise RuleError(NO_LENGTH.format(line=number))
    return Segment(in_ms, out_ms, name)


def _check_count(segments: list[Segment]) -> None:
    """Raise RuleError for a list that is too long."""
    if len(segments) > MOST_SEGMENTS:
        raise RuleError(TOO_MANY)


def _list(segments: list[Segment], media_name: str = "") -> CutList:
    """Return the list. Raises RuleError for an empty one."""
    if not segments:
        raise RuleError(NO_CUTS)
    return CutList(tuple(segments), media_name)


def _text(content: bytes) -> str:
    """Return what a file says. Raises RuleError."""
    if len(content) > MOST_BYTES:
        raise RuleError(TOO_LARGE)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RuleError(NOT_TEXT)


def _ms(cell: str) -> int | None:
    """Return the milliseconds of a cell, 0 for an empty one, None for what is no time."""
    if not cell:
        return 0
    clock = CLOCK.fullmatch(cell)
    if clock:
        seconds = int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + float(clock[3])
        return round(seconds * 1000)
    if not _is_time(cell):
        return None
    return round(float(cell) * 1000)


def _is_time(cell: str) -> bool:
    """Tell whether a cell is a number of seconds that a film can have."""
    return (
        re.fullmatch(r"\d{1,6}(\.\d{1,9})?", cell) is not None or CLOCK.fullmatch(cell) is not None
    )


def _whole(value: object) -> int:
    """Return seconds as milliseconds. Raises ValueError for what no film has."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(value)
    ms = round(value * 1000)
    if not 0 <= ms <= MOST_MS:
        raise ValueError(value)
    return ms


def _seconds(ms: int | None) -> str:
    """Return milliseconds as seconds, empty for none."""
    return "" if ms is None else f"{ms / 1000:.3f}"


def _named(cell: str) -> str:
    """Return a name as it was before it was made harmless."""
    is_ours = cell.startswith("'") and cell[1:].startswith(FORMULA)
    return _clean(cell[1:] if is_ours else cell)


def _clean(name: str) -> str:
    """Return a name on one line, without control characters."""
    return "".join(char for char in name if char.isprintable())[:MOST_NAME]
