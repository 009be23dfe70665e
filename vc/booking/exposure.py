"""What everybody is told of a session that is recorded or broadcast, wherever they meet it. Pure.

Pages, the door, mails, calendar entries, the text that is passed on and the run sheet all take
their words from here, so that none of them can say less than another.
"""

from vc.booking.models import Event
from vc.booking.states import EventStatus

ADVICE = "Puede apagar su cámara y entrar solo con su nombre de pila."
SAID = {"records": "se graba", "streams": "se transmite en Facebook"}
"""By the columns of a session that show people to others than those who are in the room."""


def kinds(event: Event) -> str:
    """Return the ways in which a session exposes people, kept beside their consent; empty: none."""
    if event.status is EventStatus.CANCELLED:
        return ""
    return " ".join(name for name in SAID if getattr(event, name))


def sentence(event: Event) -> str:
    """Return the notice that a session is recorded or broadcast, and its uses; empty: neither."""
    said = ", ".join(_said(event))
    return f"La sesión {said} y partes de ella pueden publicarse." if said else ""


def paragraph(event: Event) -> str:
    """Return the sentence, with what somebody can do who does not want to be seen."""
    said = sentence(event)
    return f"{said} {ADVICE}" if said else ""


def line(event: Event) -> str:
    """Return the same in a few words, for where people read little."""
    said = summary(event)
    return f"{said[:1].upper()}{said[1:]}: puede apagar su cámara." if said else ""


def summary(event: Event) -> str:
    """Return the exposure of those who are there, as a subject or a heading says it."""
    return " y ".join(_said(event))


def is_more(before: str, now: str) -> bool:
    """Tell whether people are exposed in a way that they were not told of."""
    return bool(set(now.split()) - set(before.split()))


def _said(event: Event) -> list[str]:
    """Return what happens to those who are there."""
    return [SAID[name] for name in kinds(event).split()]
