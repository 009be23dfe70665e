"""The form of the five questions, and of until when they are asked."""

from typing import Self

from wtforms import StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange

from vc.forms import Form, IntegerField, RadioField, among, at_most, needed, plain_text
from vc.inputs import whole_number
from vc.office.forms import SettingsForm
from vc.surveys.questions import Questions
from vc.surveys.service import Answers

YES, NO = "si", "no"
MARKS = ("1", "Nada"), ("2", "Poco"), ("3", "Regular"), ("4", "Bastante"), ("5", "Mucho")
CHOOSE = "Elija una respuesta."
TRAPPED = "No se envió: el navegador llenó un campo que no se ve. Use otra vez «Enviar»."


def _mark() -> RadioField:
    """Return a question that is answered by a mark."""
    choices = [SelectChoice(value, f"{value}: {word}") for value, word in MARKS]
    return RadioField(choices=choices, **among(CHOOSE))


def _open() -> TextAreaField:
    """Return a question that is answered in free words."""
    return TextAreaField(validators=[plain_text, at_most(1000)])


class SurveyForm(Form):
    """Asks the five questions."""

    usefulness = _mark()
    clarity = _mark()
    recommends = RadioField(
        choices=[SelectChoice(YES, "Sí"), SelectChoice(NO, "No")], **among(CHOOSE)
    )
    will_do = _open()
    words = _open()
    second_sight = StringField("Deje este campo vacío")
    """Nobody sees it; robots fill it in, and some browsers."""

    def asking(self, questions: Questions) -> Self:
        """Let it ask in the office's words; return the form."""
        for name in ("usefulness", "clarity", "recommends", "will_do", "words"):
            self[name].label.text = getattr(questions, name)
        return self

    def is_trapped(self) -> bool:
        """Tell whether what nobody sees was filled in; the page then says how a person goes on."""
        if not self.second_sight.data:
            return False
        self.second_sight.data = ""
        self.form_errors = [*self.form_errors, TRAPPED]
        return True

    def answers(self) -> Answers:
        """Return what was answered; only after the form validated."""
        return Answers(
            usefulness=whole_number(self.usefulness.data),
            clarity=whole_number(self.clarity.data),
            recommends=self.recommends.data == YES,
            will_do=self.will_do.data or "",
            words=self.words.data or "",
        )


class SurveySettingsForm(SettingsForm):
    """Until when the questions are asked."""

    survey_days = IntegerField(
        "Días que se puede contestar",
        validators=[
            needed("Escriba cuántos días; 0 para no preguntar."),
            NumberRange(min=0, max=60, message="Escriba un número entre 0 y 60."),
        ],
    )
