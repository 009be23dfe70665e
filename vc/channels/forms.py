"""What people type about a channel → a frozen `ChannelRequest`, or a message beside each field."""

import re
from datetime import time

from wtforms import BooleanField, Field, HiddenField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, StopValidation

from vc import inputs
from vc.address_field import AddressField
from vc.channels import labels
from vc.channels.models import Channel, Mode
from vc.channels.service import ChannelRequest
from vc.forms import (
    Form,
    IntegerField,
    RadioField,
    SelectField,
    TimeField,
    among,
    at_most,
    given,
    needed,
    one_line,
    version_of,
)
from vc.networks.facts import Network

HOUR = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
MOST_HOURS = 8
DAY_MIN = 24 * 60
LIST = "Elija una de las opciones."


def _minutes(label: str, least: int, most: int) -> IntegerField:
    """Return a field for a number of minutes."""
    message = f"Escriba entre {least} y {most:,} minutos."
    return IntegerField(label, validators=[needed(message), NumberRange(least, most, message)])


class ChannelForm(Form):
    """Adds or changes a channel."""

    version = HiddenField()
    network = SelectField(
        "Red",
        choices=[SelectChoice(one.value, label) for one, label in labels.NETWORKS.items()],
        **among(LIST),
    )
    name = StringField("Nombre", validators=[needed("Escriba un nombre."), one_line, at_most(120)])
    url = AddressField("Dirección de la cuenta", most=500)
    mode = RadioField(
        "Quién publica",
        choices=[SelectChoice(one.value, label) for one, label in labels.MODES.items()],
        default=Mode.BY_HAND.value,
        **among(LIST),
    )
    is_on = BooleanField("Se puede publicar en él", default=True)
    gap_min = _minutes("Minutos entre dos publicaciones, al menos", 0, 7 * DAY_MIN)
    most_per_day = IntegerField(
        "Publicaciones al día, cuando mucho",
        validators=[
            needed("Escriba un número del 1 al 50."),
            NumberRange(1, 50, "Escriba un número del 1 al 50."),
        ],
    )
    quiet_from = TimeField("No publicar desde las", validators=[needed("Escriba una hora.")])
    quiet_until = TimeField("hasta las", validators=[needed("Escriba una hora.")])
    hours = StringField("Horas que se proponen", validators=[one_line, at_most(100)])
    window_min = _minutes("Minutos de retraso que se toleran", 15, DAY_MIN)

    def validate_hours(self, field: Field) -> None:
        """Refuse what is no list of hours."""
        found = _words(field.data)
        if any(not HOUR.fullmatch(word) for word in found):
            raise StopValidation("Escriba horas separadas por comas, por ejemplo 09:00, 13:30.")
        if len(found) > MOST_HOURS:
            raise StopValidation(f"Bastan {MOST_HOURS} horas.")

    @property
    def shown_version(self) -> int:
        """Return the version that the form showed; 0 for none."""
        return version_of(self)

    def wanted(self) -> ChannelRequest:
        """Return the channel's values; only after the form validated."""
        return ChannelRequest(
            network=Network(self.network.data),
            name=self.name.data,
            url=self.url.data or "",
            mode=Mode(self.mode.data),
            is_on=self.is_on.data,
            gap_min=given(self.gap_min.data),
            most_per_day=given(self.most_per_day.data),
            quiet_from=given(self.quiet_from.data),
            quiet_until=given(self.quiet_until.data),
            hours=tuple(_hour(word) for word in _words(self.hours.data)),
            window_min=given(self.window_min.data),
        )


def filled(channel: Channel | None) -> ChannelForm:
    """Return the form with a channel's values, or with those of a new one."""
    shown = channel or ChannelRequest(network=Network.FACEBOOK, name="")
    values = {name: getattr(shown, name) for name in ChannelRequest.__dataclass_fields__}
    values |= {
        "network": shown.network.value,
        "mode": shown.mode.value,
        "hours": ", ".join(channel.hours) if channel else "",
        "version": channel.version if channel else 0,
    }
    return ChannelForm(formdata=None, data=values)


def _words(text: str | None) -> list[str]:
    """Return what stands between the commas."""
    return [word for word in re.split(r"[,;\s]+", text or "") if word]


def _hour(word: str) -> time:
    """Return a time of the day; «9:00» is one too."""
    return inputs.a_time(word)
