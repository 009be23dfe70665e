"""The public form that asks for a talk, and the staff's forms that answer one."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, StopValidation

from vc.attendance.forms import NOTICE_CHANGED, NoticeForm
from vc.forms import (
    DateField,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    TimeField,
    among,
    at_most,
    given,
    is_address,
    needed,
    one_line,
    plain_text,
)
from vc.inputs import number_of, whole_number
from vc.office.forms import SettingsForm
from vc.talk_requests import opened
from vc.talk_requests.proposals import SAME, Bounds
from vc.talk_requests.service import NewRequest

OTHER, OTHER_SAID = "", "Otro: lo escribo abajo"
MOST_DATES = 3
LENGTHS = {30: "30 minutos", 45: "45 minutos", 60: "1 hora", 90: "1 hora y media", 120: "2 horas"}
TOO_QUICK = "Se envió muy rápido. Espere unos segundos y use otra vez «Enviar solicitud»."
TRAPPED = (
    "Un programa del navegador llenó un dato que no se ve; ya se vació. "
    "Use otra vez «Enviar solicitud»."
)
NO_TOPIC = "Elija un tema de la lista, o escriba el suyo."
WHOLE_DATE = "Complete la fecha y la hora, o deje las dos vacías."
NO_REASON = "Escriba el motivo: es lo que se le dirá."

SAME_NAMES = (
    *("audience", "has_minors", "institution", "municipality", "contact_name", "email", "phone"),
    "words",
)
"""The fields that a request has by the same name."""


class TalkRequestForm(NoticeForm):
    """Asks for a talk; `within` says which dates can be proposed."""

    bounds: Bounds

    theme = SelectField(
        "Tema",
        choices=[SelectChoice(OTHER, OTHER_SAID)],
        default=OTHER,
        **among("Elija un tema de la lista."),
    )
    own_topic = StringField("Otro tema, con sus palabras", validators=[one_line, at_most(200)])
    audience = StringField(
        "Para quién es", validators=[needed("Escriba para quién es."), one_line, at_most(200)]
    )
    audience_size = IntegerField(
        "Cuántas personas, más o menos",
        validators=[
            needed("Escriba cuántas personas serán, más o menos."),
            NumberRange(min=1, max=100_000, message="Escriba un número entre 1 y 100,000."),
        ],
    )
    has_minors = BooleanField("Participan niñas, niños o adolescentes")
    institution = StringField(
        "Escuela o institución",
        validators=[needed("Escriba la escuela o institución."), one_line, at_most(200)],
    )
    municipality = StringField(
        "Municipio", validators=[needed("Escriba el municipio."), one_line, at_most(120)]
    )
    duration = SelectField(
        "Cuánto dura",
        choices=[SelectChoice(str(minutes), said) for minutes, said in LENGTHS.items()],
        default="60",
        **among("Elija cuánto dura."),
    )
    date1 = DateField("Primera fecha", validators=[needed("Proponga una fecha.")])
    time1 = TimeField("Hora de la primera", validators=[needed("Proponga una hora.")])
    date2 = DateField("Segunda fecha", validators=[needed("Proponga otra fecha, por si acaso.")])
    time2 = TimeField("Hora de la segunda", validators=[needed("Proponga una hora.")])
    date3 = DateField("Tercera fecha", validators=[Optional()])
    time3 = TimeField("Hora de la tercera", validators=[Optional()])
    contact_name = StringField(
        "Su nombre", validators=[needed("Escriba su nombre."), one_line, at_most(200)]
    )
    email = StringField(
        "Su correo", validators=[needed("Escriba su correo."), one_line, at_most(254)]
    )
    phone = StringField("Teléfono", validators=[one_line, at_most(40)])
    words = TextAreaField("Algo más que debamos saber", validators=[plain_text, at_most(2000)])
    consent = BooleanField(
        "Leí el aviso de privacidad y acepto el uso de mis datos para esta solicitud",
        validators=[InputRequired("Para enviarla debe aceptar el aviso de privacidad.")],
    )
    opened = HiddenField()
    """When its page was shown, signed."""
    second_sight = StringField("Deje este campo vacío")
    """Nobody sees it, and no browser knows what to fill in: programs fill in everything."""

    def within(self, bounds: Bounds, themes: Iterable[tuple[str, str]]) -> "TalkRequestForm":
        """Take what can be proposed, by key and name, and the dates; return the form."""
        self.bounds = bounds
        other = SelectChoice(OTHER, OTHER_SAID)
        self.theme.choices = [*(SelectChoice(key, name) for key, name in themes), other]
        return self

    def validate_own_topic(self, field: Field) -> None:
        """Ask for words where no theme is chosen."""
        if self.theme.data == OTHER and not field.data:
            raise StopValidation(NO_TOPIC)

    def validate_email(self, field: Field) -> None:
        """Refuse what is no address."""
        if not is_address(field.data):
            raise StopValidation("Escriba un correo completo, por ejemplo ana@escuela.edu.mx.")

    def validate_consent(self, field: Field) -> None:
        """Ask again whoever read another notice."""
        if self.is_of_another_notice():
            field.data = False
            raise StopValidation(NOTICE_CHANGED)

    def validate(self, extra_validators: object = None) -> bool:
        """Check each answer, then the dates together."""
        is_valid = super().validate(extra_validators)
        return self._check_dates() and is_valid

    def trap(self, secret_key: str, now: datetime) -> bool:
        """Tell whether a program sent it; the page then says how a person goes on."""
        problem = TRAPPED if self.second_sight.data else ""
        if opened.is_too_quick(secret_key, self.opened.data or "", now):
            problem = problem or TOO_QUICK
        self.second_sight.data = ""
        if problem:
            self.form_errors = [*self.form_errors, problem]
        return bool(problem)

    def length(self) -> timedelta:
        """Return how long the talk is to be."""
        return timedelta(minutes=whole_number(self.duration.data))

    def starts(self) -> tuple[datetime, ...]:
        """Return the beginnings that are proposed; only after the form validated."""
        zone = self.bounds.zone
        pairs = [(self[f"date{n}"].data, self[f"time{n}"].data) for n in range(1, MOST_DATES + 1)]
        return tuple(datetime.combine(*pair, zone).astimezone(UTC) for pair in pairs if all(pair))

    def new_request(self, origin: str, names: dict[str, str]) -> NewRequest:
        """Return what is asked for; only after the form validated. `names` are the themes'."""
        kind, _, number = (self.theme.data or "").partition("-")
        own = self.own_topic.data
        return NewRequest(
            topic=own or names[self.theme.data],
            campaign_id=number_of(number) if kind == "c" else None,
            template_id=number_of(number) if kind == "t" else None,
            starts=self.starts(),
            duration_min=whole_number(self.duration.data),
            audience_size=given(self.audience_size.data),
            origin=origin,
            **{name: self[name].data for name in SAME_NAMES},
        )

    def _check_dates(self) -> bool:
        """Refuse dates on which the office cannot be asked for, each at its own field."""
        if self.duration.errors:
            return False
        known: set[tuple[object, object]] = set()
        faults = [self._fault(number, known) for number in range(1, MOST_DATES + 1)]
        return not any(faults)

    def _fault(self, number: int, known: set[tuple[object, object]]) -> bool:
        """Refuse one date, beside what was proposed above it; tell whether something is wrong."""
        day, at = self[f"date{number}"], self[f"time{number}"]
        if day.errors or at.errors:
            return True
        if not day.data and at.data is None:
            return False
        if not day.data or at.data is None:
            return _blame(at if day.data else day, WHOLE_DATE)
        if fault := self.bounds.day_fault(day.data):
            return _blame(day, fault)
        if fault := self.bounds.hour_fault(day.data, at.data, self.length()):
            return _blame(at, fault)
        if (day.data, at.data) in known:
            return _blame(day, SAME)
        known.add((day.data, at.data))
        return False


def _blame(field: Field, fault: str) -> bool:
    """Put a fault beside a field; it is one."""
    field.errors = [*field.errors, fault]
    return True


REASONS = {
    "fechas": "En esas fechas no hay quién la dé. Puede pedirla de nuevo con otras.",
    "tema": "Ese tema no lo atiende esta oficina.",
    "veda": "En esas fechas hay veda electoral. Puede pedirla para después de ella.",
    "grupo": "Para un grupo así conviene una de las sesiones de la agenda pública.",
    OTHER: "Otro motivo: lo escribo",
}
"""What a talk is declined for most often, in the words that are written to whoever asked."""


class DeclineForm(Form):
    """Says why a talk cannot be."""

    why = RadioField(
        "Motivo",
        choices=[SelectChoice(key, said) for key, said in REASONS.items()],
        default="fechas",
        **among("Elija un motivo de la lista."),
    )
    more = TextAreaField("Con sus palabras", validators=[plain_text, at_most(1000)])

    def validate_more(self, field: Field) -> None:
        """Ask for words where no reason is chosen."""
        if self.why.data == OTHER and not field.data:
            raise StopValidation(NO_REASON)

    def reason(self) -> str:
        """Return the reason as it is written to whoever asked; only after the form validated."""
        chosen = REASONS[self.why.data] if self.why.data != OTHER else ""
        return " ".join(one for one in (chosen, self.more.data) if one)


class RequestSettingsForm(SettingsForm):
    """Whether talks can be asked for, and how long before."""

    takes_requests = BooleanField("Recibir solicitudes en la página pública")
    request_notice_days = IntegerField(
        "Días de anticipación",
        validators=[
            needed("Escriba con cuántos días de anticipación."),
            NumberRange(min=1, max=90, message="Escriba un número entre 1 y 90."),
        ],
    )
