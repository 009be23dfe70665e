"""What is proposed for a channel, what somebody typed for it, and how that will look."""

from dataclasses import dataclass
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
from vc.networks.known import NETWORKS
from vc.publishing import gates, queries, service
from vc.publishing.forms import ChangeForm, PostForm, QueueForm, film_value
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


def context() -> RequestContext:
    """Return where the current person plans."""
    person = current_person()
    assert person is not None
    return RequestContext(session=db.session(), by=person, now=clock(), zone=office_zone())


def queue_form() -> QueueForm:
    """Return the form around the posts, with what they can be for."""
    form = QueueForm()
    purposes = services().registry.added_to(PURPOSES)
    form.offer([choice for one in purposes for choice in one.offered(context())])
    return form


def proposed_form(clip: Clip, channel: Channel) -> PostForm:
    """Return what is proposed for a channel: the clip's own words, the next free time."""
    edit = clips.edit_of(db.session(), clip)
    at = service.proposal(context(), clip, channel, clock()).astimezone(office_zone())
    films = gates.films_of(clip, channel.network)
    # A network that does not take the file is not proposed: it would hold up the others.
    is_taken = bool(films) and not gates.film_problems(channel.network, films[0])
    form = PostForm(
        formdata=None,
        prefix=f"{channel.id}-",
        data={
            "is_wanted": is_taken and not _is_planned(clip, channel),
            "film": film_value(films[0]) if films else None,
            "title": edit.title,
            "text": edit.text,
            "day": at.date(),
            "clock": at.time(),
            "with_captions": True,
        },
    )
    form.offer(films)
    return form


def sent_form(clip: Clip, channel: Channel) -> PostForm:
    """Return what somebody sent for a channel."""
    form = PostForm(prefix=f"{channel.id}-")
    form.offer(gates.films_of(clip, channel.network))
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
    # A browser sends two characters for each end of a line; one is kept.
    text = (form.text.data or "").replace("\r\n", "\n").strip()
    films = gates.films_of(clip, channel.network)
    film = next((one for one in films if film_value(one) == form.film.data), None)
    title = form.title.data or ""
    problems = gates.words_problems(
        channel, title, text, confirms_link=bool(form.confirms_link.data)
    )
    problems += gates.film_problems(channel.network, film) if film else []
    return Post(
        *(title, *shown_first(text), count(channel.network, text), film, problems),
        thumbnail_ms=form.thumbnail_ms,
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
