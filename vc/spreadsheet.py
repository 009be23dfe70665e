"""Lists as files that spreadsheets open: CSV with its mark, and workbooks with native types.

No text is taken for a formula or an address, whoever typed it.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response

from vc.errors import NotFoundError

Cell = str | int | float | datetime | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet calculate a cell instead of showing it."""
EXCEL_MARK = b"\xef\xbb\xbf"
"""Without it Excel takes the file for another encoding."""
WORKBOOK = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
"""The options of every workbook: what somebody typed is text, whatever it begins with."""
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_ROWS = 20_000
"""A list that is longer is cut, and its last line says so."""
CUT = f"Hay más de {MOST_ROWS:,} renglones: acote la lista."
NO_FILE = "La lista no se descarga así: es Excel o CSV."
MOMENT = "yyyy-mm-dd hh:mm"
WIDEST, LONGEST_NAME = 60, 31


def download(
    kind: str, name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], zone: ZoneInfo
) -> Response:
    """Return a list as a file to keep; instants are those of the zone's clocks.

    `kind` is `csv` or `xlsx`. Raises NotFoundError for another.
    """
    if kind not in TYPES:
        raise NotFoundError(NO_FILE)
    lines = _bounded(rows, len(heads))
    make = _as_csv if kind == "csv" else _as_xlsx
    answer = Response(make(name, heads, lines, zone), mimetype=TYPES[kind])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{kind}")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    # Spreadsheets take wide signs for plain ones, and look past those that nobody sees.
    seen = "".join(one for one in cell[:9] if unicodedata.category(one) not in ("Cf", "Zs"))
    is_formula = unicodedata.normalize("NFKC", seen).startswith(FORMULA)
    return f"'{cell}" if is_formula else cell


def local_time(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return an instant as a spreadsheet reads it: the office's clock, no zone."""
    return moment.astimezone(zone).replace(tzinfo=None)


def _bounded(rows: Iterable[Sequence[Cell]], width: int) -> list[Sequence[Cell]]:
    """Return the rows as far as one file has them."""
    found: list[Sequence[Cell]] = []
    for row in rows:
        if len(found) == MOST_ROWS:
            return [*found, (CUT, *("",) * (width - 1))]
        found.append(row)
    return found


def _as_csv(
    name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], zone: ZoneInfo
) -> bytes:
    """Return a list as CSV."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_plain(cell, zone) for cell in row])
    return EXCEL_MARK + made.getvalue().encode()


def _plain(cell: Cell, zone: ZoneInfo) -> Cell:
    """Return a cell as CSV has it."""
    if isinstance(cell, datetime):
        return f"{local_time(cell, zone):%Y-%m-%d %H:%M}"
    return harmless(cell) if isinstance(cell, str) else cell


def _as_xlsx(
    name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], zone: ZoneInfo
) -> bytes:
    """Return a list as the bytes of a workbook of one sheet."""
    # A tenth of a second, which only a workbook needs.
    from xlsxwriter import Workbook

    made = io.BytesIO()
    book = Workbook(made, WORKBOOK)
    sheet = book.add_worksheet(name[:LONGEST_NAME])
    bold = book.add_format({"bold": True, "bottom": 1})
    moment = book.add_format({"num_format": MOMENT, "align": "left"})
    widths = [len(head) + 2 for head in heads]
    sheet.write_row(0, 0, heads, bold)
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(line, column, local_time(cell, zone), moment)
            elif isinstance(cell, str):
                sheet.write_string(line, column, cell)
            elif cell is not None:
                sheet.write_number(line, column, cell)
            widths[column] = min(WIDEST, max(widths[column], len(str(cell or ""))))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    book.close()
    return made.getvalue()
