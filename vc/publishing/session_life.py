"""A session's publications on its page: their stop of the chain, what comes, what is next."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from vc.access import can, clock
from vc.booking.chain import Place, Stop, StopState
from vc.booking.models import Event
from vc.booking.next_step import Action, Offer, Urgency
from vc.booking.states import EventStatus
from vc.booking.timeline import Entry
from vc.clips.models import Clip, ClipStatus
from vc.clips.session_life import clips_of
from vc.db import db
from vc.once import once
from vc.publishing import labels, metrics
from vc.publishing.models import (
    COMING,
    NEEDS_SOMEBODY,
    UNDER_WAY,
    Publication,
    PublicationStatus,
)
from vc.publishing.queries import WITH_PICTURES

S = PublicationStatus


def publications_of(event: Event) -> list[Publication]:
    """Return the publications of a session's clips in order of time, but for those taken out."""
    return once(lambda: _publications_of(event), "publications", event.id)


def _publications_of(event: Event) -> list[Publication]:
    """Return them, read anew."""
    query = (
        select(Publication)
        .join(Clip, Clip.id == Publication.clip_id)
        .where(Clip.event_id == event.id, Publication.status != S.CANCELLED)
        .options(selectinload(Publication.figures), WITH_PICTURES)
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
        return _stop_ahead(event)
    words = labels.stop_out(len(out), metrics.total_of(out).views)
    return Stop(Place.PUBLISHED, StopState.DONE, words, None, "#publicaciones")


def _stop_ahead(event: Event) -> Stop | None:
    """Return the stop of a session of which nothing is out or planned, where something may be."""
    is_to_come = event.records and event.status is not EventStatus.CANCELLED
    return Stop(Place.PUBLISHED, StopState.AHEAD, labels.STOP_NOTHING) if is_to_come else None


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
    needing = [one for one in found if one.status in NEEDS_SOMEBODY or one.is_to_retract]
    # The first of them; the others are in their section.
    for one in needing[:1]:
        yield _needs(one)
    planned = {one.clip_id for one in found}
    approved = [one for one in clips_of(event) if one.status is ClipStatus.APPROVED]
    for clip in [one for one in approved if one.id not in planned][:1]:
        yield _is_to_be_planned(clip)


def _needs(one: Publication) -> Offer:
    """Return that a publication needs somebody."""
    action = Action(
        label=labels.OPEN, endpoint="publishing.show", values=(("publication_id", one.id),)
    )
    return Offer(
        urgency=Urgency.EXPIRING,
        what=labels.NEEDS.format(title=one.clip.title or one.clip.folio, at=one.channel),
        why=one.retract_why if one.is_to_retract else one.last_error,
        action=action,
        is_allowed=can("publishing.change", one),
    )


def _is_to_be_planned(clip: Clip) -> Offer:
    """Return that a clip may be published, and nobody planned it."""
    action = Action(
        label=labels.PLAN,
        endpoint="publishing.queue",
        values=(("clip_id", clip.id),),
        icon="send",
    )
    return Offer(
        urgency=Urgency.WORK,
        what=labels.TO_PLAN.format(title=clip.title or clip.folio),
        action=action,
        is_allowed=can("publishing.queue", clip),
    )
