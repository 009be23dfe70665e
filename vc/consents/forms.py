"""What people send of a consent."""

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from vc.consents import labels
from vc.consents.models import Scope
from vc.consents.service import NewConsent
from vc.forms import (
    CheckboxesField,
    DateField,
    Form,
    among,
    at_most,
    given,
    needed,
    one_line,
    plain_text,
)
from vc.inputs import number_of

LIST = among("Elija de la lista.")


class ConsentForm(Form):
    """A consent as it was signed."""

    person_name = StringField(
        "Nombre de la persona",
        validators=[needed("Escriba el nombre de la persona."), one_line, at_most(200)],
    )
    is_minor = BooleanField("Es niña, niño o adolescente")
    guardian_name = StringField(
        "Madre, padre o persona tutora", validators=[one_line, at_most(200)]
    )
    scope = CheckboxesField(
        "Qué se autoriza a mostrar",
        choices=[
            SelectChoice(one.value, label.capitalize()) for one, label in labels.SCOPES.items()
        ],
        default=[Scope.IMAGE.value, Scope.VOICE.value],
        **LIST,
    )
    channels = CheckboxesField(
        "Dónde",
        choices=[
            SelectChoice(key, label[0].upper() + label[1:])
            for key, label in labels.CHANNELS.items()
        ],
        **LIST,
    )
    valid_from = DateField("Vale desde", validators=[needed("Elija desde cuándo vale.")])
    valid_until = DateField("Último día", validators=[Optional()])
    evidence = FileField("Consentimiento firmado")
    opinion = FileField("Su opinión")
    event_id = HiddenField()
    note = TextAreaField("Nota", validators=[plain_text, at_most(1000)])

    def new_consent(self, evidence_key: str, opinion_key: str) -> NewConsent:
        """Return the new consent, with the place of its papers."""
        return NewConsent(
            person_name=self.person_name.data,
            scope=frozenset(Scope(one) for one in self.scope.data),
            channels=frozenset(self.channels.data),
            valid_from=given(self.valid_from.data),
            evidence_key=evidence_key,
            valid_until=self.valid_until.data,
            is_minor=self.is_minor.data,
            guardian_name=self.guardian_name.data or "",
            opinion_key=opinion_key,
            event_id=number_of(self.event_id.data),
            note=self.note.data or "",
        )


class RevokeForm(Form):
    """Why a consent ends."""

    why = TextAreaField(
        "Motivo", validators=[needed("Escriba por qué se revoca."), plain_text, at_most(500)]
    )
