"""The five questions, in the office's words."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from vc.booking.models import Event
from vc.office import own_texts
from vc.office.hooks import Look, OwnText, Sample, TextGroup

WHEN = "En la encuesta después de cada sesión."
NAMES = {"titulo": "el título de la sesión"}
USEFULNESS, CLARITY, RECOMMENDS, WILL_DO, WORDS = (
    OwnText(key=f"survey_{key}", title=f"Pregunta {number}", when=WHEN, body=body, names=NAMES)
    for number, (key, body) in enumerate(
        (
            ("usefulness", "¿Qué tan útil le fue?"),
            ("clarity", "¿Qué tan claro se explicó?"),
            ("recommends", "¿La recomendaría a otra persona?"),
            ("will_do", "¿Qué hará distinto a partir de hoy?"),
            ("words", "¿Algo más que quiera decirnos?"),
        ),
        1,
    )
)
ALL = (USEFULNESS, CLARITY, RECOMMENDS, WILL_DO, WORDS)


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions as they are asked after one session."""

    usefulness: str
    clarity: str
    recommends: str
    will_do: str
    words: str


def asked(session: Session, event: Event) -> Questions:
    """Return the questions in the office's own words, where it has some."""
    names = {"titulo": event.summary}
    bodies = (own_texts.kept(session, one.key) or one for one in ALL)
    return Questions(*(" ".join(own_texts.filled(one.body, names).split()) for one in bodies))


def sample(look: Look, text: OwnText) -> Sample:
    """Return what a preview is filled in from."""
    return Sample({"titulo": "Uso seguro de redes"}, "Con una sesión de ejemplo.")


GROUP = TextGroup("Encuesta después de la sesión", ALL, sample)
