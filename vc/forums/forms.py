"""The forms of a forum: who speaks, what is asked, what came of it."""

from typing import Self

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import NumberRange

from vc.forms import Form, IntegerField, RowForm, at_most, given, needed, one_line, plain_text
from vc.forums.models import Forum, Speaker
from vc.forums.service import NewSpeaker


class SpeakerForm(RowForm):
    """Adds or corrects somebody who speaks."""

    name = StringField("Nombre", validators=[needed("Escriba su nombre."), one_line, at_most(200)])
    institution = StringField("Institución", validators=[one_line, at_most(200)])
    topic = StringField("Tema", validators=[one_line, at_most(200)])
    minutes = IntegerField(
        "Minutos",
        default=15,
        validators=[
            needed("Escriba cuántos minutos habla."),
            NumberRange(min=1, max=600, message="Escriba un número entre 1 y 600."),
        ],
    )

    def new_speaker(self) -> NewSpeaker:
        """Return who is to speak; only after the form validated."""
        return NewSpeaker(
            name=self.name.data,
            institution=self.institution.data,
            topic=self.topic.data,
            minutes=given(self.minutes.data),
        )

    @classmethod
    def of(cls, row: Speaker, **arguments: object) -> Self:
        """Return the form of a row."""
        return cls(obj=row, **arguments)


class ConclusionsForm(RowForm):
    """Whether the public can ask, and what came of the forum."""

    takes_questions = BooleanField("Recibir preguntas en la página pública")
    conclusions = TextAreaField("Conclusiones", validators=[plain_text, at_most(10_000)])

    @classmethod
    def of(cls, row: Forum, **arguments: object) -> Self:
        """Return the form of a row."""
        return cls(obj=row, **arguments)


class QuestionForm(Form):
    """Asks a question."""

    text = TextAreaField(
        "Su pregunta", validators=[needed("Escriba su pregunta."), plain_text, at_most(500)]
    )
    second_sight = StringField("Deje este campo vacío")
    """Nobody sees it, and no browser knows what to fill in."""
