"""How a goal stands, in Spanish: «3 de 4 · 1 programada · falta 1 · vence el 31 de mayo»."""

from datetime import datetime

from babel.dates import format_date

from vc.labels import counted
from vc.programme.counting import Outlook
from vc.programme.labels import REASONS, span_name
from vc.programme.promise import Period
from vc.programme.queries import Standing

NO_GOAL = "sin meta fijada"
PERMANENT = "permanente"


def aim(least: int | None, most: int | None) -> str:
    """Return what is asked, «2», «1 a 2», «hasta 2»; empty for no number."""
    if least is None:
        return "" if most is None else f"hasta {most}"
    return f"{least}" if most in (None, least) else f"{least} a {most}"


def asked_words(one: Standing) -> str:
    """Return what stands behind the count: « de 4», « · sin meta fijada»."""
    asked = aim(one.least, one.most)
    if asked:
        return f" de {asked}"
    return f" · {PERMANENT if one.goal.period is Period.PERMANENT else NO_GOAL}"


def rest_words(one: Standing, now: datetime) -> list[str]:
    """Return what is planned, what lacks and by when, what was adjusted."""
    late = sum(piece.at <= now for part in one.parts for piece in part.planned)
    coming = one.planned - late
    found = [counted(coming, "programada", "programadas")] if coming else []
    if late:
        found.append(f"{late} sin comprobar")
    if one.outlook is Outlook.LOST:
        found.append(f"faltó {one.lacking}" if one.lacking == 1 else f"faltaron {one.lacking}")
    elif one.lacking:
        lacks = f"falta {one.lacking}" if one.lacking == 1 else f"faltan {one.lacking}"
        found += [lacks, f"vence {due_words(one)}"]
    if one.most is not None and one.count > one.most:
        found.append(f"{one.count - one.most} de más")
    return found + eased_words(one)


def eased_words(one: Standing) -> list[str]:
    """Return the adjustments that hold: «ajustada por veda electoral (autorizó …)»."""
    return [
        f"ajustada por {REASONS[row.reason]} (autorizó {row.authorised_by})"
        for row in one.adjustments
    ]


def due_words(one: Standing) -> str:
    """Return by when: «31 may»."""
    return format_date(one.due_on, "d MMM", locale="es_MX").replace(".", "")


def period_words(one: Standing) -> str:
    """Return the period that is told, where it is no month; empty for a month."""
    if one.goal.period in (Period.TWO_MONTHS, Period.QUARTER, Period.YEAR):
        return span_name(one.parts[-1].span, one.goal.period)
    return "cada semana" if one.goal.period is Period.WEEK else ""


def percent(one: Standing) -> tuple[int, int]:
    """Return how much of what is asked is there, and how much more is planned, in hundredths."""
    top = one.least or one.most or 0
    if not top:
        return 0, 0
    done = min(100, one.count * 100 // top)
    return done, min(100 - done, one.planned * 100 // top)
