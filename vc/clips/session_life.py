"""A session's clips on its page: their stop of the chain, what is proposed, what is next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from vc.access import can, clock
from vc.booking.chain import Place, Stop, StopState
from vc.booking.models import Event
from vc.booking.next_step import Action, Offer, Urgency
from vc.booking.states import EventStatus
from vc.clips import labels, queries
from vc.clips.models import Clip, ClipStatus
from vc.clips.suggestions import Suggestion
from vc.db import db
from vc.once import once
from vc.player import service as player
from vc.privacy import refusals
from vc.recordings import queries as recordings
from vc.recordings.models import RecordingFile

S = ClipStatus
MOST_PROPOSED = 3
IN_WORK = (S.DRAFT, S.CHANGES_REQUESTED, S.FAILED)


@dataclass(frozen=True, slots=True)
class Proposed:
    """The parts of a session's film that are proposed, and the film."""

    file: RecordingFile
    parts: Sequence[Suggestion]


def clips_of(event: Event) -> list[Clip]:
    """Return a session's clips, but for those that were put aside."""
    found = once(lambda: queries.clips_of_event(db.session(), event), "clips", event.id)
    return [one for one in found if one.status is not S.WITHDRAWN]


def stop(event: Event) -> Stop | None:
    """Return the clips' stop of the chain; None where there is nothing to cut."""
    found = clips_of(event)
    if found:
        approved = sum(one.status is S.APPROVED for one in found)
        failed = any(one.status is S.FAILED for one in found)
        is_done = approved == len(found)
        state = StopState.DONE if is_done else StopState.NOW
        words = labels.clips_and_approved(len(found), approved)
        return Stop(Place.CLIPS, StopState.PROBLEM if failed else state, words, None, "#clips")
    if event.status is EventStatus.CANCELLED:
        return None
    if _film(event) is not None:
        return Stop(Place.CLIPS, StopState.NOW, labels.NONE_YET, None, "#clips")
    is_to_come = event.records and not event.is_over(clock())
    return Stop(Place.CLIPS, StopState.AHEAD, labels.NONE_YET) if is_to_come else None


def _film(event: Event) -> RecordingFile | None:
    """Return the first film of a session that can be cut."""
    found = once(lambda: recordings.recordings_of(db.session(), event), "recordings", event.id)
    for recording in found:
        for file in recordings.playable(recording):
            return file
    return None


def proposed(event: Event) -> Proposed | None:
    """Return what is proposed for clips, once the session is over and while it has none.

    It is asked by what is next and by the panel: of a long film it is counted once for a page.
    """
    return once(lambda: _proposed(event), "proposed", event.id)


def _proposed(event: Event) -> Proposed | None:
    """Return what is proposed, found anew."""
    if not event.is_over(clock()) or clips_of(event):
        return None
    file = _film(event)
    parts = proposed_of(file) if file is not None else []
    return Proposed(file, parts) if file is not None and parts else None


def proposed_of(file: RecordingFile) -> list[Suggestion]:
    """Return the best parts of a film for who may cut it, while no clip was cut of it."""
    if not can("clips.new", file) or queries.clips_of_file(db.session(), file):
        return []
    return queries.suggestions_of(db.session(), file, MOST_PROPOSED)


def in_the_way(file: RecordingFile, part: Suggestion) -> list[str]:
    """Return what is to be settled before a clip of a part may be published, in Spanish."""
    event = file.recording.event
    refused = refusals.of_event(db.session(), event.id) if event is not None else ()
    stands = (
        (event is not None and event.has_minors, labels.NEEDS_FAMILY),
        (bool(refused), labels.refused_to_appear(len(refused))),
        (not part.begins_with, labels.NOTHING_WRITTEN),
    )
    return [words for is_so, words in stands if is_so]


def offers(event: Event) -> Iterable[Offer]:
    """Yield what the clips ask of somebody: to cut one, or to go on with one."""
    if event.status is EventStatus.CANCELLED or not event.is_over(clock()):
        return
    # One of them is enough to go on with; the others are in their section.
    for clip in [one for one in clips_of(event) if one.status in IN_WORK][:1]:
        yield _go_on(clip)
    file = _film(event)
    if file is not None and not clips_of(event):
        found = proposed(event)
        count = len(found.parts) if found else 0
        action = Action(
            label=labels.look_through(count),
            endpoint="clips.new",
            values=(("file_id", file.id),),
            icon="cut",
        )
        what = labels.proposed(count)
        yield Offer(
            urgency=Urgency.WORK, what=what, action=action, is_allowed=can("clips.new", file)
        )


def _go_on(clip: Clip) -> Offer:
    """Return what is next with a clip that somebody cuts."""
    what = labels.TO_FINISH if clip.status is S.DRAFT else labels.TO_CORRECT
    action = Action(
        label=labels.OPEN_CLIP, endpoint="clips.show", values=(("clip_id", clip.id),), icon="cut"
    )
    what = what.format(title=clip.title or clip.folio)
    return Offer(urgency=Urgency.WORK, what=what, action=action, is_allowed=can("clips.edit", clip))


def said_at(file: RecordingFile, part: Suggestion) -> datetime:
    """Return when a part was said, by the film's clock."""
    return player.began_at(file) + timedelta(milliseconds=part.in_ms)


def written_time(ms: int) -> str:
    """Return a time in a film as people write it: 12:05."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
