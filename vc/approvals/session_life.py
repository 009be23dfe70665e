"""What a session's clips ask of whoever approves them, for the session's page."""

from collections.abc import Iterable

from vc.access import current_person
from vc.approvals import service
from vc.approvals.labels import REVIEW, TO_REVIEW
from vc.booking.models import Event
from vc.booking.next_step import Action, Offer, Urgency
from vc.clips.models import ClipStatus
from vc.clips.session_life import clips_of
from vc.db import db


def offers(event: Event) -> Iterable[Offer]:
    """Yield the clips that wait for somebody else's eyes."""
    # The first of them; the others are in their section.
    for clip in [one for one in clips_of(event) if one.status is ClipStatus.IN_REVIEW][:1]:
        action = Action(
            label=REVIEW, endpoint="approvals.review", values=(("clip_id", clip.id),), icon="eye"
        )
        why_not = service.why_not_approvable(db.session(), clip, current_person())
        yield Offer(
            urgency=Urgency.WORK,
            what=TO_REVIEW.format(title=clip.title or clip.folio),
            action=action,
            is_allowed=not why_not,
        )
