"""What the public page reads: the clips that are published on it, and their files."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from vc.booking.models import Campaign, Event
from vc.channels.models import Channel
from vc.clips import queries as clips
from vc.clips.edit import Caption, captions_of
from vc.clips.models import Clip, ClipRender
from vc.errors import NotFoundError
from vc.folding import found_in
from vc.networks.facts import Network
from vc.paging import Page, page_of
from vc.publishing.models import Publication, PublicationStatus

S = PublicationStatus
PAGE_SIZE = 12
IN_ROW = 4
IN_FEED = 50
MOST_SEARCHED = 300
"""Of so many, the newest, the words said in them are searched."""
FILES = joinedload(Publication.clip).selectinload(Clip.renders)
NO_SUCH = "Ese video no está publicado, o ya se retiró."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the gallery is narrowed to; everything is optional."""

    text: str = ""
    campaign_id: int | None = None
    page: int = 1

    @property
    def is_all(self) -> bool:
        """Tell whether nothing was asked for."""
        return not self.text and self.campaign_id is None


@dataclass(frozen=True, slots=True)
class Theme:
    """A campaign that has clips on the page."""

    id: int
    name: str
    count: int


def shown(session: Session, wanted: Wanted) -> Page[Publication]:
    """Return one page of what everybody may see and was asked for, the newest first."""
    query = on_page()
    if wanted.campaign_id is not None:
        query = _of_campaign(query, wanted.campaign_id)
    if wanted.text:
        query = query.where(Publication.id.in_(_saying(session, query, wanted.text)))
    return page_of(session, query, wanted.page, PAGE_SIZE, options=(FILES,))


def themes(session: Session) -> list[Theme]:
    """Return the campaigns that have clips on the page, that of the newest clip first."""
    counted = (
        on_page()
        .join(Clip, Clip.id == Publication.clip_id)
        .join(Event, Event.id == Clip.event_id)
        .join(Campaign, Campaign.id == Event.campaign_id)
        .with_only_columns(Campaign.id, Campaign.name, func.count())
        .group_by(Campaign.id, Campaign.name)
        .order_by(None)
        .order_by(func.max(Publication.published_at).desc(), Campaign.name)
    )
    return [Theme(*row) for row in session.execute(counted)]


def some(session: Session, campaign_id: int | None = None) -> list[Publication]:
    """Return the newest of a campaign, or of all, for one row of pictures."""
    query = on_page() if campaign_id is None else _of_campaign(on_page(), campaign_id)
    return list(session.scalars(query.limit(IN_ROW).options(FILES)).unique())


def beside(session: Session, row: Publication) -> list[Publication]:
    """Return what to go on with after a clip: others of its campaign, then the newest."""
    others = on_page().where(Publication.clip_id != row.clip_id).limit(IN_ROW).options(FILES)
    campaign_id = row.clip.event.campaign_id if row.clip.event else None
    found: dict[int, Publication] = {}
    for query in ([_of_campaign(others, campaign_id)] if campaign_id else []) + [others]:
        found |= {one.id: one for one in session.scalars(query).unique() if one.id not in found}
    return list(found.values())[:IN_ROW]


def _of_campaign(query: Select[Publication], campaign_id: int) -> Select[Publication]:
    """Return the query of those whose session belongs to a campaign."""
    theirs = (
        select(Clip.id)
        .join(Event, Event.id == Clip.event_id)
        .where(Event.campaign_id == campaign_id)
    )
    return query.where(Publication.clip_id.in_(theirs))


def _saying(session: Session, query: Select[Publication], words: str) -> list[int]:
    """Return those whose title, text or captions hold every word."""
    rows = list(session.scalars(query.limit(MOST_SEARCHED).options(FILES)).unique())
    said = captions_by_id(session, [row for row in rows if row.with_captions])
    return [
        row.id
        for row in rows
        if found_in(
            words,
            row.title or row.clip.title,
            row.text,
            *(one.text for one in said.get(row.id, [])),
        )
    ]


def newest(session: Session) -> list[Publication]:
    """Return the newest publications for the feeds, with the clips' files."""
    return list(session.scalars(on_page().limit(IN_FEED).options(FILES)).unique())


def by_slug(session: Session, slug: str) -> Publication:
    """Return the publication under an address of the page. Raises NotFoundError.

    What is just being put there answers too: it counts as published once it does.
    """
    query = _on_site().where(
        Publication.slug == slug, Publication.status.in_((S.PUBLISHED, S.PROCESSING))
    )
    row = session.scalars(query).unique().one_or_none()
    if row is None:
        raise NotFoundError(NO_SUCH)
    return row


def film_of(publication: Publication) -> ClipRender | None:
    """Return the file that was published, also where the clip was cut anew since; None: gone."""
    made = (one for one in publication.clip.renders if one.key)
    return next((one for one in made if one.sha256 == publication.file_sha256), None)


def picture_of(publication: Publication, film: ClipRender | None) -> str:
    """Return the picture in the store that stands for it; empty while there is none."""
    return publication.thumbnail_key or (film.thumbnail_key if film else "")


def film_by_slug(session: Session, slug: str) -> ClipRender:
    """Return the file that is on the page under an address. Raises NotFoundError."""
    film = film_of(by_slug(session, slug))
    if film is None:
        raise NotFoundError(NO_SUCH)
    return film


def captions(session: Session, publication: Publication) -> list[Caption]:
    """Return the captions of the published file, by its own time."""
    return captions_by_id(session, [publication]).get(publication.id, [])


def captions_by_id(
    session: Session, publications: Sequence[Publication]
) -> dict[int, list[Caption]]:
    """Return the captions of published files, by their own time; of those that are there."""
    films = {row.id: (row, film) for row in publications if (film := film_of(row)) is not None}
    states = {number: _state_of(row, film) for number, (row, film) in films.items()}
    edits = clips.edits_of(session, set(states.values()))
    return {
        number: captions_of(edits[states[number]], film.length)
        for number, (_, film) in films.items()
    }


def _state_of(publication: Publication, film: ClipRender) -> tuple[int, int]:
    """Return the state of the edit that a published file shows: its clip, and the number."""
    clip = publication.clip
    is_current = film.picture_sha256 == clip.picture_sha256
    return clip.id, clip.revision if is_current else film.revision


def on_page() -> Select[Publication]:
    """Return the query of what everybody may see."""
    order = (Publication.published_at.desc(), Publication.id.desc())
    return _on_site().where(Publication.status == S.PUBLISHED).order_by(*order)


def _on_site() -> Select[Publication]:
    """Return the query of what is, was or will be on our own page: there is one such channel."""
    site = select(Channel.id).where(Channel.network == Network.WEBSITE).order_by(Channel.id)
    return select(Publication).where(Publication.channel_id == site.limit(1).scalar_subquery())
