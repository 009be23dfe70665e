"""A certificate as a letter-size sheet on its side, in the office's look."""

import io
import unicodedata
from collections.abc import Container
from typing import Any
from zoneinfo import ZoneInfo

import segno

from vc import dates, pdf
from vc.certificates.models import Certificate
from vc.config import Settings

NAME_SIZES, TITLE_SIZES = (34.0, 28.0, 23.0, 18.0, 14.0), (19.0, 16.0, 13.0, 11.0)
NAME_LINES, TITLE_LINES = 2, 3
QR_MM, LOGO_MM = 34.0, 17.0
POINT_MM = 25.4 / 72
OTHER_SIGNS = "Nombre registrado en otro alfabeto: compruébelo con el folio"


def certificate(row: Certificate, settings: Settings, *, address: str, logo: bytes = b"") -> bytes:
    """Return the paper of a certificate; `address` is the page on which it is verified."""
    made: Any = pdf.paper(
        f"Constancia {row.folio}",
        settings,
        at=row.issued_at,
        orientation="landscape",
        is_numbered=False,
    )
    made.set_auto_page_break(False)
    # A name may be what stands for the number of pages.
    made.str_alias_nb_pages = ""
    made.add_page()
    if logo:
        made.image(
            io.BytesIO(logo), x=made.w / 2 - 50, y=17, w=100, h=LOGO_MM, keep_aspect_ratio=True
        )
    _head(made, settings)
    _middle(made, row, ZoneInfo(row.event.tzid))
    _foot(made, row, settings, address)
    return pdf.content(made)


def printable(text: str, signs: Container[int]) -> str:
    """Return a text in the signs that a font has: what it lacks is left out, or said plainly.

    Marks that turn the direction of writing are none of a name.
    """
    found = []
    for one in unicodedata.normalize("NFC", text):
        if unicodedata.category(one) == "Cf":
            continue
        plain = one if ord(one) in signs else unicodedata.normalize("NFKC", one)
        found += [sign for sign in plain if ord(sign) in signs]
    return " ".join("".join(found).split())


def _head(made: Any, settings: Settings) -> None:
    """Draw the heading."""
    made.set_y(44)
    made.set_text_color(*made.accent)
    made.set_font(pdf.TITLE, "B", 30)
    made.cell(0, 14, "CONSTANCIA", align="C", new_x="LMARGIN", new_y="NEXT")
    made.set_text_color(*pdf.QUIET)
    made.set_font(pdf.TEXT, "", 13)
    office = printable(settings.office_name, _signs(made))
    made.multi_cell(0, 7, f"{office} hace constar que", align="C", new_x="LMARGIN", new_y="NEXT")


def _middle(made: Any, row: Certificate, zone: ZoneInfo) -> None:
    """Draw who took part in what, and when."""
    made.set_text_color(*pdf.INK)
    made.ln(7)
    made.set_font(pdf.TITLE, "B")
    name = printable(row.name, _signs(made))
    if any(one.isalnum() for one in name):
        _fitted(made, name, NAME_SIZES, NAME_LINES)
    else:
        made.set_font(pdf.TEXT, "", 13)
        made.multi_cell(0, 12, OTHER_SIGNS, align="C", new_x="LMARGIN", new_y="NEXT")
    y = made.get_y() + 1
    made.set_draw_color(*made.accent)
    made.line(made.w / 2 - 45, y, made.w / 2 + 45, y)
    made.set_y(y + 4)
    made.set_font(pdf.TEXT, "", 13)
    made.set_text_color(*pdf.QUIET)
    made.cell(0, 7, "participó en", align="C", new_x="LMARGIN", new_y="NEXT")
    made.set_text_color(*pdf.INK)
    made.ln(1)
    made.set_font(pdf.TEXT, "B")
    _fitted(made, printable(row.title, _signs(made)), TITLE_SIZES, TITLE_LINES)
    made.ln(1)
    made.set_font(pdf.TEXT, "", 13)
    made.multi_cell(0, 7, held(row, zone), align="C", new_x="LMARGIN", new_y="NEXT")


def held(row: Certificate, zone: ZoneInfo) -> str:
    """Return when a session was, and how long it took."""
    begin, end = (dates.clock_time(one, zone) for one in (row.starts_at, row.ends_at))
    length = dates.duration(int((row.ends_at - row.starts_at).total_seconds() // 60))
    day = dates.day(row.starts_at, zone)
    return f"el {day}, de {begin} a {end} h ({length})"


def _foot(made: Any, row: Certificate, settings: Settings, address: str) -> None:
    """Draw who signs, the folio, and the QR that leads to its page."""
    top, left = made.h - 18 - QR_MM, made.w - pdf.MARGIN - QR_MM
    _qr(made, address, left, top)
    signer, role = (
        printable(one, _signs(made))
        for one in (settings.certificate_signer, settings.certificate_signer_title)
    )
    if signer:
        made.set_draw_color(*pdf.INK)
        made.line(pdf.MARGIN, top + 12, pdf.MARGIN + 85, top + 12)
        made.set_xy(pdf.MARGIN, top + 14)
        made.set_font(pdf.TEXT, "B", 11.5)
        made.multi_cell(85, 5.5, signer, align="C", new_x="LMARGIN", new_y="NEXT")
        made.set_font(pdf.TEXT, "", 10.5)
        made.multi_cell(85, 5, role, align="C", new_x="LMARGIN", new_y="NEXT")
    made.set_font(pdf.TEXT, "B", 11)
    made.set_xy(pdf.MARGIN + 90, top + 12)
    width = left - pdf.MARGIN - 95
    made.multi_cell(width, 5.5, f"Folio {row.folio}", align="R", new_x="LEFT", new_y="NEXT")
    made.set_font(pdf.TEXT, "", 9)
    made.set_text_color(*pdf.QUIET)
    made.multi_cell(
        width, 4.5, f"Compruébela con este código o en {address}", align="R", new_x="LEFT"
    )


def _qr(made: Any, address: str, left: float, top: float) -> None:
    """Draw a QR as squares, each row's neighbours as one."""
    rows = segno.make(address, error="m").matrix
    size = QR_MM / len(rows)
    made.set_fill_color(0, 0, 0)
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            width = 0
            while x + width < len(row) and row[x + width]:
                width += 1
            if width:
                made.rect(left + x * size, top + y * size, width * size, size, style="F")
            x += width or 1


def _fitted(made: Any, text: str, sizes: tuple[float, ...], most_lines: int) -> None:
    """Draw a text as large as it fits into so many lines."""
    for size in sizes:
        made.set_font_size(size)
        height = size * POINT_MM * 1.25
        lines = made.multi_cell(0, height, text, align="C", dry_run=True, output="LINES")
        if len(lines) <= most_lines:
            break
    made.multi_cell(0, height, text, align="C", new_x="LMARGIN", new_y="NEXT")


def _signs(made: Any) -> Container[int]:
    """Return the signs that both fonts of papers have."""
    known = [set(font.cmap) for font in made.fonts.values()]
    return set.intersection(*known)
