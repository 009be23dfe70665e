"""The forms of what the office calls itself, when it works, and by whom it is connected."""

import re
from datetime import time
from typing import Self

from flask_wtf.file import FileField
from wtforms import BooleanField, Field, PasswordField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, StopValidation

from vc import colours, dates
from vc.address_field import AddressField
from vc.config import PUBLIC, Settings
from vc.forms import (
    CheckboxesField,
    DateField,
    Form,
    IntegerField,
    RadioField,
    RowForm,
    SelectField,
    TimeField,
    among,
    at_most,
    is_address,
    needed,
    one_line,
)
from vc.hosts import is_loopback
from vc.kept_settings import SECRETS
from vc.page_settings import (
    ON_PAGES,
    OWN_PALETTE,
    PALETTES,
    WEEKDAYS,
    days_in_words,
    hour,
    is_own_colour,
    weekdays,
)

SECURITIES = {
    "starttls": "STARTTLS (puerto 587)",
    "ssl": "SSL (puerto 465)",
    "none": "Ninguno: solo un servidor de este equipo",
}
NO_MAIL_ADDRESS = "Escriba un correo completo, por ejemplo prensa@dependencia.gob.mx."
NO_COLOUR = "Escriba el color con # y seis cifras, por ejemplo #7a1f3d."
USUAL = "#611232"
"""The colour that a choice of one begins with."""
ONLY_HERE = "Sin cifrado solo se entrega a un servidor de este mismo equipo."


class SettingsForm(RowForm):
    """A form whose fields are settings, by their names; what the server gives is not asked."""

    fixed: dict[str, str]
    """What the server gives, by name, as the page shows it; secrets are not in sight."""

    @classmethod
    def shown(cls, settings: Settings, **arguments: object) -> Self:
        """Return the form with the settings as they are."""
        form = cls(data=cls.data_of(settings), **arguments)
        form.fixed = {
            name: "•••" if name in SECRETS else _in_words(name, settings)
            for name in cls.names()
            if name in settings.fixed
        }
        for name in form.fixed:
            del form[name]
        return form

    @classmethod
    def data_of(cls, settings: Settings) -> dict[str, object]:
        """Return the settings as its fields have them; nobody is shown a secret."""
        names = (name for name in cls.names() if name not in SECRETS)
        return {name: _asked(name, getattr(settings, name)) for name in names}

    @classmethod
    def names(cls) -> list[str]:
        """Return the settings that it asks for."""
        return [name for name in ON_PAGES if hasattr(cls, name)]

    def values(self) -> dict[str, str]:
        """Return the answers as settings have them; an empty secret changes nothing."""
        return {
            name: _kept(self[name].data)
            for name in self.names()
            if name in self and (name not in SECRETS or self[name].data)
        }


class IdentityForm(SettingsForm):
    """How the office is called, how it looks and where the public finds it."""

    office_name = StringField(
        "Nombre de la oficina",
        validators=[needed("Escriba el nombre de la oficina."), one_line, at_most(120)],
    )
    office_email = StringField(
        "Correo de la oficina",
        validators=[one_line, at_most(254)],
    )
    office_phone = StringField("Teléfono para el público", validators=[one_line, at_most(40)])
    privacy_url = AddressField("Dirección del aviso de privacidad integral", most=500)
    office_palette = RadioField(
        "Colores",
        choices=[
            *(SelectChoice(key, name) for key, name in PALETTES.items()),
            SelectChoice(OWN_PALETTE, "Otro color"),
        ],
        **among("Elija unos colores de la lista."),
    )
    office_colour = StringField("Otro color")
    logo = FileField("Logotipo")
    without_logo = BooleanField("Quitar el logotipo")

    @classmethod
    def shown(cls, settings: Settings, **arguments: object) -> Self:
        """Return the form with the settings as they are; the colour goes with its palette."""
        form = super().shown(settings, **arguments)
        if "office_palette" in form.fixed:
            del form["office_colour"]
        return form

    @classmethod
    def data_of(cls, settings: Settings) -> dict[str, object]:
        """Return the settings as its fields have them: a colour of its own in its own field."""
        palette = settings.office_palette
        own = {"office_palette": OWN_PALETTE} if is_own_colour(palette) else {}
        return {**super().data_of(settings), **own, "office_colour": palette if own else USUAL}

    def values(self) -> dict[str, str]:
        """Return the answers as settings have them: a colour stands in the place of a palette."""
        values = super().values()
        if values.get("office_palette") == OWN_PALETTE:
            values["office_palette"] = colours.parse(self["office_colour"].data or "")
        return values

    def validate_office_email(self, field: Field) -> None:
        """Ask for an address, where there is one."""
        _check_mail(field)

    def validate_office_colour(self, field: Field) -> None:
        """Refuse what is no colour, where one is wanted."""
        if "office_palette" not in self or self["office_palette"].data != OWN_PALETTE:
            return
        try:
            colours.parse(field.data or "")
        except ValueError as error:
            raise StopValidation(NO_COLOUR) from error


class HoursForm(SettingsForm):
    """Where the office's clocks stand, and when it works."""

    tzid = SelectField("Zona horaria", **among("Elija una zona de la lista."))
    office_days = CheckboxesField(
        "Días de trabajo",
        choices=[
            SelectChoice(str(number), name.capitalize()) for number, name in enumerate(WEEKDAYS, 1)
        ],
        **among("Elija días de la lista."),
    )
    office_opens = TimeField("Abre", validators=[needed("Escriba a qué hora abre.")])
    office_closes = TimeField("Cierra", validators=[needed("Escriba a qué hora cierra.")])

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        zones = dates.zones(self.tzid.object_data or "")
        self.tzid.choices = [SelectChoice(one, dates.sentence(name)) for one, name in zones.items()]

    def validate_office_days(self, field: Field) -> None:
        """Ask for one day at least."""
        if not field.data:
            raise StopValidation("Elija al menos un día.")

    def validate_office_closes(self, field: Field) -> None:
        """Ask for a day that ends after it begins."""
        opens = self.office_opens.data if "office_opens" in self else None
        if opens and field.data and field.data <= opens:
            raise StopValidation("Escriba una hora posterior a la de abrir.")


class MailForm(SettingsForm):
    """The server that sends mail, and as whom."""

    smtp_host = StringField(
        "Servidor de correo",
        validators=[
            needed("Escriba el servidor, por ejemplo smtp.dependencia.gob.mx."),
            one_line,
            at_most(253),
        ],
    )
    smtp_port = IntegerField(
        "Puerto",
        validators=[
            needed("Escriba el puerto; suele ser 587."),
            NumberRange(min=1, max=65535, message="Escriba un número de 1 a 65535."),
        ],
    )
    smtp_security = SelectField(
        "Cifrado",
        choices=[SelectChoice(key, name) for key, name in SECURITIES.items()],
        **among("Elija un cifrado de la lista."),
    )
    smtp_user = StringField("Usuario", validators=[one_line, at_most(254)])
    smtp_password = PasswordField("Contraseña", validators=[at_most(1000)])
    smtp_from = StringField("Correo desde el que sale", validators=[one_line, at_most(254)])
    smtp_from_name = StringField("Nombre con el que sale", validators=[one_line, at_most(120)])
    public_url = StringField("Dirección de este sistema", validators=[one_line, at_most(300)])

    def validate_smtp_host(self, field: Field) -> None:
        """Ask for a server's name."""
        if not re.fullmatch(r"[A-Za-z0-9.:\[\]-]+", field.data):
            raise StopValidation("Escriba solo el nombre del servidor, sin https:// ni espacios.")

    def validate_smtp_from(self, field: Field) -> None:
        """Ask for an address, where there is one."""
        _check_mail(field)

    def validate_smtp_security(self, field: Field) -> None:
        """Let nothing go unencrypted through a network."""
        host = self.smtp_host.data if "smtp_host" in self else ""
        if field.data == "none" and not is_loopback(f"smtp://{host}"):
            raise StopValidation(ONLY_HERE)

    def validate_public_url(self, field: Field) -> None:
        """Ask for an address without a path: that one is the server's to set."""
        field.data = field.data.rstrip("/")
        if field.data and (not re.fullmatch(PUBLIC, field.data) or field.data.count("/") > 2):
            raise StopValidation("Escriba https:// y el nombre, por ejemplo https://salas.gob.mx.")


class ZoomForm(SettingsForm):
    """The application by which rooms are made at Zoom."""

    zoom_account_id = StringField(
        "Account ID", validators=[needed("Pegue el Account ID."), one_line, at_most(200)]
    )
    zoom_client_id = StringField(
        "Client ID", validators=[needed("Pegue el Client ID."), one_line, at_most(200)]
    )
    zoom_client_secret = PasswordField("Client Secret", validators=[one_line, at_most(500)])


class HolidayForm(Form):
    """Adds a day off of the office's own."""

    observed_on = DateField("Día", validators=[needed("Elija el día.")])
    name = StringField(
        "Motivo", validators=[needed("Escriba por qué no se trabaja."), one_line, at_most(120)]
    )


class AreaForm(RowForm):
    """Adds or renames an area."""

    name = StringField(
        "Nombre del área", validators=[needed("Escriba el nombre."), one_line, at_most(120)]
    )
    is_active = BooleanField("Se ofrece al agendar", default=True)


def _check_mail(field: Field) -> None:
    """Refuse what is no e-mail address."""
    if field.data and not is_address(field.data):
        raise StopValidation(NO_MAIL_ADDRESS)


def _asked(name: str, value: object) -> object:
    """Return a setting as its field has it."""
    if name == "office_days":
        return [str(day) for day in weekdays(str(value))]
    return hour(str(value)) if name in ("office_opens", "office_closes") else value


def _kept(data: object) -> str:
    """Return an answer as a setting has it."""
    if isinstance(data, time):
        return f"{data:%H:%M}"
    if isinstance(data, list):
        return ",".join(sorted(str(one) for one in data))
    return "" if data is None else str(data)


def _in_words(name: str, settings: Settings) -> str:
    """Return a setting that the server gives as people read it."""
    known = getattr(settings, name)
    value = str(known)
    if isinstance(known, bool):
        return "Sí" if known else "No"
    if name == "office_days":
        return days_in_words(settings.working_days)
    if name == "tzid":
        return dates.sentence(dates.zone_name(value))
    return {**PALETTES, **SECURITIES}.get(value, value)
