"""What staff say of an invitation, and what its person answers."""

from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, StopValidation

from vc.attendance.forms import NOTICE_CHANGED, NoticeForm
from vc.attendance.models import Registration
from vc.consents.labels import CHANNELS, SCOPES
from vc.consents.models import ANY_CHANNEL, Scope
from vc.dates import clock_time, day, sentence
from vc.forms import (
    CheckboxesField,
    DateField,
    Form,
    RadioField,
    SelectField,
    TimeField,
    among,
    at_most,
    given,
    needed,
    one_line,
    plain_text,
)
from vc.inputs import at_wall_clock, is_blank, whole_number
from vc.interviews.models import Interview
from vc.interviews.service import MOST_SLOTS, NewInterview
from vc.interviews.signing import MOST_DRAWN, Signature, strokes_of

SHOWN = (Scope.IMAGE, Scope.VOICE, Scope.NAME)
YEARS = {"1": "Un año", "2": "Dos años", "": "Sin fecha de término"}
LIST = among("Elija de la lista.")
HALF_A_SLOT = "Escriba el día y la hora de este horario."
ADULT, MINOR = "adult", "minor"


class InviteForm(Form):
    """Asks one person who came for an interview."""

    registration = HiddenField()
    age = RadioField(
        "Edad",
        choices=[
            SelectChoice(ADULT, "Es mayor de edad"),
            SelectChoice(MINOR, "Es niña, niño o adolescente"),
        ],
        **among("Elija si es mayor de edad."),
    )
    guardian_name = StringField(
        "Madre, padre o persona tutora", validators=[one_line, at_most(200)]
    )
    message = TextAreaField("Mensaje", validators=[plain_text, at_most(1000)])
    answer_by = DateField(
        "Último día para responder", validators=[needed("Elija hasta cuándo puede responder.")]
    )
    minutes = SelectField(
        "Cuánto dura",
        choices=[SelectChoice(str(one), f"{one} min") for one in (15, 20, 30, 45)],
        **LIST,
    )
    day_1 = DateField("Horario 1: día", validators=[Optional()])
    time_1 = TimeField("Hora", validators=[Optional()])
    day_2 = DateField("Horario 2: día", validators=[Optional()])
    time_2 = TimeField("Hora", validators=[Optional()])
    day_3 = DateField("Horario 3: día", validators=[Optional()])
    time_3 = TimeField("Hora", validators=[Optional()])

    @property
    def slot_fields(self) -> list[tuple[Field, Field]]:
        """Return the fields of the slots, a day and a time for each."""
        numbers = range(1, MOST_SLOTS + 1)
        return [(self[f"day_{one}"], self[f"time_{one}"]) for one in numbers]

    def validate(self, extra_validators: object = None) -> bool:
        """Check the fields, and that each slot has both of its parts."""
        is_good = super().validate(extra_validators)
        for on, at in self.slot_fields:
            if (on.data is None) != (at.data is None) and not (on.errors or at.errors):
                on.errors = [HALF_A_SLOT]
                is_good = False
        return is_good

    def invitation(self, registration: Registration, zone: ZoneInfo) -> NewInterview:
        """Return the invitation; only after the form validated. Raises InputError."""
        last = given(self.answer_by.data)
        return NewInterview(
            registration=registration,
            is_minor={ADULT: False, MINOR: True}.get(self.age.data),
            guardian_name=self.guardian_name.data or "",
            message=self.message.data or "",
            expires_at=datetime.combine(last + timedelta(days=1), time(), zone),
            slots=tuple(
                at_wall_clock(datetime.combine(on.data, at.data, zone), field=on.name)
                for on, at in self.slot_fields
                if on.data is not None
            ),
            minutes=whole_number(self.minutes.data),
        )


class SignForm(NoticeForm):
    """What somebody signs on their telephone."""

    asks_opinion = False

    scope = CheckboxesField(
        "Autorizo a mostrar",
        choices=[SelectChoice(one.value, SCOPES[one].capitalize()) for one in SHOWN],
        default=[one.value for one in SHOWN],
        **LIST,
    )
    channels = CheckboxesField(
        "Dónde",
        choices=[SelectChoice(key, sentence(label)) for key, label in CHANNELS.items()],
        default=[ANY_CHANNEL],
        **LIST,
    )
    years = RadioField(
        "Hasta cuándo",
        choices=[SelectChoice(value, label) for value, label in YEARS.items()],
        default="2",
        **LIST,
    )
    opinion = TextAreaField("Su opinión", validators=[plain_text, at_most(1000)])
    name = StringField(
        "Su nombre completo, como firma",
        validators=[needed("Escriba su nombre completo."), one_line, at_most(200)],
    )
    drawing = HiddenField(validators=[at_most(MOST_DRAWN)])
    agrees = BooleanField(
        "Leí el aviso de privacidad y firmo este consentimiento",
        validators=[InputRequired("Para continuar hace falta que lo acepte.")],
    )

    @classmethod
    def of(cls, interview: Interview, version: int) -> Self:
        """Return the form of an interview, under a version of the notice."""
        form = cls().under(version)
        form.asks_opinion = interview.is_minor
        return form

    def validate_agrees(self, field: Field) -> None:
        """Ask again whoever read another notice."""
        if self.is_of_another_notice():
            field.data = False
            raise StopValidation(NOTICE_CHANGED)

    def validate_opinion(self, field: Field) -> None:
        """Ask what the child thinks of it."""
        if self.asks_opinion and is_blank(field.data or ""):
            raise StopValidation("Escriba qué opina ella o él de aparecer.")

    def signature(self, origin: str, today: date) -> Signature:
        """Return what was signed; only after the form validated."""
        years = self.years.data
        return Signature(
            name=self.name.data,
            scope=frozenset(Scope(one) for one in self.scope.data),
            channels=frozenset(self.channels.data),
            until=years_from(today, whole_number(years)) if years else None,
            drawn=strokes_of(self.drawing.data or ""),
            origin=origin,
            opinion=self.opinion.data or "",
        )


class SlotForm(Form):
    """Chooses one of the slots."""

    slot = RadioField("Horarios", choices=[], **among("Elija uno de los horarios."))

    @classmethod
    def of(cls, interview: Interview, now: datetime, zone: ZoneInfo, **arguments: object) -> Self:
        """Return the form of what an interview offers."""
        form = cls(**arguments)
        form.slot.choices = [
            SelectChoice(one.isoformat(), f"{sentence(day(one, zone))}, {clock_time(one, zone)} h")
            for one in interview.slot_times(now)
        ]
        return form


class FilmForm(Form):
    """Hands a film in without the page's script, in one piece."""

    film = FileField("Video", validators=[FileRequired("Elija un video.")])


def years_from(first: date, count: int) -> date:
    """Return the same day some years later; of February 29 the day before."""
    try:
        return first.replace(year=first.year + count)
    except ValueError:
        return first.replace(year=first.year + count, day=28)
