"""What people type about publications → frozen wishes, or a message beside each field."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from flask_wtf.file import FileField
from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from vc.address_field import AddressField
from vc.channels.models import Channel
from vc.clips import labels as clip_labels
from vc.clips.edit import Length
from vc.clips.models import ClipRender
from vc.errors import ConcurrentChangeError, RuleError
from vc.forms import (
    DateField,
    DecimalField,
    Form,
    IntegerField,
    RowForm,
    SelectField,
    TimeField,
    among,
    at_most,
    choices_of,
    needed,
    one_line,
    plain_text,
    row_id,
    version_of,
)
from vc.inputs import at_wall_clock
from vc.networks.facts import Network
from vc.networks.fitting import fitted, fitted_title
from vc.networks.known import METRICS, NETWORKS
from vc.publishing import labels
from vc.publishing.models import Moment, Publication
from vc.publishing.pauses import NewPause
from vc.publishing.service import MOST_TITLE, PublicationRequest
from vc.shapes import Shape

LIST = "Elija una de las opciones."
MOST_TEXT = 65_000
MOST_PEOPLE = 10_000_000_000


def instant(day: date | None, hour: time | None, zone: ZoneInfo, *, field: str) -> datetime | None:
    """Return the instant of a day and a clock time in the office; None without a day.

    Without a time it is the day's beginning. Raises InputError, which names the `field`, for a time
    that the clocks skip that day.
    """
    if day is None:
        return None
    if hour is None:
        return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
    return at_wall_clock(datetime.combine(day, hour, tzinfo=zone), field=field)


class PostForm(Form):
    """What goes to one channel. On the page of several, its names begin with the channel's id."""

    class Meta(Form.Meta):
        """The form around it carries the token."""

        csrf = False

    is_wanted = BooleanField("Publicar aquí")
    film = SelectField("Archivo", **among(LIST))
    title = StringField("Título", validators=[one_line, at_most(MOST_TITLE)])
    text = TextAreaField("Texto", validators=[plain_text, at_most(MOST_TEXT)])
    day = DateField("Día", validators=[needed("Elija un día.")])
    clock = TimeField("Hora", validators=[needed("Elija una hora.")])
    with_captions = BooleanField("Con subtítulos", default=True)
    thumbnail_s = DecimalField(
        "Miniatura: segundo del video",
        places=1,
        validators=[Optional(), NumberRange(0, message="Escriba un segundo del video, como 12.5.")],
    )
    waits_for_event = BooleanField("Esperar a que termine la sesión")
    embargo_day = DateField("Nunca antes del día", validators=[Optional()])
    embargo_clock = TimeField("a las", validators=[Optional()])
    confirms_link = BooleanField("Sí quiero la dirección en el texto, aunque cueste más")
    insists = BooleanField("La quiero a esa hora de todos modos")

    films: Sequence[ClipRender] = ()

    @property
    def words(self) -> tuple[str, str]:
        """Return the title and the text that go out."""
        return self.title.data or "", self.text.data or ""

    def offer(self, films: Sequence[ClipRender]) -> None:
        """Let one of the clip's files be chosen."""
        self.films = films
        self.film.choices = [SelectChoice(film_value(one), film_name(one)) for one in films]
        self.film.gone = "ese archivo ya no existe"
        self.film.named = lambda values: [(one, _kind_name(str(one))) for one in values]

    @property
    def thumbnail_ms(self) -> int | None:
        """Return the instant that was chosen; None for none, or for what is no instant."""
        second = self.thumbnail_s.data
        return None if second is None or self.thumbnail_s.errors else int(second * 1000)

    def wanted(self, channel: Channel, zone: ZoneInfo) -> PublicationRequest:
        """Return what was asked for; only after the form validated. Raises InputError."""
        length, shape = self.film.data.split(" ")
        publish_after = instant(self.day.data, self.clock.data, zone, field=self.clock.name)
        assert publish_after is not None
        title, text = self.words
        return PublicationRequest(
            channel_id=channel.id,
            publish_after=publish_after,
            length=Length(length),
            shape=Shape(shape),
            title=title,
            text=text,
            with_captions=self.with_captions.data,
            thumbnail_ms=self.thumbnail_ms,
            waits_for_event=self.waits_for_event.data,
            embargo_until=instant(
                self.embargo_day.data,
                self.embargo_clock.data,
                zone,
                field=self.embargo_clock.name,
            ),
            confirms_link=self.confirms_link.data,
            insists=self.insists.data,
        )


class ChannelForm(PostForm):
    """What goes to one of several channels: the common words as it takes them, or its own."""

    is_own = BooleanField("Distinto")

    common: tuple[str, str] = ("", "")
    """The title and the text for all."""
    network: Network

    def use(self, channel: Channel, common: tuple[str, str]) -> None:
        """Take the common words, on a channel."""
        self.network, self.common = channel.network, common
        self.is_wanted.label.text = channel.name
        self.is_own.label.text = f"Distinto para {channel.name}"

    @property
    def words(self) -> tuple[str, str]:
        """Return its own words where it has some, else the common ones as its network takes them.

        A browser sends two characters for each end of a line; one is kept.
        """
        title, text = super().words if self.is_own.data else self.common
        text = text.replace("\r\n", "\n").strip()
        if self.is_own.data:
            return title, text
        return fitted_title(self.network, title), fitted(self.network, text)


class QueueForm(Form):
    """Around the posts of several channels: the words for all, and what all of them are for."""

    title = StringField("Título, para todas", validators=[one_line, at_most(MOST_TITLE)])
    text = TextAreaField("Texto, para todas", validators=[plain_text, at_most(MOST_TEXT)])

    purpose = SelectField("Para", default="", **among(LIST))

    @property
    def words(self) -> tuple[str, str]:
        """Return the title and the text for all."""
        return self.title.data or "", self.text.data or ""

    def offer(self, purposes: list[tuple[str, str]]) -> None:
        """Let one be chosen, or none."""
        self.purpose.choices = [SelectChoice("", "Nada en particular"), *choices_of(purposes)]


class ChangeForm(PostForm):
    """Changes one publication."""

    class Meta(PostForm.Meta):
        """It stands alone."""

        csrf = True

    version = HiddenField()

    @property
    def shown_version(self) -> int:
        """Return the version that the form showed; 0 for none."""
        return version_of(self)


class MoveForm(RowForm):
    """Another time; without an hour, the same hour of another day."""

    day = DateField("Día", validators=[needed("Elija un día.")])
    clock = TimeField("Hora", validators=[Optional()])
    insists = BooleanField("La quiero a esa hora de todos modos")

    def wanted(self, publication: Publication, zone: ZoneInfo) -> datetime:
        """Return the instant that was asked for; only once it validated. Raises InputError."""
        own = publication.publish_after.astimezone(zone).time()
        found = instant(self.day.data, self.clock.data or own, zone, field="clock")
        assert found is not None
        return found


def move_of(publication: Publication, zone: ZoneInfo) -> MoveForm:
    """Return the form that moves a publication, as it stands."""
    at = publication.publish_after.astimezone(zone)
    return MoveForm(formdata=None, data={"day": at.date(), "clock": at.time()}).note_seen()


class LinkForm(Form):
    """The address of a post that a person made."""

    permalink_url = AddressField(
        "Enlace de la publicación", validators=[needed("Pegue el enlace de la publicación.")]
    )


class TextForm(Form):
    """The words that somebody read and approves."""

    digest = HiddenField()


class PauseForm(Form):
    """Holds publications back."""

    channel_id = SelectField("Canal", coerce=row_id, **among(LIST))
    campaign_id = SelectField("Campaña", coerce=row_id, **among(LIST))
    reason = StringField("Por qué", validators=[needed("Escriba por qué."), one_line, at_most(300)])
    day = DateField("Hasta el día", validators=[Optional()])
    clock = TimeField("a las", validators=[Optional()])

    def offer(self, channels: list[tuple[int, str]], campaigns: list[tuple[int, str]]) -> None:
        """Let a channel and a campaign be chosen, or all of them."""
        self.channel_id.choices = [SelectChoice("0", "Todos"), *choices_of(channels)]
        self.campaign_id.choices = [SelectChoice("0", "Todas"), *choices_of(campaigns)]

    def new_pause(self, zone: ZoneInfo) -> NewPause:
        """Return what was asked for; only after the form validated. Raises InputError."""
        return NewPause(
            reason=self.reason.data,
            channel_id=self.channel_id.data or None,
            campaign_id=self.campaign_id.data or None,
            ends_at=instant(self.day.data, self.clock.data, zone, field="clock"),
        )


class RetractForm(Form):
    """Why a publication is to be taken down."""

    why = StringField("Por qué", validators=[needed("Escriba por qué."), one_line, at_most(500)])


class ProofForm(Form):
    """How somebody saw that it is gone."""

    proof = TextAreaField(
        "Cómo lo comprobó",
        validators=[needed("Escriba cómo lo comprobó."), plain_text, at_most(1000)],
    )
    file = FileField("Imagen o documento (PDF, JPG o PNG, hasta 10 MB)")


class FiguresForm(RowForm):
    """What somebody read off the network's page; what is left empty stays as it is."""

    moment = SelectField(
        "A cuánto tiempo",
        choices=[SelectChoice(one.value, label) for one, label in labels.MOMENTS.items()],
        **among(LIST),
    )

    @property
    def counts(self) -> dict[str, Field]:
        """Return the fields of the network's metrics, by their keys."""
        return {key: self[key] for key in METRICS if key in self}

    @property
    def chosen(self) -> Moment:
        """Return the moment; only after the form validated."""
        return Moment(self.moment.data)

    def check_figures(self, publication: Publication) -> None:
        """Raise ConcurrentChangeError where others typed those of the moment meanwhile.

        What is kept then stands beside them, and the form has seen those of every moment.
        """
        try:
            self.check_seen(figures_of(publication, self.chosen))
        except ConcurrentChangeError:
            self.seen.data = figures_seen(publication)
            raise


@cache
def figures_form(network: Network) -> type[FiguresForm]:
    """Return the form of the figures that a network's pages show."""

    class OfNetwork(FiguresForm):
        """The form, with a field for each metric."""

    for one in NETWORKS[network].metrics:
        typed = [Optional(), NumberRange(0, MOST_PEOPLE, "Escriba un número.")]
        setattr(OfNetwork, one.key, IntegerField(one.label, validators=typed))
    return OfNetwork


def figures_of(publication: Publication, moment: Moment) -> FiguresForm:
    """Return the form of the figures of a moment, as they stand."""
    kept = next((one for one in publication.figures if one.moment is moment), None)
    told = {**(kept.counts if kept else {}), "moment": moment.value}
    return figures_form(publication.channel.network)(formdata=None, data=told).note_seen()


def figures_to_type(publication: Publication) -> FiguresForm:
    """Return the empty form of the figures, which has seen those of every moment."""
    form = figures_form(publication.channel.network)(formdata=None)
    form.seen.data = figures_seen(publication)
    return form


def figures_seen(publication: Publication) -> str:
    """Return what a page says that it shows of a publication's figures."""
    return " ".join(figures_of(publication, moment).seen.data for moment in Moment)


def film_value(film: ClipRender) -> str:
    """Return how a form names a file of a clip."""
    return f"{film.length.value} {film.shape.value}"


def film_name(film: ClipRender) -> str:
    """Return how people call a file of a clip."""
    seconds = (film.duration_ms or 0) // 1000
    shape = clip_labels.SHAPES[film.shape]
    return (
        f"{shape}, {clip_labels.LENGTHS[film.length].lower()} ({seconds // 60}:{seconds % 60:02})"
    )


def _kind_name(value: str) -> str:
    """Return how people call a kind of file that a clip does not have (any more)."""
    length, shape = value.split(" ")
    name = clip_labels.LENGTHS[Length(length)].lower()
    return f"{clip_labels.SHAPES[Shape(shape)]}, {name}"


def check(form: Form) -> None:
    """Raise RuleError for the first field that is not filled in as it should be."""
    if form.validate():
        return
    name, messages = next(iter(form.errors.items()))
    raise RuleError(messages[0], field=name)
