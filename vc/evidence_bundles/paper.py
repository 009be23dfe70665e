"""A bundle as papers: the one that people read, and the text that says how it is checked."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from vc import pdf
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
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def as_pdf(
    folio: str, request: str, settings: Settings, made_at: datetime, parts: Sequence[Section]
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
        _section(made, section)
    return pdf.content(made)


def _section(made: "pdf.FPDF", section: Section) -> None:
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
        _entry(made, entry)


def _entry(made: "pdf.FPDF", entry: Entry) -> None:
    """Write one thing, a fact on each line."""
    for name, value in entry.items():
        made.set_font(pdf.TEXT, size=9.5)
        said = pdf.shown(made, _said(value))
        if not said:
            continue
        if made.will_page_break(2 * LINE):
            made.add_page()
            made.set_font(pdf.TEXT, size=9.5)
        top = made.get_y()
        made.set_text_color(*pdf.QUIET)
        made.multi_cell(LABEL, LINE, name, align="L", new_x="RIGHT", new_y="NEXT")
        below, page = made.get_y(), made.page_no()
        made.set_xy(made.l_margin + LABEL + GAP, top)
        made.set_text_color(*pdf.INK)
        made.multi_cell(0, LINE, said, align="L", new_x="LMARGIN", new_y="NEXT")
        if made.page_no() == page:
            made.set_y(max(below, made.get_y()))


def _said(value: Value) -> str:
    """Return a fact in words; empty for what is not known."""
    if isinstance(value, bool):
        return YES if value else NO
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
