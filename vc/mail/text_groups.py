"""What the page of the office's own words shows of letters: each kind, filled in for a session."""

from datetime import timedelta

from vc.booking import text_names
from vc.booking.invitation import path
from vc.booking.models import Event
from vc.mail.letter_texts import ALARM, LETTERS
from vc.mail.service import office_of
from vc.mail.wording import Addressee, Before, Letterhead, Wording
from vc.office.hooks import Look, OwnText, Sample, TextGroup

READER = "Ana Pérez"
EXAMPLES = {
    "motivo": "Contingencia por lluvia",
    "graba": "se graba",
    "asunto": "Falta una sala",
    "texto": "Zoom no contestó. Revise la sesión.",
}
"""What stands for what only some sessions have."""


def sample(look: Look, text: OwnText) -> Sample:
    """Return what a letter's names stand for, as one of its readers would get it."""
    event, of = text_names.sample(look.session, look.zone, look.now)
    head = office_of(look.services).head
    before = event.starts_at - timedelta(hours=1), event.ends_at - timedelta(hours=1)
    words = Wording(event, _reader(event, text, head), head, look.now, Before(*before, True))
    names = EXAMPLES | {name: value for name, value in words.names().items() if value}
    return Sample({name: names[name] for name in text.names if name in names}, of)


def _reader(event: Event, text: OwnText, head: Letterhead) -> Addressee:
    """Return somebody who gets letters of that kind."""
    if text.key == "room":
        return Addressee(event.host.email, event.host.name)
    if "ceder" not in text.needs:
        return Addressee("", READER)
    link = f"{head.public_url}{path(event)}/ejemplo"
    return Addressee("", READER, link=link, cancel_link=f"{link}/cancelar")


GROUPS = (
    TextGroup("Correos a quienes participan", LETTERS, sample),
    TextGroup("Correos al personal", (ALARM,), sample),
)
