"""A bundle as papers: the one that people read, and the text that says how it is checked."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from vc import dates, pdf
from vc.config import Settings
from vc.evidence_bundles.archive import KEY, SIGNATURE, SUMS
from vc.evidence_bundles.contents import Entry, Section, Value

READ_ME = (Path(__file__).parent / "leame.txt").read_text("utf-8")
LABEL, GAP, LINE = 58, 3, 5
YES, NO = "sí", "no"


def as_json(folio: str, request: str, made_at: datetime, parts: Sequence[Section]) -> bytes:
    """Return the facts as JSON."""
    told = {
        "folio": folio,
        "solicitud": request,
        "hecho": made_at.isoformat(timespec="seconds"),
        **{one.key: [dict(entry) for entry in one.entries] for one in parts},
    }
    return (json.dumps(told, ensure_ascii=False, indent=2, default=_iso) + "\n").encode()


def _iso(value: date) -> str:
    """Return a day or an instant as files have it."""
    return value.isoformat()


def as_pdf(
    folio: str,
    request: str,
    settings: Settings,
    made_at: datetime,
    parts: Sequence[Section],
    zone: ZoneInfo,
) -> bytes:
    """Return the facts as a paper."""
    made = pdf.paper(f"Expediente de evidencia {folio}", settings, at=made_at)
    made.add_page()
    made.set_font(pdf.TITLE, "B", 19)
    made.multi_cell(0, 9, f"Expediente de evidencia {folio}", new_x="LMARGIN", new_y="NEXT")
    made.set_font(pdf.TEXT, size=10.5)
    made.set_text_color(*pdf.QUIET)
    made.multi_cell(0, 6, f"Solicitud {request}", new_x="LMARGIN", new_y="NEXT")
    for section in parts:
        _section(made, section, zone)
    return pdf.content(made)


def _section(made: "pdf.FPDF", section: Section, zone: ZoneInfo) -> None:
    """Write one part."""
    if made.will_page_break(30):
        made.add_page()
    made.ln(5)
    made.set_text_color(*pdf.INK)
    made.set_font(pdf.TITLE, "B", 13)
    made.cell(0, 8, section.title, new_x="LMARGIN", new_y="NEXT")
    made.set_draw_color(*pdf.RULE)
    made.line(made.l_margin, made.get_y(), made.w - made.r_margin, made.get_y())
    made.ln(2)
    if not section.entries:
        made.set_font(pdf.TEXT, size=10)
        made.multi_cell(0, LINE, section.nothing, new_x="LMARGIN", new_y="NEXT")
    for number, entry in enumerate(section.entries):
        if number:
            made.ln(3)
        _entry(made, entry, zone)


def _entry(made: "pdf.FPDF", entry: Entry, zone: ZoneInfo) -> None:
    """Write one thing, a fact on each line; on one page, unless it is longer than that."""
    made.set_font(pdf.TEXT, size=9.5)
    told = [(name, pdf.shown(made, _said(value, zone))) for name, value in entry.items()]
    facts = [(name, said) for name, said in told if said]
    height = sum(_height(made, name, said) for name, said in facts)
    if made.will_page_break(height) and height < made.eph:
        made.add_page()
        made.set_font(pdf.TEXT, size=9.5)
    for name, said in facts:
        _fact(made, name, said)


def _height(made: "pdf.FPDF", name: str, said: str) -> float:
    """Return how high a fact is."""
    sides = ((LABEL, name), (made.epw - LABEL - GAP, said))
    return LINE * max(pdf.lines_of(made, width, text) for width, text in sides)


def _fact(page: "pdf.FPDF", name: str, said: str) -> None:
    """Write one fact: what it is on the left, beside it how it is."""
    if page.will_page_break(2 * LINE):
        page.add_page()
        page.set_font(pdf.TEXT, size=9.5)
    top, number = page.get_y(), page.page_no()
    page.set_text_color(*pdf.QUIET)
    page.multi_cell(LABEL, LINE, name, align="L", new_x="RIGHT", new_y="NEXT")
    below = page.get_y()
    page.set_xy(page.l_margin + LABEL + GAP, top)
    page.set_text_color(*pdf.INK)
    page.multi_cell(0, LINE, said, align="L", new_x="LMARGIN", new_y="NEXT")
    if page.page_no() == number:
        page.set_y(max(below, page.get_y()))


def _said(value: Value, zone: ZoneInfo) -> str:
    """Return a fact in words; empty for what is not known."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, datetime):
        return f"{dates.day(value, zone)}, {dates.clock_time(value, zone)} h"
    if isinstance(value, date):
        return dates.day(value)
    return "" if value is None else str(value)


def read_me(folio: str, request: str, settings: Settings, verify: str, key_url: str) -> bytes:
    """Return how it is checked."""
    return READ_ME.format(
        folio=folio,
        request=request,
        office=settings.office_name,
        sums=SUMS,
        signature=SIGNATURE,
        key=KEY,
        verify=verify,
        key_url=key_url,
    ).encode()
