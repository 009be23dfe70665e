"""The forms of licences: what people typed → frozen dataclasses."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wtforms import BooleanField, Field, HiddenField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, NumberRange, StopValidation

from vc.forms import DateField, Form, IntegerField, SelectField, given, version_of
from vc.licences.models import Licence, Platform

KINDS = ("meeting", "webinar", "recording", "streaming")


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceAnswers:
    """A licence as somebody describes it. `kinds` are those of a vendor's `HostAccount`."""

    platform: Platform
    account_email: str
    label: str
    kinds: frozenset[str] = field(default_factory=lambda: frozenset({"meeting"}))
    largest_audience: int = 100
    capacity: int = 1
    buffer_min: int = 15
    is_active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True)
class NewBlock:
    """A period [starts_at, ends_at) to keep free, and why."""

    starts_at: datetime
    ends_at: datetime
    reason: str


class LicenceForm(Form):
    """Adds or changes a licence."""

    version = HiddenField(default="1")
    platform = SelectField(
        "Plataforma",
        choices=[
            SelectChoice(Platform.ZOOM.value, "Zoom"),
            SelectChoice(Platform.GOOGLE_MEET.value, "Google Meet"),
        ],
        invalid_choice_message="Elija una plataforma de la lista.",
    )
    label = StringField(
        "Nombre con que la conocen",
        validators=[
            InputRequired("Escriba un nombre, por ejemplo «Sala 1»."),
            Length(max=120, message="El máximo son 120 caracteres."),
        ],
    )
    account_email = StringField(
        "Correo de la cuenta",
        validators=[
            InputRequired("Escriba el correo de la cuenta."),
            Email("Escriba un correo completo, por ejemplo sala1@dependencia.gob.mx."),
        ],
    )
    has_meeting = BooleanField("Reuniones", default=True)
    has_webinar = BooleanField("Seminarios web")
    has_recording = BooleanField("Grabación en la nube")
    has_streaming = BooleanField("Transmisión en vivo")
    largest_audience = IntegerField(
        "Máximo de asistentes",
        default=100,
        validators=[
            InputRequired("Escriba cuántas personas admite."),
            NumberRange(1, 100_000, "Escriba un número entre 1 y 100,000."),
        ],
    )
    capacity = IntegerField(
        "Reuniones al mismo tiempo",
        default=1,
        validators=[
            InputRequired("Escriba cuántas reuniones puede tener a la vez."),
            NumberRange(1, 20, "Escriba un número entre 1 y 20."),
        ],
    )
    buffer_min = IntegerField(
        "Minutos libres antes y después",
        default=15,
        validators=[
            InputRequired("Escriba cuántos minutos; 0 si no hacen falta."),
            NumberRange(0, 240, "Escriba un número entre 0 y 240."),
        ],
    )
    is_active = BooleanField("Activa: se puede asignar", default=True)

    def validate_has_meeting(self, field: Field) -> None:
        """Refuse an account that can host nothing."""
        if not (field.data or self.has_webinar.data):
            raise StopValidation("Marque reuniones, seminarios web o ambos.")

    def answers(self) -> LicenceAnswers:
        """Return the answers; only after the form validated."""
        return LicenceAnswers(
            platform=Platform(self.platform.data),
            account_email=self.account_email.data.strip(),
            label=self.label.data.strip(),
            kinds=frozenset(kind for kind in KINDS if self[f"has_{kind}"].data),
            largest_audience=given(self.largest_audience.data),
            capacity=given(self.capacity.data),
            buffer_min=given(self.buffer_min.data),
            is_active=self.is_active.data,
            version=version_of(self),
        )


class BlockForm(Form):
    """Keeps a licence from being given out from one day to another, both included."""

    starts_on = DateField("Desde", validators=[InputRequired("Elija el primer día.")])
    ends_on = DateField("Hasta (incluido)", validators=[InputRequired("Elija el último día.")])
    reason = StringField(
        "Motivo",
        validators=[
            InputRequired("Escriba el motivo, por ejemplo «Renovación del plan»."),
            Length(max=200, message="El máximo son 200 caracteres."),
        ],
    )

    def new_block(self, zone: ZoneInfo) -> NewBlock:
        """Return the period, from the first midnight to the one after the last day."""
        first, last = given(self.starts_on.data), given(self.ends_on.data) + timedelta(days=1)
        return NewBlock(
            starts_at=datetime(first.year, first.month, first.day, tzinfo=zone),
            ends_at=datetime(last.year, last.month, last.day, tzinfo=zone),
            reason=self.reason.data.strip(),
        )


def form_values(licence: Licence) -> dict[str, object]:
    """Return the form's values for a licence that exists."""
    names = (
        "version label account_email has_meeting has_webinar has_recording has_streaming "
        "largest_audience capacity buffer_min is_active"
    )
    return {name: getattr(licence, name) for name in names.split()} | {
        "platform": licence.platform.value
    }
