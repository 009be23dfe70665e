"""What went out as pieces of the programme: each clip once, by its kind, and every publication.

Only what is out with an address that answered counts; what was taken down counts no more.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from vc.booking.models import Event
from vc.channels.models import Channel
from vc.clips.models import Clip, ClipKind
from vc.programme.deliverables import DeliverableKind, Piece
from vc.publishing.models import COMING, UNDER_WAY, Publication, PublicationStatus

PLANNED = COMING + UNDER_WAY
OUT = PublicationStatus.PUBLISHED
WORDS = {
    ClipKind.FRAGMENT: ("fragmento publicado", "fragmentos publicados"),
    ClipKind.CAPSULE: ("cápsula publicada", "cápsulas publicadas"),
    ClipKind.INTERVIEW: ("entrevista publicada", "entrevistas publicadas"),
    ClipKind.STORY: ("historia publicada", "historias publicadas"),
    ClipKind.PROMO: ("promo publicada", "promos publicadas"),
}


def clips(kind: ClipKind, session: Session, begin: datetime, end: datetime) -> Iterator[Piece]:
    """Yield the clips of a kind that first went out in a time, or are to: each of them once."""
    earlier = aliased(Publication)
    is_first = ~(
        select(earlier.id)
        .where(
            earlier.clip_id == Publication.clip_id,
            earlier.status == OUT,
            earlier.published_at < begin,
        )
        .exists()
    )
    found: dict[int, Piece] = {}
    for one in session.execute(_out(begin, end).where(Clip.kind == kind, is_first)):
        found.setdefault(one.clip_id, _clip(one, is_proven=True))
    is_out = (
        select(earlier.id)
        .where(earlier.clip_id == Publication.clip_id, earlier.status == OUT)
        .exists()
    )
    for one in session.execute(_planned(begin, end).where(Clip.kind == kind, ~is_out)):
        found.setdefault(one.clip_id, _clip(one, is_proven=False))
    yield from found.values()


def publications(session: Session, begin: datetime, end: datetime) -> Iterator[Piece]:
    """Yield what went out in a time on any channel, or is to."""
    for query, is_proven in ((_out(begin, end), True), (_planned(begin, end), False)):
        for one in session.execute(query):
            yield Piece(
                key=f"publication:{one.id}",
                title=f"{one.title or one.clip_title} · {one.channel}",
                at=one.at,
                is_proven=is_proven,
                endpoint="publishing.show",
                args={"publication_id": one.id},
                campaign_id=one.campaign_id,
                municipality=one.municipality or "",
                of=f"clip:{one.clip_id}",
            )


def _out(begin: datetime, end: datetime) -> Select:
    """Return the query of what went out in a time, the first first."""
    at = Publication.published_at
    return _rows(at).where(Publication.status == OUT, at >= begin, at < end)


def _planned(begin: datetime, end: datetime) -> Select:
    """Return the query of what is to go out in a time, the first first."""
    at = Publication.publish_after
    return _rows(at).where(Publication.status.in_(PLANNED), at >= begin, at < end)


def _rows(at: InstrumentedAttribute) -> Select:
    """Return the query of publications with what pieces tell of them."""
    return (
        select(
            *(Publication.id, Publication.clip_id, Publication.title, at.label("at")),
            *(Clip.title.label("clip_title"), Channel.name.label("channel")),
            *(Event.campaign_id, Event.municipality),
        )
        .join(Clip, Clip.id == Publication.clip_id)
        .join(Channel, Channel.id == Publication.channel_id)
        .outerjoin(Event, Event.id == Clip.event_id)
        .order_by(at, Publication.id)
    )


def _clip(one: Row, *, is_proven: bool) -> Piece:
    """Return a clip as a piece."""
    return Piece(
        key=f"clip:{one.clip_id}",
        title=one.clip_title,
        at=one.at,
        is_proven=is_proven,
        endpoint="clips.show",
        args={"clip_id": one.clip_id},
        campaign_id=one.campaign_id,
        municipality=one.municipality or "",
    )


KINDS = (
    *(
        DeliverableKind(key=f"clip.{kind.value}", one=one, many=many, pieces=partial(clips, kind))
        for kind, (one, many) in WORDS.items()
    ),
    DeliverableKind(
        key="publication", one="publicación", many="publicaciones", pieces=publications
    ),
)
