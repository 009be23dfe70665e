"""What people type about a broadcast → a frozen `BroadcastRequest`, or words beside each field."""

from flask_wtf.file import FileAllowed, FileField
from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional, StopValidation

from vc.address_field import AddressField
from vc.forms import (
    Form,
    IntegerField,
    RadioField,
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
from vc.live import labels
from vc.live.models import LEAD_MIN, Broadcast, BroadcastMode, Tick
from vc.live.service import BroadcastRequest
from vc.live.suggested_post import MOST_TITLE, clean_hashtags

MOST_LEAD_MIN = 60
MOST_TEXT = 5000
MOST_PEOPLE = 10_000_000
GOOD, BAD = "bien", "mal"


class PostForm(Form):
    """What the post will say, and when it begins: in the booking form and on its own page."""

    live_title = StringField(
        "Encabezado de la publicación", validators=[one_line, at_most(MOST_TITLE)]
    )
    live_description = TextAreaField(
        "Texto de la publicación", validators=[plain_text, at_most(MOST_TEXT)]
    )
    live_hashtags = StringField("Etiquetas (hashtags)", validators=[one_line, at_most(500)])
    live_lead = IntegerField(
        "Empieza antes de la sesión (minutos)",
        default=LEAD_MIN,
        validators=[
            Optional(),
            NumberRange(
                min=0, max=MOST_LEAD_MIN, message=f"Escriba entre 0 y {MOST_LEAD_MIN} minutos."
            ),
        ],
    )

    def hashtags(self) -> str:
        """Return the hashtags, each with its sign and each once."""
        return clean_hashtags(self.live_hashtags.data or "")

    def lead_min(self) -> int:
        """Return the minutes by which it begins before the session."""
        return LEAD_MIN if self.live_lead.data is None else self.live_lead.data


class BroadcastForm(PostForm):
    """Changes a broadcast before it begins."""

    version = HiddenField()
    mode = RadioField(
        "Quién la hace",
        choices=[SelectChoice(mode.value, labels.MODES[mode]) for mode in BroadcastMode],
        **among("Elija quién hace la transmisión."),
    )
    moderator_id = SelectField(
        "Modera los comentarios",
        coerce=row_id,
        **among("Elija a una persona de la lista."),
    )
    questions_url = AddressField("Formulario de preguntas")
    cover = FileField(
        "Portada (JPG o PNG, horizontal)",
        validators=[FileAllowed(("jpg", "jpeg", "png"), "Suba una imagen JPG o PNG.")],
    )
    removes_cover = BooleanField("Quitar la portada actual")

    def offer(self, people: Rows) -> None:
        """Give the select the source of its choices."""
        self.moderator_id.offer(people, "ya no organiza", SelectChoice("", "Nadie todavía"))

    def validate_live_title(self, field: Field) -> None:
        """A post without a title is none."""
        if not field.data:
            raise StopValidation("Escriba el título de la transmisión.")

    def wanted(self) -> BroadcastRequest:
        """Return the broadcast's values; only after the form validated."""
        return BroadcastRequest(
            mode=BroadcastMode(self.mode.data),
            title=self.live_title.data,
            description=self.live_description.data or "",
            hashtags=self.hashtags(),
            lead_min=self.lead_min(),
            moderator_id=self.moderator_id.data,
            questions_url=self.questions_url.data or "",
        )


class PermalinkForm(RowForm):
    """The address of a live video that a person made."""

    permalink_url = AddressField(
        "Enlace de la transmisión en Facebook",
        validators=[needed("Pegue el enlace de la transmisión.")],
    )


class FiguresForm(RowForm):
    """What is read off the channel's page afterwards."""

    peak = IntegerField(
        "Audiencia máxima a la vez",
        validators=[
            Optional(),
            NumberRange(min=0, max=MOST_PEOPLE, message="Escriba un número de personas."),
        ],
    )
    reach = IntegerField(
        "Personas alcanzadas",
        validators=[
            Optional(),
            NumberRange(min=0, max=MOST_PEOPLE, message="Escriba un número de personas."),
        ],
    )
    incident = TextAreaField("Incidencias", validators=[plain_text, at_most(5000)])


class VideoForm(Form):
    """The file of a broadcast that could not be fetched by itself."""

    video = FileField("Archivo de video (MP4, MOV, MKV o WebM)")


class TickForm(RowForm):
    """One item of the run sheet: a note, and the button that was pressed."""

    note = StringField("Nota", validators=[one_line, at_most(300)])
    mark = RadioField(
        "Marca",
        choices=[
            SelectChoice(GOOD, "Bien"),
            SelectChoice(BAD, "Falta"),
            SelectChoice("", "Ninguna"),
        ],
        default="",
        **among("Elija «Bien» o «Falta»."),
    )

    @property
    def is_good(self) -> bool | None:
        """Return the item's mark; None to take the tick back."""
        return {GOOD: True, BAD: False}.get(self.mark.data)


def ticked(tick: Tick | None) -> TickForm:
    """Return the form of an item as its tick stands."""
    marks = {True: GOOD, False: BAD, None: ""}
    told = {"note": tick.detail, "mark": marks[tick.is_good]} if tick else {}
    return TickForm(formdata=None, data=told).note_seen()


def linked(broadcast: Broadcast) -> PermalinkForm:
    """Return the form of the link as it stands."""
    told = {"permalink_url": broadcast.permalink_url}
    return PermalinkForm(formdata=None, data=told).note_seen()


def form_values(broadcast: Broadcast) -> dict[str, object]:
    """Return the form's values for a broadcast that exists."""
    return {
        "version": broadcast.version,
        "mode": broadcast.mode.value,
        "live_title": broadcast.title,
        "live_description": broadcast.description,
        "live_hashtags": broadcast.hashtags,
        "live_lead": broadcast.lead_min,
        "moderator_id": broadcast.moderator_id,
        "questions_url": broadcast.questions_url,
    }


def figures_of(broadcast: Broadcast) -> FiguresForm:
    """Return the form of the figures as it stands for a broadcast."""
    told = {
        "peak": broadcast.peak_viewers,
        "reach": broadcast.reach,
        "incident": broadcast.incident,
    }
    return FiguresForm(formdata=None, data=told).note_seen()
