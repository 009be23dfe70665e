"""The consent that is signed on a telephone: its rules, and the paper that proves it."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vc import dates, pdf
from vc.config import Settings
from vc.consents import service as consents
from vc.consents.labels import CHANNELS, SCOPES
from vc.consents.models import Consent, Scope
from vc.errors import RuleError
from vc.evidence import Drawer
from vc.inputs import is_blank
from vc.interviews.models import Interview, InterviewStatus
from vc.interviews.service import ALREADY_ANSWERED, check_is_open
from vc.privacy.models import PrivacyNotice
from vc.states import advance

S = InterviewStatus
WIDTH, HEIGHT = 600, 200
"""Of the field in which the signature is drawn."""
MOST_DRAWN = 20_000
POINT = re.compile(r"(\d{1,3}),(\d{1,3})")
NEEDS_PICTURE = "Para una entrevista hace falta su imagen o su voz."
WHOLE_NAME = "Escriba su nombre y al menos un apellido, como firma."
SAY_OPINION = "Escriba qué opina ella o él de aparecer."
LINE, BOX = 6, 42

Strokes = list[list[tuple[int, int]]]


@dataclass(frozen=True, slots=True, repr=False)
class Signature:
    """What somebody signs; its repr is the object's own, so that no log names them."""

    name: str
    scope: frozenset[Scope]
    channels: frozenset[str]
    until: date | None
    drawn: Strokes
    origin: str
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where it is signed: what the paper needs beside what was signed."""

    settings: Settings
    zone: ZoneInfo
    notice: PrivacyNotice
    drawer: Drawer


def strokes_of(text: str) -> Strokes:
    """Return a drawing as its lines of points; what is no point is left out."""
    lines = (POINT.findall(one) for one in text[:MOST_DRAWN].split(";"))
    drawn = [[(min(int(x), WIDTH), min(int(y), HEIGHT)) for x, y in one] for one in lines]
    return [one for one in drawn if one]


def sign(
    session: Session, interview: Interview, signed: Signature, desk: Desk, *, now: datetime
) -> Consent:
    """Register what somebody signed, with its paper. Raises RuleError; the caller commits."""
    if interview.status is not S.INVITED:
        raise RuleError(ALREADY_ANSWERED)
    by = check_is_open(interview, now)
    _check(interview, signed)
    # By whoever is first: of a form that is sent twice the second finds that it is signed.
    advance(interview, S.ACCEPTED, now=now)
    paper = desk.drawer.keep(consent_paper(interview, signed, desk, now), "consentimiento.pdf")
    opinion = ""
    if interview.is_minor:
        opinion = desk.drawer.keep(opinion_paper(interview, signed, desk, now), "opinion.pdf").key
    new = consents.NewConsent(
        person_name=interview.name if interview.is_minor else signed.name,
        scope=signed.scope,
        channels=signed.channels,
        valid_from=now.astimezone(desk.zone).date(),
        valid_until=signed.until,
        evidence_key=paper.key,
        opinion_key=opinion,
        is_minor=interview.is_minor,
        guardian_name=signed.name if interview.is_minor else "",
        event_id=interview.event_id,
        note=f"Se firmó en el teléfono: {interview.folio}.",
    )
    interview.consent = consents.register(session, new, now=now, by=by)
    interview.signed_from = signed.origin
    return interview.consent


def seal(interview: Interview, origin: str) -> str:
    """Return the seal of an address: with the link's token and the address it is made again."""
    return hashlib.sha256(f"{interview.token}:{origin}".encode()).hexdigest()


def words_of(interview: Interview, signed: Signature, office: str) -> str:
    """Return what is consented to."""
    shown = ", ".join(SCOPES[one] for one in Scope if one in signed.scope)
    where = ", ".join(label for key, label in CHANNELS.items() if key in signed.channels)
    until = f"hasta el {dates.plain_day(signed.until)}" if signed.until else "sin fecha de término"
    whose = (
        f" de {interview.name}, de quien tengo la patria potestad o tutela,"
        if (interview.is_minor)
        else ""
    )
    return (
        f"Yo, {signed.name}, autorizo a {office} a mostrar{whose} lo siguiente: {shown}. "
        f"Es para la entrevista sobre «{interview.event.summary}» y los clips que salgan de ella, "
        f"en: {where}. Vale desde hoy y {until}. Sé que puedo revocarlo cuando quiera, desde el "
        "mismo enlace o por escrito, y que entonces se retira lo publicado."
    )


def consent_paper(interview: Interview, signed: Signature, desk: Desk, now: datetime) -> bytes:
    """Return the consent as a paper."""
    made = _headed("Consentimiento para una entrevista", interview, desk, now)
    _paragraph(made, words_of(interview, signed, desk.settings.office_name))
    _paragraph(made, f"Antes se leyó: {desk.notice}.")
    made.ln(4)
    _draw(made, signed.drawn)
    made.set_font(pdf.TEXT, "B", 11)
    _paragraph(made, signed.name)
    made.set_font(pdf.TEXT, size=9)
    when = f"{dates.day(now, desk.zone)}, {dates.clock_time(now, desk.zone)} h"
    how = "a mano en la pantalla y con su nombre" if signed.drawn else "con su nombre"
    _paragraph(made, f"Firmado {how}, el {when}. Folio {interview.folio}.")
    _paragraph(made, f"Dirección de origen, sellada: {seal(interview, signed.origin)}")
    return pdf.content(made)


def opinion_paper(interview: Interview, signed: Signature, desk: Desk, now: datetime) -> bytes:
    """Return what the child thinks of it as a paper."""
    made = _headed("Su opinión", interview, desk, now)
    _paragraph(made, f"{interview.name} opina de aparecer en la entrevista:")
    _paragraph(made, signed.opinion)
    _paragraph(made, f"La escribió {signed.name}. Folio {interview.folio}.")
    return pdf.content(made)


def _headed(title: str, interview: Interview, desk: Desk, now: datetime) -> "pdf.FPDF":
    """Return a paper with its title."""
    made = pdf.paper(f"{title} {interview.folio}", desk.settings, at=now)
    made.add_page()
    made.set_font(pdf.TITLE, "B", 17)
    made.multi_cell(0, 9, title, new_x="LMARGIN", new_y="NEXT")
    made.ln(3)
    made.set_font(pdf.TEXT, size=11)
    return made


def _paragraph(made: "pdf.FPDF", text: str) -> None:
    """Write a paragraph."""
    shown = pdf.shown(made, text)
    made.multi_cell(0, LINE, shown, align="L", new_x="LMARGIN", new_y="NEXT")
    made.ln(2)


def _draw(made: "pdf.FPDF", drawn: Strokes) -> None:
    """Draw a signature over its line."""
    scale, left, top = BOX / HEIGHT, made.l_margin, made.get_y()
    made.set_draw_color(*pdf.INK)
    made.set_line_width(0.5)
    for stroke in drawn:
        points = [(left + x * scale, top + y * scale) for x, y in stroke]
        made.polyline(points if len(points) > 1 else points * 2)
    made.set_line_width(0.2)
    made.set_draw_color(*pdf.RULE)
    made.line(left, top + BOX, left + WIDTH * scale, top + BOX)
    made.set_y(top + BOX + 2)


def _check(interview: Interview, signed: Signature) -> None:
    """Refuse a signature that proves nothing."""
    if not signed.scope & {Scope.IMAGE, Scope.VOICE}:
        raise RuleError(NEEDS_PICTURE, field="scope")
    if len(signed.name.split()) < 2:
        raise RuleError(WHOLE_NAME, field="name")
    if interview.is_minor and is_blank(signed.opinion):
        raise RuleError(SAY_OPINION, field="opinion")
