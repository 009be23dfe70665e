"""The Spanish words for the programme."""

from datetime import date

from vc import dates
from vc.programme.counting import Outlook
from vc.programme.models import EasingReason, Goal, HandKind
from vc.programme.promise import Period, Span, span_at
from vc.search.hooks import Named

HAND_KINDS = {
    HandKind.BULLETIN: ("boletín", "boletines"),
    HandKind.PRESS: ("cobertura de prensa", "coberturas de prensa"),
    HandKind.STAND: ("postura", "posturas"),
    HandKind.SYNTHESIS: ("síntesis informativa", "síntesis informativas"),
    HandKind.AGENDA: ("cobertura de la agenda del titular", "coberturas de la agenda del titular"),
    HandKind.OBSERVANCE: ("efeméride difundida", "efemérides difundidas"),
    HandKind.OTHER: ("otro entregable", "otros entregables"),
}
PERIODS = {
    Period.WEEK: "cada semana",
    Period.MONTH: "cada mes",
    Period.TWO_MONTHS: "cada dos meses",
    Period.QUARTER: "cada trimestre",
    Period.YEAR: "al año",
    Period.PERMANENT: "permanente",
}
REASONS = {
    EasingReason.BAN: "veda electoral",
    EasingReason.DISASTER: "contingencia",
    EasingReason.HOLIDAYS: "vacaciones",
    EasingReason.OTHER: "otro motivo",
}
OUTLOOKS = {
    Outlook.COUNTED: "Sin meta fijada",
    Outlook.MET: "Cumplida",
    Outlook.OPEN: "En curso",
    Outlook.EASED: "Ajustada",
    Outlook.LOST: "No cumplida",
}
ORDINALS = ("primer", "segundo", "tercer", "cuarto")


def span_name(span: Span, period: Period) -> str:
    """Return a period in words: «mayo de 2026», «segundo trimestre de 2026»."""
    if period is Period.WEEK:
        return f"semana del {dates.plain_day(span.begin)}"
    if period is Period.YEAR:
        return str(span.begin.year)
    if period is Period.QUARTER:
        return f"{ORDINALS[(span.begin.month - 1) // 3]} trimestre de {span.begin.year}"
    last = dates.month(span.last_day)
    if period is Period.TWO_MONTHS:
        return f"{dates.month(span.begin).split(' ')[0]} y {last}"
    return last


def span_of(goal: Goal, begins_on: date) -> str:
    """Return the period of a goal that begins on a day, in words."""
    span = span_at(goal.programme.year, goal.period, begins_on)
    return span_name(span, goal.period) if span else dates.plain_day(begins_on)


ACTIONS = {
    "programme.begin": "empezó el programa",
    "goal.add": "agregó la meta",
    "goal.change": "cambió quién lleva la meta",
    "goal.promise": "cambió la meta desde el siguiente periodo",
    "goal.end": "terminó la meta desde el siguiente periodo",
    "goal.hand_over": "dejó la meta a cargo de otra persona",
    "adjustment.add": "ajustó la meta en un periodo",
    "adjustment.withdraw": "anuló un ajuste de la meta",
    "deliverable.add": "registró el entregable",
    "deliverable.change": "corrigió el entregable",
    "deliverable.withdraw": "retiró el entregable",
}
COLUMNS = {
    "least": "Mínimo",
    "most": "Máximo",
    "since": "Desde",
    "day": "Día",
    "url": "Dirección",
    "evidence_name": "Archivo",
    "begins_on": "Periodo",
    "authorised_by": "Lo autorizó",
}
PAGES = {
    "programme.deliver_any": Named(
        "Registrar entregable", words="boletín postura síntesis prensa agenda titular evidencia"
    ),
}
