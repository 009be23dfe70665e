"""A report as files: which there are, and what each is made by."""

from collections.abc import Callable, Mapping

from vc import spreadsheet
from vc.reports import document, table, workbook
from vc.reports.content import Content
from vc.reports.look import Look

TYPES = spreadsheet.TYPES | {"pdf": "application/pdf"}
KINDS: Mapping[str, Callable[[Content, Look], bytes]] = {
    "pdf": document.as_pdf,
    "xlsx": workbook.as_xlsx,
    "csv": table.as_csv,
}
