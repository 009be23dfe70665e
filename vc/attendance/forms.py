"""The forms of those who attend, and of those who count them."""

from collections.abc import Sequence
from typing import Self

from wtforms import BooleanField, HiddenField, StringField
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, StopValidation

from vc.attendance.models import Attendance, Registration, UnmatchedStay
from vc.attendance.service import Acceptance, NewRegistration
from vc.attendance.unregistered import Newcomer
from vc.booking import exposure
from vc.booking.models import Event
from vc.dates import duration
from vc.forms import (
    Form,
    IntegerField,
    RadioField,
    RowForm,
    SelectField,
    among,
    at_most,
    is_address,
    needed,
    one_line,
    row_id,
)

YES, NO = "si", "no"
UNANSWERED = "Elija si acepta aparecer o no."
NOTICE_CHANGED = (
    "El aviso de privacidad cambió mientras tenía abierta esta página. Léalo de nuevo y confirme."
)


def appears_field() -> RadioField:
    """Return the question whether somebody may appear: two answers, none of them chosen before."""
    return RadioField(
        "Si aparece en lo que se publique",
        choices=[
            SelectChoice(YES, "Acepto aparecer si hablo o enciendo mi cámara"),
            SelectChoice(NO, "No deseo aparecer"),
        ],
        validate_choice=False,
    )


class NoticeForm(Form):
    """A form with which somebody accepts the privacy notice: the version that its page showed."""

    notice = HiddenField()
    in_force = 0

    def under(self, version: int) -> Self:
        """Show the version in force; return the form."""
        self.in_force = version
        if not self.is_submitted():
            self.notice.data = str(version)
        return self

    def is_of_another_notice(self) -> bool:
        """Tell whether its page showed another version; the next one shows that in force."""
        shown, self.notice.data = self.notice.data, str(self.in_force)
        return shown != self.notice.data


class AppearanceForm(NoticeForm):
    """Asks somebody who registered whether they may appear."""

    appears = appears_field()

    def validate_appears(self, field: Field) -> None:
        """Ask for one of the two, by the notice in force."""
        if field.data not in (YES, NO):
            raise StopValidation(UNANSWERED)
        # Whoever refuses is heard, whatever they read.
        if field.data == YES and self.is_of_another_notice():
            raise StopValidation(NOTICE_CHANGED)

    def acceptance(self, origin: str) -> Acceptance:
        """Return the answer; only after the form validated."""
        return Acceptance(self.appears.data == YES, origin)


class RegistrationForm(NoticeForm):
    """Registers somebody for a public session; `about` says which, for what it has to ask."""

    event: Event | None = None

    name = StringField(
        "Nombre y apellidos", validators=[needed("Escriba su nombre."), one_line, at_most(200)]
    )
    email = StringField("Correo", validators=[needed("Escriba su correo."), one_line, at_most(254)])
    institution = StringField("Institución o escuela", validators=[one_line, at_most(200)])
    municipality = StringField("Municipio", validators=[one_line, at_most(120)])
    consent = BooleanField(
        "Leí el aviso de privacidad y acepto el uso de mis datos para esta sesión",
        validators=[InputRequired("Para registrarse debe aceptar el aviso de privacidad.")],
    )
    appears = appears_field()
    website = StringField("Deje este campo vacío")
    """Nobody sees it; robots fill it in."""

    @classmethod
    def about(cls, event: Event, version: int) -> "RegistrationForm":
        """Return the form of a session under a version of the notice.

        One that is recorded asks whether somebody may appear.
        """
        form = cls().under(version)
        form.event = event
        return form

    def validate_consent(self, field: Field) -> None:
        """Ask again whoever read another notice."""
        if self.is_of_another_notice():
            field.data = False
            raise StopValidation(NOTICE_CHANGED)

    @property
    def asks(self) -> bool:
        """Tell whether somebody is to say if they may appear."""
        return self.event is not None and bool(exposure.kinds(self.event))

    def validate_appears(self, field: Field) -> None:
        """Ask for one of the two, where somebody is recorded."""
        if self.asks and field.data not in (YES, NO):
            raise StopValidation(UNANSWERED)

    def validate_email(self, field: Field) -> None:
        """Refuse what is no address."""
        if not is_address(field.data):
            raise StopValidation("Escriba un correo completo, por ejemplo ana@escuela.edu.mx.")

    def new_registration(self, origin: str) -> NewRegistration:
        """Return the person who wants to come, and their origin; only after the form validated."""
        may_appear = self.appears.data == YES if self.asks else None
        return NewRegistration(
            name=self.name.data,
            email=self.email.data,
            institution=self.institution.data,
            municipality=self.municipality.data,
            acceptance=Acceptance(may_appear, origin),
        )


class AttendanceForm(RowForm):
    """Corrects how many came."""

    total = IntegerField(
        "Personas que asistieron",
        validators=[
            needed("Escriba cuántas personas asistieron."),
            NumberRange(min=0, max=100_000, message="Escriba un número entre 0 y 100,000."),
        ],
    )
    note = StringField("Cómo se contó", validators=[one_line, at_most(300)])


class PresenceForm(RowForm):
    """Corrects how long somebody was there."""

    minutes = IntegerField(
        "Minutos en la sala",
        validators=[
            Optional(),
            NumberRange(min=0, max=1440, message="Escriba los minutos, de 0 a los de la sesión."),
        ],
    )
    reason = StringField(
        "Cómo se sabe",
        validators=[needed("Escriba cómo se sabe."), one_line, at_most(300)],
    )


class NewcomerForm(Form):
    """Adds somebody who was there and never registered."""

    name = StringField(
        "Nombre y apellidos", validators=[needed("Escriba su nombre."), one_line, at_most(200)]
    )
    email = StringField("Correo", validators=[Optional(), one_line, at_most(254)])
    stay = SelectField("Quién era en la sala", coerce=row_id, **among("Elija de la lista."))
    minutes = IntegerField(
        "Minutos en la sala",
        validators=[
            Optional(),
            NumberRange(min=0, max=1440, message="Escriba los minutos, de 0 a los de la sesión."),
        ],
    )
    reason = StringField(
        "Cómo se sabe", validators=[needed("Escriba cómo se sabe."), one_line, at_most(300)]
    )

    def offer(self, stays: Sequence[UnmatchedStay]) -> Self:
        """Give the select who was in the room; return the form."""
        told = [SelectChoice(str(one.id), f"{one.name}, {duration(one.minutes)}") for one in stays]
        self.stay.choices = [SelectChoice("", "Nadie de la lista"), *told]
        return self

    def validate_email(self, field: Field) -> None:
        """Refuse what is no address."""
        if field.data and not is_address(field.data):
            raise StopValidation("Escriba un correo completo, por ejemplo ana@escuela.edu.mx.")

    def newcomer(self) -> Newcomer:
        """Return who is added; only after the form validated."""
        return Newcomer(
            name=self.name.data,
            why=self.reason.data,
            email=self.email.data or "",
            minutes=self.minutes.data,
            stay_id=self.stay.data,
        )


def stayed(registration: Registration) -> PresenceForm:
    """Return the form of somebody's presence as it stands."""
    told = {"minutes": registration.corrected_min, "reason": registration.corrected_why}
    return PresenceForm(formdata=None, data=told).note_seen()


def corrected(attendance: Attendance | None) -> AttendanceForm:
    """Return the form of a person's count as it stands."""
    told = {"total": attendance.corrected, "note": attendance.note} if attendance else {}
    return AttendanceForm(formdata=None, data=told).note_seen()
