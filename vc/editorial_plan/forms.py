"""What people send of the plan: what became of a task, what is chosen, guidelines and proofs."""

from datetime import date

from flask_wtf.file import FileField
from wtforms import Field, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, StopValidation

from integrations.permalinks import POSTS
from vc.address_field import AddressField
from vc.channels.models import Channel
from vc.editorial_plan.models import Repost
from vc.editorial_plan.reposts import NewRepost
from vc.evidence import KeptFile
from vc.forms import (
    CheckboxesField,
    DateField,
    Form,
    RadioField,
    Rows,
    SelectField,
    among,
    at_most,
    given,
    needed,
    one_line,
    plain_text,
    row_id,
)
from vc.networks.facts import Network
from vc.networks.known import NETWORKS

LIST = "Elija uno de la lista."
CHANNELS = "Marque al menos un canal."


class ClosingForm(Form):
    """Says how a task was done, or why it is not done this time."""

    why = StringField("Nota", validators=[one_line, at_most(300)])


class GivingForm(Form):
    """Asks somebody in particular."""

    responsible_id = SelectField("Responsable", coerce=row_id, **among(LIST))

    def offer(self, people: Rows) -> None:
        """Fill the select."""
        self.responsible_id.offer(people, "ya no está", SelectChoice("", "Quien pueda"))


class PieceForm(Form):
    """Chooses a clip for one observance, and its channels."""

    clip_id = RadioField("Clip", coerce=row_id, choices=[], **among("Elija un clip de la lista."))
    channels = CheckboxesField("Canales", coerce=row_id, **among("Elija canales de la lista."))

    def offer(self, found: list[tuple[int, str]], channels: list[Channel]) -> None:
        """Fill both; everything that takes it is marked at first."""
        self.clip_id.choices = [SelectChoice(str(number), name) for number, name in found]
        self.channels.choices = [SelectChoice(str(one.id), one.name) for one in channels]

    def validate_channels(self, field: Field) -> None:
        """Ask for one at least."""
        if not field.data:
            raise StopValidation(CHANNELS)


class TieForm(Form):
    """Chooses a publication that there is already."""

    publication_id = SelectField("Publicación", coerce=row_id, **among(LIST))

    def offer(self, found: list[tuple[int, str]]) -> None:
        """Fill the select."""
        self.publication_id.choices = [SelectChoice(str(number), name) for number, name in found]


class MonthForm(Form):
    """Chooses from what is proposed for a month; the view compares what was seen."""

    chosen = CheckboxesField("Propuestas", choices=[], validate_choice=False)


class RepostForm(Form):
    """Enters a guideline to repeat."""

    title = StringField(
        "De qué trata", validators=[needed("Escriba de qué trata."), one_line, at_most(200)]
    )
    network = SelectField(
        "Red",
        choices=[SelectChoice(one.value, NETWORKS[one].label) for one in Network if one in POSTS],
        **among("Elija una red de la lista."),
    )
    source_url = AddressField(
        "Enlace de la publicación original",
        validators=[needed("Pegue el enlace de la publicación original.")],
    )
    first = DateField("Día", validators=[needed("Elija el día.")])
    last = DateField("Hasta", validators=[Optional()])
    note = TextAreaField("Qué más piden", validators=[plain_text, at_most(500)])
    campaign_id = SelectField("Campaña", coerce=row_id, **among(LIST))
    observance_id = SelectField("Efeméride", coerce=row_id, **among(LIST))
    responsible_id = SelectField("Responsable", coerce=row_id, **among(LIST))

    def offer(self, campaigns: Rows, observances: Rows, people: Rows) -> None:
        """Fill the selects."""
        self.campaign_id.offer(campaigns, "terminó", SelectChoice("", "Ninguna"))
        self.observance_id.offer(observances, "ya pasó", SelectChoice("", "Ninguna"))
        self.responsible_id.offer(people, "ya no está", SelectChoice("", "Quien pueda"))

    def wanted(self) -> NewRepost:
        """Return the answers; only after the form validated."""
        first: date = given(self.first.data)
        return NewRepost(
            title=self.title.data,
            source_url=self.source_url.data,
            network=Network(self.network.data),
            first=first,
            last=self.last.data or first,
            note=self.note.data,
            campaign_id=self.campaign_id.data,
            observance_id=self.observance_id.data,
            responsible_id=self.responsible_id.data,
        )


class RepostProofForm(Form):
    """Brings what shows that something was repeated."""

    proof_url = AddressField("Enlace de su publicación")
    file = FileField("Imagen de la pantalla")


class DropForm(Form):
    """Says why something is not repeated."""

    reason = StringField(
        "Por qué no se repite",
        validators=[needed("Escriba por qué no se repite."), one_line, at_most(300)],
    )


def picture_of(repost: Repost) -> KeptFile:
    """Return the picture that proves a guideline."""
    return KeptFile(repost.proof_key, repost.proof_name, repost.proof_sha256)
