"""The forms of what sessions belong to and begin with: campaigns and types of session."""

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from vc.booking import labels
from vc.booking.forms import AUTOMATIC, NO_CAMPAIGN, TEMPLATES, checked_later, duration_field
from vc.booking.models import EventKind, SessionTemplate, Visibility
from vc.booking.session_templates import TemplateAnswers
from vc.forms import (
    IntegerField,
    RowForm,
    Rows,
    SelectField,
    among,
    at_most,
    needed,
    one_line,
    plain_text,
    row_id,
)
from vc.licences.labels import PLATFORMS

ANSWERS = (
    *("summary", "description", "visibility", "duration", "audience_size", "seats"),
    *("records", "streams", "has_minors", "takes_registrations", "campaign_id", "platform"),
)
"""What a type answers of the booking form, by the names of its fields."""
UNSAID = (("campaign_id", None), ("platform", AUTOMATIC))
"""What a type leaves out, as those did that are older than the question."""


class CampaignForm(RowForm):
    """Adds or changes a campaign."""

    name = StringField(
        "Nombre de la campaña", validators=[needed("Escriba el nombre."), one_line, at_most(200)]
    )
    is_active = BooleanField("Se ofrece al agendar", default=True)


class SessionTemplateForm(RowForm):
    """Adds or changes a type of session."""

    name = StringField(
        "Nombre del tipo", validators=[needed("Escriba el nombre."), one_line, at_most(80)]
    )
    kind = SelectField(
        "Se cuenta como",
        choices=[SelectChoice(kind.value, labels.KINDS[kind]) for kind in EventKind],
        **among("Elija uno de la lista."),
    )
    summary = StringField("Título propuesto", validators=[one_line, at_most(200)])
    description = TextAreaField("Descripción propuesta", validators=[plain_text, at_most(5000)])
    visibility = SelectField(
        "Quién la ve",
        choices=[SelectChoice(one.value, words) for one, words in labels.VISIBILITIES.items()],
        **among("Elija una de la lista."),
    )
    duration = duration_field()
    audience_size = IntegerField(
        "Asistentes",
        validators=[Optional(), NumberRange(0, 100_000, message="Escriba de 0 a 100,000.")],
    )
    seats = IntegerField(
        "Lugares",
        validators=[Optional(), NumberRange(1, 100_000, message="Escriba de 1 a 100,000.")],
    )
    campaign_id = SelectField("Campaña", coerce=row_id, **checked_later("Elija una campaña."))
    platform = SelectField(
        "Plataforma",
        choices=[
            SelectChoice(AUTOMATIC, "Automática"),
            *(SelectChoice(one.value, words) for one, words in PLATFORMS.items()),
        ],
        default=AUTOMATIC,
        **among("Elija una plataforma de la lista."),
    )
    records = BooleanField("Se graba")
    streams = BooleanField("Facebook Live")
    has_minors = BooleanField("Participan niñas, niños o adolescentes")
    takes_registrations = BooleanField("Pide registro en la página pública")
    is_active = BooleanField("Se ofrece al agendar", default=True)

    @classmethod
    def of(cls, row: SessionTemplate) -> "SessionTemplateForm":
        """Return the form of a type as it is."""
        return cls(data=_values(row))

    @classmethod
    def kept(cls, row: SessionTemplate) -> "SessionTemplateForm":
        """Return the form of a type as it is, whatever was sent."""
        return cls(formdata=None, data=_values(row))

    @classmethod
    def usual(cls, kind: EventKind) -> "SessionTemplateForm":
        """Return the form of a new type, with what that kind of session usually is."""
        first = {"kind": kind.value, "visibility": Visibility.INTERNAL.value}
        return cls(data=first | {name: str_of(value) for name, value in TEMPLATES[kind].items()})

    def offer(self, campaigns: Rows) -> "SessionTemplateForm":
        """Give the select of campaigns the source of its choices; return the form."""
        self.campaign_id.offer(campaigns, NO_CAMPAIGN, SelectChoice("", "Ninguna"))
        return self

    def answers(self) -> TemplateAnswers:
        """Return the answers; only after the form validated."""
        said = {name: self[name].data for name in ANSWERS}
        given = {name: value for name, value in said.items() if (name, value) not in UNSAID}
        kind = EventKind(self.kind.data)
        return TemplateAnswers(self.name.data, kind, given, self.is_active.data)


def _values(row: SessionTemplate) -> dict[str, object]:
    """Return a type's row as its form has it."""
    own = {"name": row.name, "kind": row.kind.value, "is_active": row.is_active}
    return {**row.answers, **own}


def str_of(value: object) -> object:
    """Return a value as a select has it."""
    return value.value if isinstance(value, Visibility) else value
