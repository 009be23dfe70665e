"""What the services and the pages read of publications."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, not_, or_, select
from sqlalchemy.orm import Session, selectinload

from vc import dates
from vc.audit import AuditLine
from vc.booking.models import Event
from vc.channels.models import Channel, Mode
from vc.clips.models import Clip
from vc.errors import NotFoundError
from vc.folding import holds
from vc.inputs import number_of
from vc.publishing.models import Publication, PublicationStatus

S = PublicationStatus
ECHO = timedelta(days=30)
RECENT = timedelta(days=30)
MOST_ROWS = 200
WITH_PICTURES = selectinload(Publication.clip).selectinload(Clip.renders)
"""What a list shows of clips comes with its rows."""
MOST_LINES = 100
MOST_TEXT = 100

SAME_TEXT = "Este mismo texto {when}."
NO_FILM = "Ese enlace ya no abre ningún video."
SAME_FILE = "Este mismo archivo {when}."
WENT_OUT = "salió en {channel} el {day}"
IS_PLANNED = "ya está planeado en {channel} para el {day}"
MAY_BE_OUT = "quizá salió en {channel} el {day}"
ECHOES = {S.PUBLISHED: WENT_OUT, S.PROCESSING: WENT_OUT, S.UNKNOWN: MAY_BE_OUT}
NEVER_OUT = (S.CANCELLED, S.RETRACTED, S.FAILED, S.MISSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What the board is narrowed to; everything is optional."""

    text: str = ""
    channel_id: int | None = None
    campaign_id: int | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Search":
        """Return what an address asks for; what makes no sense is left out."""
        return cls(
            text=asked.get("q", "").strip()[:MOST_TEXT],
            channel_id=number_of(asked.get("canal")),
            campaign_id=number_of(asked.get("campana")),
        )


@dataclass(frozen=True, slots=True)
class Card:
    """One clip at one hour, however many channels it goes to."""

    clip: Clip
    at: datetime
    rows: list[Publication]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the board."""

    key: str
    cards: list[Card]

    @property
    def count(self) -> int:
        """Return how many publications it shows."""
        return sum(len(card.rows) for card in self.cards)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why several publications did not go out, and how many those are."""

    text: str
    count: int


STUCK = (S.FAILED, S.MISSED, S.UNKNOWN)
AHEAD = (S.QUEUED, S.PAUSED, S.PUBLISHING, S.PROCESSING)
GONE = (S.RETRACTED, S.CANCELLED)


def film_to_fetch(session: Session, publication_id: int, digest: str) -> Publication:
    """Return the publication whose film a network may fetch now; raise NotFoundError.

    Once it is out, or was taken out of the queue, nobody has anything to fetch any more.
    """
    row = publication_by_id(session, publication_id)
    is_under_way = row.status in (S.QUEUED, S.PUBLISHING)
    if not is_under_way or row.film is None or row.film.sha256 != digest:
        raise NotFoundError(NO_FILM)
    return row


def publication_by_id(session: Session, publication_id: int) -> Publication:
    """Return a publication. Raises NotFoundError."""
    row = session.get(Publication, publication_id)
    if row is None:
        raise NotFoundError("Esa publicación no existe.")
    return row


def of_clip(session: Session, clip: Clip) -> list[Publication]:
    """Return where a clip is, was or is to be published, in order of time."""
    query = select(Publication).where(Publication.clip_id == clip.id)
    return list(session.scalars(query.order_by(Publication.publish_after)).unique())


def board(session: Session, wanted: Search, now: datetime, soon: datetime) -> list[Column]:
    """Return the columns of the board: what waits for somebody, what goes out until `soon`, what
    goes out later, and what went out in thirty days.
    """
    is_under_way = Publication.status.in_((S.PUBLISHING, S.PROCESSING))
    goes_soon = or_(is_under_way, Publication.publish_after < soon)
    ahead = _narrowed(select(Publication), wanted).where(Publication.status.in_(AHEAD))
    stuck = _narrowed(select(Publication), wanted).where(Publication.status.in_(STUCK))
    return [
        # Each has its own reason and its own cure.
        Column("stuck", [Card(one.clip, _shown_at(one), [one]) for one in _shown(session, stuck)]),
        Column("soon", _cards(_shown(session, ahead.where(goes_soon)))),
        Column("later", _cards(_shown(session, ahead.where(not_(goes_soon))))),
        Column("out", _cards(over(session, wanted, now, (S.PUBLISHED,)))),
    ]


def over(
    session: Session, wanted: Search, now: datetime, statuses: tuple[PublicationStatus, ...] = GONE
) -> list[Publication]:
    """Return what went out, or what was taken down or out of the queue, in the last thirty days."""
    query = _narrowed(select(Publication), wanted).where(
        Publication.status.in_(statuses), Publication.publish_after > now - RECENT
    )
    return _shown(session, query, Publication.publish_after.desc())


def found(wanted: Search) -> Select[Publication]:
    """Return the query of every publication that matches, the newest first."""
    order = (Publication.publish_after.desc(), Publication.id.desc())
    return _narrowed(select(Publication), wanted).order_by(*order)


def found_stuck(wanted: Search) -> Select[Publication]:
    """Return the query of what matches and waits for somebody, in order of time."""
    query = _narrowed(select(Publication), wanted).where(Publication.status.in_(STUCK))
    return query.order_by(Publication.publish_after, Publication.id)


def _shown(
    session: Session, query: Select[Publication], order: ColumnElement[datetime] | None = None
) -> list[Publication]:
    """Return publications with their clips' pictures, in their order."""
    by = Publication.publish_after if order is None else order
    query = query.options(WITH_PICTURES)
    return list(session.scalars(query.order_by(by, Publication.id).limit(MOST_ROWS)).unique())


def _shown_at(row: Publication) -> datetime:
    """Return when a publication went or goes out."""
    return row.published_at or row.ready_at


def _cards(rows: list[Publication]) -> list[Card]:
    """Return publications together that bring one clip to several channels at one hour."""
    found: dict[tuple[int, datetime], Card] = {}
    for row in rows:
        at = _shown_at(row).replace(second=0, microsecond=0)
        hour = at.replace(minute=0)
        found.setdefault((row.clip_id, hour), Card(row.clip, at, [])).rows.append(row)
    return list(found.values())


def between(session: Session, start: datetime, end: datetime, wanted: Search) -> list[Publication]:
    """Return what goes or went out in a time, in its order; without what was taken out."""
    query = _narrowed(select(Publication), wanted).where(
        Publication.publish_after >= start,
        Publication.publish_after < end,
        Publication.status != S.CANCELLED,
    )
    query = query.options(WITH_PICTURES).order_by(Publication.publish_after, Publication.id)
    rows = session.scalars(query)
    return list(rows.unique())


def waits_for_person() -> ColumnElement[bool]:
    """Return the condition of a publication, joined to its channel, that waits for a person."""
    is_by_hand = Channel.mode == Mode.BY_HAND
    return or_(
        Publication.status.in_((S.FAILED, S.MISSED, S.UNKNOWN)),
        (Publication.status == S.PUBLISHING) & is_by_hand,
        (Publication.status == S.PROCESSING) & (Publication.look_count > 0),
        (Publication.status == S.PUBLISHED) & Publication.retract_due_at.is_not(None),
    )


def causes(session: Session) -> list[Cause]:
    """Return why publications did not go out, the most frequent cause first."""
    count = func.count()
    query = (
        select(Publication.last_error, count)
        .where(Publication.status.in_((S.FAILED, S.MISSED)), Publication.last_error != "")
        .group_by(Publication.last_error)
        .order_by(count.desc(), Publication.last_error)
    )
    return [Cause(text, number) for text, number in session.execute(query)]


def stopped_by(session: Session, cause: str) -> list[Publication]:
    """Return what did not go out for one cause, in its order."""
    query = select(Publication).where(
        Publication.status.in_((S.FAILED, S.MISSED)), Publication.last_error == cause
    )
    return list(session.scalars(query.order_by(Publication.publish_after)).unique())


def echoes(session: Session, publication: Publication, now: datetime, zone: ZoneInfo) -> list[str]:
    """Return what people would see twice within thirty days, as sentences."""
    query = select(Publication).where(
        Publication.channel_id == publication.channel_id,
        Publication.status.not_in(NEVER_OUT),
        Publication.publish_after > min(now, publication.publish_after) - ECHO,
        Publication.publish_after < publication.publish_after + ECHO,
    )
    found: dict[str, None] = {}
    with session.no_autoflush:
        others = [one for one in session.scalars(query).unique() if one.id != publication.id]
    for other in others:
        day = dates.day(other.publish_after, zone, now)
        said = ECHOES.get(other.status, IS_PLANNED)
        when = said.format(channel=publication.channel.name, day=day)
        if publication.text and other.text == publication.text:
            found[SAME_TEXT.format(when=when)] = None
        if other.file_sha256 == publication.file_sha256:
            found[SAME_FILE.format(when=when)] = None
    return list(found)


def went_out(session: Session, start: datetime, end: datetime) -> list[Publication]:
    """Return what went out in a time, also what was taken down since, with its figures."""
    event = selectinload(Publication.clip, Clip.event)
    query = (
        select(Publication)
        .where(Publication.published_at >= start, Publication.published_at < end)
        .options(
            selectinload(Publication.figures),
            selectinload(Publication.clip).selectinload(Clip.renders),
            event.lazyload("*"),
            event.joinedload(Event.campaign),
        )
    )
    return list(session.scalars(query.order_by(Publication.published_at)).unique())


def lines_of(session: Session, publication: Publication) -> list[AuditLine]:
    """Return a publication's own history, the newest first."""
    query = select(AuditLine).where(
        AuditLine.subject_kind == "Publication", AuditLine.subject_id == publication.id
    )
    return list(session.scalars(query.order_by(AuditLine.id.desc()).limit(MOST_LINES)))


def _narrowed(query: Select[Publication], wanted: Search) -> Select[Publication]:
    """Narrow a query to what is looked for."""
    if wanted.channel_id is not None:
        query = query.where(Publication.channel_id == wanted.channel_id)
    if wanted.text or wanted.campaign_id is not None:
        query = query.join(Clip, Clip.id == Publication.clip_id)
    if wanted.text:
        query = query.where(holds(wanted.text, Clip.folded, Publication.folded))
    if wanted.campaign_id is not None:
        query = query.join(Event, Event.id == Clip.event_id)
        query = query.where(Event.campaign_id == wanted.campaign_id)
    return query
