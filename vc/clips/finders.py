"""The clips that a search of everything finds."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from vc.clips.labels import KINDS, STATUSES, TONES
from vc.clips.models import Clip, ClipStatus
from vc.clips.queries import clip_of_folio
from vc.dates import film_length
from vc.folding import folded
from vc.fulltext import matches
from vc.paging import Page, page_of
from vc.search.hooks import MOST_TOLD, Asked, Finder, Hit

FOLIO = "c-"


def _find(session: Session, asked: Asked) -> Page[Hit]:
    """Return the clips that are called so, those that changed last first."""
    named = clip_of_folio(session, asked.words) if folded(asked.words).startswith(FOLIO) else None
    is_called_so = matches(session, Clip, asked.words) & (Clip.status != ClipStatus.WITHDRAWN)
    query = select(Clip).where(or_(is_called_so, Clip.id == (named.id if named else None)))
    order = (Clip.changed_at.desc(), Clip.id.desc())
    options = (joinedload(Clip.event).lazyload("*"), selectinload(Clip.renders))
    page = page_of(
        session, query.order_by(*order), asked.page, asked.size, options=options, most=MOST_TOLD
    )
    return page.of([_clip(one) for one in page.rows])


def _clip(clip: Clip) -> Hit:
    """Return a clip as it was found."""
    cover, is_usual = clip.cover, clip.status is ClipStatus.APPROVED
    place = {"clip_id": clip.id, "render_id": cover.id} if cover else {}
    return Hit(
        title=clip.title or clip.folio,
        args={"clip_id": clip.id},
        row=clip,
        about=clip.event.summary if clip.event else KINDS[clip.kind],
        at=clip.changed_at,
        state=None if is_usual else (STATUSES[clip.status], TONES[clip.status]),
        picture=("clips.thumbnail", place) if cover else None,
        length=film_length(round((cover.duration_ms or 0) / 1000)) if cover else "",
        names=(clip.folio,),
    )


CLIPS = Finder(key="clips", title="Clips", endpoint="clips.show", icon="cut", find=_find)
