"""What is proposed for a channel, what somebody typed for it, and how that will look."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask import request

from vc.access import clock, current_person, office_zone
from vc.accounts.request_context import RequestContext
from vc.channels.models import Channel
from vc.clips import queries as clips
from vc.clips.models import Clip, ClipRender
from vc.db import db
from vc.errors import InputError
from vc.networks.counting import Count, count, shown_first
from vc.networks.fitting import Difference, difference, fitted, fitted_title
from vc.networks.known import NETWORKS
from vc.publishing import gates, hours, queries
from vc.publishing.forms import (
    ChangeForm,
    ChannelForm,
    PostForm,
    QueueForm,
    film_value,
    instant,
)
from vc.publishing.hooks import PURPOSES
from vc.publishing.models import Publication, PublicationStatus
from vc.services import services

S = PublicationStatus


@dataclass(frozen=True, slots=True)
class Post:
    """A post as people will see it; `first` stands before «ver más»."""

    title: str
    first: str
    rest: str
    count: Count
    film: ClipRender | None
    problems: list[str]
    thumbnail_ms: int | None = None
    text: str = ""
    differences: tuple[Difference, ...] = ()
    """Where its title and its text differ from those for all."""
    at: datetime | None = None
    waits: bool = False
    """Whether somebody else has to approve its words."""


def context() -> RequestContext:
    """Return where the current person plans."""
    person = current_person()
    assert person is not None
    return RequestContext(session=db.session(), by=person, now=clock(), zone=office_zone())


def queue_form(clip: Clip | None = None) -> QueueForm:
    """Return the form around the posts: with a clip's own words, or as somebody sent it."""
    form = QueueForm()
    if clip is not None:
        edit = clips.edit_of(db.session(), clip)
        form = QueueForm(formdata=None, data={"title": edit.title, "text": edit.text})
    purposes = services().registry.added_to(PURPOSES)
    form.offer([choice for one in purposes for choice in one.offered(context())])
    return form


def proposed_forms(
    clip: Clip, channels: list[Channel], common: tuple[str, str]
) -> list[tuple[Channel, ChannelForm]]:
    """Return what is proposed for channels: the common words, at hours apart from each other."""
    # A browser's choice of hours follows the channels' order, wanted or not.
    at = hours.proposed(context(), clip, channels)
    return [(one, _proposed_form(clip, one, common, at[one.id])) for one in channels]


def _proposed_form(
    clip: Clip, channel: Channel, common: tuple[str, str], instant: datetime
) -> ChannelForm:
    """Return what is proposed for a channel.

    What the system publishes by itself is marked, and our own page; what a person has to do is
    not, nor what the network does not take or has already: it would hold up the others.
    """
    at = instant.astimezone(office_zone())
    films = gates.films_of(clip, channel.network)
    is_taken = bool(films) and not gates.film_problems(channel.network, films[0])
    goes_itself = not channel.is_by_hand or NETWORKS[channel.network].is_ours
    title, text = common
    form = ChannelForm(
        formdata=None,
        prefix=f"{channel.id}-",
        data={
            "is_wanted": goes_itself and is_taken and not _is_planned(clip, channel),
            "film": film_value(films[0]) if films else None,
            "title": fitted_title(channel.network, title),
            "text": fitted(channel.network, text),
            "day": at.date(),
            "clock": at.time(),
            "with_captions": True,
        },
    )
    form.offer(films)
    form.use(channel, common)
    return form


def sent_form(clip: Clip, channel: Channel, common: tuple[str, str]) -> ChannelForm:
    """Return what somebody sent for a channel, beside the words for all."""
    form = ChannelForm(prefix=f"{channel.id}-")
    form.offer(gates.films_of(clip, channel.network))
    form.use(channel, common)
    return form


def change_form(publication: Publication, *, is_sent: bool = False) -> ChangeForm:
    """Return the form that changes a publication: as it is, or as somebody sent it."""
    zone = office_zone()
    at = publication.publish_after.astimezone(zone)
    embargo = publication.embargo_until and publication.embargo_until.astimezone(zone)
    kept = (
        *("title", "text", "with_captions", "waits_for_event", "confirms_link"),
        "version",
    )
    values = {name: getattr(publication, name) for name in kept} | {
        "film": f"{publication.length.value} {publication.shape.value}",
        "thumbnail_s": _seconds(publication.thumbnail_ms),
        "day": at.date(),
        "clock": at.time(),
        "embargo_day": embargo.date() if embargo else None,
        "embargo_clock": embargo.time() if embargo else None,
    }
    given = {"formdata": request.form} if is_sent else {"formdata": None}
    form = ChangeForm(data=values, **given)
    form.offer(gates.films_of(publication.clip, publication.channel.network))
    return form


def post_of(clip: Clip, channel: Channel, form: PostForm) -> Post:
    """Return a post as it is being typed, with what its network would not take."""
    title, typed = form.words
    # A browser sends two characters for each end of a line; one is kept.
    text = typed.replace("\r\n", "\n").strip()
    films = gates.films_of(clip, channel.network)
    film = next((one for one in films if film_value(one) == form.film.data), None)
    problems = gates.words_problems(
        channel, title, text, confirms_link=bool(form.confirms_link.data)
    )
    problems += gates.film_problems(channel.network, film) if film else []
    common = form.common if isinstance(form, ChannelForm) else (title, text)
    whole = common[1].replace("\r\n", "\n").strip()
    return Post(
        *(title, *shown_first(text), count(channel.network, text), film, problems),
        thumbnail_ms=form.thumbnail_ms,
        text=text,
        differences=(difference(common[0], title), difference(whole, text)),
        at=_instant_of(form),
        waits=(title.strip(), text) != _approved_words(clip),
    )


def warnings_of(clip: Clip, channel: Channel, form: PostForm) -> list[str]:
    """Return what people should know of a post before it is planned; none of it stops it."""
    post = post_of(clip, channel, form)
    zone = office_zone()
    try:
        wanted = form.wanted(channel, zone)
    except (AssertionError, AttributeError, ValueError, InputError):
        return []
    draft = Publication(
        channel_id=channel.id,
        channel=channel,
        text=(wanted.text or "").strip(),
        file_sha256=post.film.sha256 if post.film else "",
        publish_after=wanted.publish_after,
    )
    return [
        *_price(channel, draft.text),
        *queries.echoes(db.session(), draft, clock(), office_zone()),
    ]


def own_post(publication: Publication) -> Post:
    """Return a publication as people will see it."""
    channel, text = publication.channel, publication.text
    problems = gates.words_problems(
        channel, publication.title, text, confirms_link=publication.confirms_link
    )
    counted = count(channel.network, text)
    seen = (publication.title, *shown_first(text), counted, publication.film, problems)
    return Post(*seen, thumbnail_ms=publication.thumbnail_ms)


def _instant_of(form: PostForm) -> datetime | None:
    """Return the hour that is being typed; None while it is none."""
    try:
        return instant(form.day.data, form.clock.data, office_zone(), field="clock")
    except (InputError, ValueError):
        return None


def _approved_words(clip: Clip) -> tuple[str, str]:
    """Return the words that were approved with the clip."""
    edit = clips.edit_of(db.session(), clip)
    return edit.title, edit.text


def _price(channel: Channel, text: str) -> list[str]:
    """Return what a post costs where the network takes money for it."""
    price = NETWORKS[channel.network].price
    return [] if price is None or channel.is_by_hand else [price(text)]


def _seconds(instant_ms: int | None) -> Decimal | None:
    """Return an instant as the form shows it."""
    return None if instant_ms is None else Decimal(instant_ms) / 1000


def _is_planned(clip: Clip, channel: Channel) -> bool:
    """Tell whether a clip is on a channel already, or is to be."""
    over = (S.CANCELLED, S.RETRACTED)
    rows = queries.of_clip(db.session(), clip)
    return any(one.channel_id == channel.id and one.status not in over for one in rows)
