"""What the public page reads: the clips that are published on it, and their files."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from vc.channels.models import Channel
from vc.clips import queries as clips
from vc.clips.edit import Caption, captions_of
from vc.clips.models import Clip, ClipRender
from vc.errors import NotFoundError
from vc.networks.facts import Network
from vc.paging import Page, page_of
from vc.publishing.models import Publication, PublicationStatus

S = PublicationStatus
PAGE_SIZE = 12
IN_FEED = 50
NO_SUCH = "Ese video no está publicado, o ya se retiró."


def shown(session: Session, number: int) -> Page[Publication]:
    """Return one page of what everybody may see, the newest first."""
    return page_of(session, on_page(), number, PAGE_SIZE)


def newest(session: Session) -> list[Publication]:
    """Return the newest publications for the feeds, with the clips' files."""
    files = joinedload(Publication.clip).selectinload(Clip.renders)
    return list(session.scalars(on_page().limit(IN_FEED).options(files)).unique())


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
