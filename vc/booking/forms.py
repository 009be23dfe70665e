"""The booking form: what people typed → one frozen `NewEvent`, or a message beside each field."""

import re
import secrets
from dataclasses import asdict, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional, StopValidation

from vc import dates
from vc.address_field import AddressField
from vc.booking import labels
from vc.booking.models import LONGEST_EVENT, Event, EventKind, Frequency, Visibility
from vc.booking.requests import NewEvent, same_as
from vc.forms import (
    CheckboxesField,
    DateField,
    Form,
    IntegerField,
    RowForm,
    Rows,
    SelectField,
    TimeField,
    among,
    at_most,
    given,
    is_address,
    needed,
    one_line,
    plain_text,
    row_id,
)
from vc.inputs import SKIPPED_HOUR, at_wall_clock
from vc.licences.models import Platform

AUTOMATIC = "auto"
NO_HOST = "ya no organiza"
NO_CAMPAIGN = "ya no se ofrece"
SEATS = "Escriba al menos 1 y cuando mucho 100,000, o deje el campo vacío si no hay límite."
MOST_GUESTS = 200
INCOMPLETE = "Complete estos correos: {wrong}. Por ejemplo, ana@escuela.edu.mx."
LONGEST_MIN = int(LONGEST_EVENT.total_seconds() // 60)

# What each kind of session usually is; the form is filled with it and everything can be changed.
TEMPLATES: dict[EventKind, dict[str, object]] = {
    EventKind.TALK: {"duration": 60, "records": True, "visibility": Visibility.PUBLIC},
    EventKind.FORUM: {
        "duration": 120,
        "records": True,
        "visibility": Visibility.PUBLIC,
        "audience_size": 200,
    },
    EventKind.TRAINING: {"duration": 120, "records": True},
    EventKind.MEETING: {"duration": 60},
    EventKind.CMSP: {"duration": 90, "records": True},
    EventKind.INTERVIEW: {"duration": 30, "records": True},
    EventKind.OTHER: {"duration": 60},
}


def checked_later(message: str) -> dict[str, object]:
    """Return the arguments of a select of rows: only the service knows which of them exist.

    What can be chosen is then read from the database only where the form is shown.
    """
    return among(message) | {"validate_choice": False}


def _frequencies() -> list[SelectChoice]:
    """Return how a session can repeat, as a select offers it."""
    return [SelectChoice(one.value, labels.FREQUENCIES[one]) for one in Frequency]


def duration_field() -> IntegerField:
    """Return the field for the length in minutes, 1 to the longest that a platform allows."""
    return IntegerField(
        "Duración (minutos)",
        default=60,
        validators=[
            needed("Escriba cuántos minutos durará."),
            NumberRange(min=1, message="Escriba 1 minuto o más."),
            NumberRange(
                max=LONGEST_MIN,
                message="Puede durar hasta 24 horas.",
            ),
        ],
    )


class EventForm(Form):
    """Books or changes a session."""

    frequency = SelectField(
        "Se repite",
        choices=[SelectChoice("", "No: es una sola sesión"), *_frequencies()],
        default="",
        **among("Elija cómo se repite."),
    )
    count = IntegerField(
        "Número de sesiones",
        validators=[
            Optional(),
            NumberRange(min=2, max=60, message="Una serie tiene entre 2 y 60 sesiones."),
        ],
    )
    until = DateField("O hasta el día", validators=[Optional()])
    submission_key = HiddenField(default=lambda: secrets.token_urlsafe(24))
    version = HiddenField()
    summary = StringField(
        "Título",
        validators=[needed("Escriba el título de la sesión."), one_line, at_most(200)],
    )
    kind = SelectField(
        "Tipo",
        choices=[SelectChoice(kind.value, labels.KINDS[kind]) for kind in EventKind],
        default=EventKind.TALK.value,
        **among("Elija un tipo de la lista."),
    )
    campaign_id = SelectField("Campaña", coerce=row_id, **checked_later("Elija una campaña."))
    description = TextAreaField("Descripción", validators=[plain_text, at_most(5000)])
    host_id = SelectField(
        "Anfitrión", coerce=row_id, **checked_later("Elija a una persona de la lista.")
    )
    cohost_ids = CheckboxesField(
        "Coanfitriones", coerce=row_id, **checked_later("Elija a personas de la lista.")
    )
    area = StringField("Área", validators=[one_line, at_most(120)])
    date = DateField("Fecha", validators=[needed("Elija la fecha.")])
    time = TimeField("Hora de inicio", validators=[needed("Elija la hora de inicio.")])
    duration = duration_field()
    tzid = SelectField(
        "Zona horaria",
        choices=[SelectChoice(tzid, dates.sentence(name)) for tzid, name in dates.ZONES.items()],
        **among("Indique en qué zona horaria está esa hora."),
    )
    platform = SelectField(
        "Plataforma",
        choices=[
            SelectChoice(AUTOMATIC, "Automática: la cuenta que esté libre"),
            SelectChoice(Platform.ZOOM.value, "Zoom"),
            SelectChoice(Platform.GOOGLE_MEET.value, "Google Meet"),
            SelectChoice(Platform.OTHER.value, "Otra: pegar el enlace"),
        ],
        default=AUTOMATIC,
        **among("Elija una plataforma de la lista."),
    )
    pasted_url = AddressField("Enlace para entrar")
    institution = StringField("Institución o grupo", validators=[one_line, at_most(200)])
    municipality = StringField("Municipio", validators=[one_line, at_most(120)])
    audience_size = IntegerField(
        "Personas esperadas",
        validators=[
            Optional(),
            NumberRange(
                min=0, max=100_000, message="Escriba un número de personas entre 0 y 100,000."
            ),
        ],
    )
    has_minors = BooleanField("Participan niñas, niños o adolescentes")
    visibility = SelectField(
        "Visibilidad",
        choices=[
            SelectChoice(Visibility.PUBLIC.value, "Pública: en la agenda pública, sin enlace"),
            SelectChoice(Visibility.INTERNAL.value, "Interna: solo para el personal"),
        ],
        default=Visibility.INTERNAL.value,
        **among("Elija si la sesión es pública o interna."),
    )
    records = BooleanField("Grabar en la nube")
    streams = BooleanField("Transmitir por Facebook Live")
    is_webinar = BooleanField("Seminario web (el público solo mira y pregunta)")
    has_waiting_room = BooleanField("Sala de espera", default=True)
    notes = TextAreaField("Notas internas", validators=[plain_text, at_most(5000)])
    guests = TextAreaField("Invitados por correo", validators=[plain_text, at_most(20_000)])
    takes_registrations = BooleanField("Pedir registro en la página pública")
    seats = IntegerField(
        "Lugares",
        validators=[
            Optional(),
            # Not 0: it would mean that there is no limit, to us alone.
            NumberRange(min=1, max=100_000, message=SEATS),
        ],
    )
    licence_id = SelectField(
        "Cuenta", coerce=row_id, **checked_later("Elija una cuenta de la lista.")
    )
    overrule_reason = StringField("Motivo", validators=[one_line, at_most(500)])

    def offer(self, people: Rows, campaigns: Rows, licences: Rows, own_zone: str) -> None:
        """Give the selects the sources of their choices; they ask when they are shown.

        `own_zone` is the office's, which can be any; so can that of a session that exists.
        """
        zones = dates.zones(own_zone, self.tzid.object_data or "")
        self.tzid.choices = [SelectChoice(one, dates.sentence(name)) for one, name in zones.items()]
        self.host_id.offer(people, NO_HOST)
        self.cohost_ids.offer(people, NO_HOST)
        self.campaign_id.offer(campaigns, NO_CAMPAIGN, SelectChoice("", "Ninguna"))
        self.licence_id.offer(licences, "", SelectChoice("", "La que elija el sistema"))

    def validate_time(self, field: Field) -> None:
        """Refuse an hour that the clocks of the zone skip."""
        local = self.local_start()
        if local and not dates.exists(local):
            raise StopValidation(SKIPPED_HOUR)

    def validate_frequency(self, field: Field) -> None:
        """Ask when a series ends: after so many sessions or on a day, not both."""
        ends = (self.count.raw_data or [""])[0], (self.until.raw_data or [""])[0]
        if field.data and not any(ends):
            raise StopValidation("Escriba cuántas sesiones son, o hasta qué día.")
        if field.data and all(ends):
            raise StopValidation("Deje solo uno: el número de sesiones o el último día.")

    def validate_until(self, field: Field) -> None:
        """Refuse a series that ends before it begins."""
        if field.data and self.date.data and field.data < self.date.data:
            raise StopValidation("El último día no puede ser anterior a la primera sesión.")

    def validate_pasted_url(self, field: Field) -> None:
        """Ask for the link where nobody else makes it."""
        if self.platform.data == Platform.OTHER.value and not field.data:
            raise StopValidation("Pegue el enlace con el que se entra a la sesión.")

    def validate_guests(self, field: Field) -> None:
        """Take addresses one by one; name those that are none."""
        typed = dict.fromkeys(re.split(r"[\s,;]+", (field.data or "").strip().lower()))
        addresses = [address for address in typed if address]
        wrong = [address for address in addresses if not is_address(address)]
        if wrong:
            raise StopValidation(INCOMPLETE.format(wrong=", ".join(wrong[:5])))
        if len(addresses) > MOST_GUESTS:
            raise StopValidation(f"Invite a {MOST_GUESTS} personas como máximo.")
        field.data = "\n".join(addresses)

    def validate_takes_registrations(self, field: Field) -> None:
        """Only what the public can see can ask the public."""
        if field.data and self.visibility.data != Visibility.PUBLIC.value:
            raise StopValidation("Solo una sesión pública puede pedir registro.")

    def validate_overrule_reason(self, field: Field) -> None:
        """Ask why, when a licence that is not free is to be used."""
        if self.licence_id.data and not field.data:
            raise StopValidation("Escriba por qué se autoriza usar una cuenta ocupada.")

    def new_event(self, *, waits_for_licence: bool = False) -> NewEvent:
        """Return the new event; only after the form validated."""
        start = self.local_start()
        assert start is not None
        starts_at, platform = start.astimezone(UTC), self.platform.data
        answers = {name: self[name].data for name in NewEvent.__dataclass_fields__ if name in self}
        answers |= {
            "submission_key": (self.submission_key.data or "")[:64] or secrets.token_urlsafe(24),
            "kind": EventKind(self.kind.data),
            "visibility": Visibility(self.visibility.data),
            "platform": None if platform == AUTOMATIC else Platform(platform),
            "cohost_ids": tuple(self.cohost_ids.data or ()),
            "guests": self.guests.data or "",
            "audience_size": self.audience_size.data or 0,
            "seats": self.seats.data or 0,
        }
        return NewEvent(
            **answers,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=given(self.duration.data)),
            waits_for_licence=waits_for_licence,
        )

    def local_start(self) -> datetime | None:
        """Return the start in its zone, or None while the answers do not make one."""
        if not (isinstance(self.time.data, time) and self.date.data):
            return None
        zone = self.zone()
        return datetime.combine(self.date.data, self.time.data, zone) if zone else None

    def zone(self) -> ZoneInfo | None:
        """Return the zone that was chosen, None for what is none."""
        return ZoneInfo(self.tzid.data) if dates.is_zone(self.tzid.data) else None


class MoveForm(Form):
    """Moves a session to another time."""

    version = HiddenField()
    date = DateField("Nueva fecha", validators=[needed("Elija la fecha.")])
    time = TimeField("Nueva hora", validators=[needed("Elija la hora.")])
    duration = duration_field()


class CancelForm(Form):
    """Cancels a session."""

    reason = StringField(
        "Motivo", validators=[needed("Escriba por qué se cancela."), one_line, at_most(500)]
    )


class LinkForm(RowForm):
    """Pastes the link of a room that was made by hand."""

    pasted_url = AddressField(
        "Enlace para entrar", validators=[needed("Pegue el enlace de la sala.")]
    )


def linked(event: Event) -> LinkForm:
    """Return the form of the link that was pasted, as it stands."""
    return LinkForm(formdata=None, data={"pasted_url": event.meeting.pasted_url}).note_seen()


def moved_to(event: Event, form: MoveForm) -> NewEvent:
    """Return the session as it is, at the time that the form says; only after it validated.

    Raises InputError for an hour that the clocks of its zone skip.
    """
    local = datetime.combine(given(form.date.data), given(form.time.data), ZoneInfo(event.tzid))
    starts_at = at_wall_clock(local, field="time")
    ends_at = starts_at + timedelta(minutes=given(form.duration.data))
    return replace(same_as(event), starts_at=starts_at, ends_at=ends_at)


def form_values(event: Event) -> dict[str, object]:
    """Return the form's values for a session that exists, in the zone it was booked in."""
    local = event.starts_at.astimezone(ZoneInfo(event.tzid))
    values = asdict(same_as(event))
    # A form that books anew draws its own.
    del values["submission_key"]
    return values | {
        "version": event.version,
        "cohost_ids": [person.id for person in event.cohosts],
        "date": local.date(),
        "time": local.time(),
        "duration": event.duration_min,
        "audience_size": event.audience_size or None,
        "seats": event.seats or None,
        "platform": AUTOMATIC if event.meeting.is_automatic else event.meeting.platform.value,
    }
