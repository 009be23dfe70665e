"""A session's publications on its page: their stop of the chain, what comes, what is next."""

from collections.abc import Iterable

from sqlalchemy import select

from vc.access import can, clock
from vc.booking.chain import Place, Stop, StopState
from vc.booking.models import Event, EventStatus
from vc.booking.next_step import Action, Offer, Urgency
from vc.booking.timeline import Entry
from vc.clips.models import Clip, ClipStatus
from vc.db import db
from vc.publishing import labels, metrics
from vc.publishing.models import (
    COMING,
    NEEDS_SOMEBODY,
    UNDER_WAY,
    Publication,
    PublicationStatus,
)

S = PublicationStatus


def publications_of(event: Event) -> list[Publication]:
    """Return the publications of a session's clips in order of time, but for those taken out."""
    query = (
        select(Publication)
        .join(Clip, Clip.id == Publication.clip_id)
        .where(Clip.event_id == event.id, Publication.status != S.CANCELLED)
        .order_by(Publication.publish_after, Publication.id)
    )
    return list(db.session.scalars(query).unique())


def stop(event: Event) -> Stop | None:
    """Return the last stop of the chain; None where nothing is to be published yet."""
    found = publications_of(event)
    out = [one for one in found if one.status is S.PUBLISHED]
    if any(one.status in NEEDS_SOMEBODY or one.is_to_retract for one in found):
        return Stop(Place.PUBLISHED, StopState.PROBLEM, labels.STOP_NEEDS, None, "#publicaciones")
    coming = [one for one in found if one.status in (*COMING, *UNDER_WAY)]
    if coming:
        at = coming[0].publish_after
        return Stop(Place.PUBLISHED, StopState.NOW, labels.STOP_COMES, at, "#publicaciones")
    if not out:
        is_to_come = event.records and event.status is not EventStatus.CANCELLED
        return Stop(Place.PUBLISHED, StopState.AHEAD, labels.STOP_NOTHING) if is_to_come else None
    words = labels.stop_out(len(out), metrics.total_of(out).views)
    return Stop(Place.PUBLISHED, StopState.DONE, words, None, "#publicaciones")


def entries(event: Event) -> Iterable[Entry]:
    """Yield what is still to go out; what went out stands in the history."""
    now = clock()
    for one in publications_of(event):
        if one.status in COMING and one.publish_after > now:
            text = labels.GOES_OUT.format(title=one.clip.title or one.clip.folio, at=one.channel)
            yield Entry(at=one.publish_after, text=text)


def offers(event: Event) -> Iterable[Offer]:
    """Yield what publications ask of somebody, and clips that may be published and are not."""
    found = publications_of(event)
    for one in found:
        if one.status in NEEDS_SOMEBODY or one.is_to_retract:
            what = labels.NEEDS.format(title=one.clip.title or one.clip.folio, at=one.channel)
            action = Action(
                label=labels.OPEN,
                endpoint="publishing.show",
                values=(("publication_id", one.id),),
            )
            allowed = can("publishing.change", one)
            why = one.retract_why if one.is_to_retract else one.last_error
            yield Offer(
                urgency=Urgency.EXPIRING, what=what, why=why, action=action, is_allowed=allowed
            )
    planned = {one.clip_id for one in found}
    query = select(Clip).where(Clip.event_id == event.id, Clip.status == ClipStatus.APPROVED)
    for clip in db.session.scalars(query.order_by(Clip.id)).unique():
        if clip.id not in planned:
            action = Action(
                label=labels.PLAN,
                endpoint="publishing.queue",
                values=(("clip_id", clip.id),),
                icon="send",
            )
            what = labels.TO_PLAN.format(title=clip.title or clip.folio)
            allowed = can("publishing.queue", clip)
            yield Offer(urgency=Urgency.WORK, what=what, action=action, is_allowed=allowed)
