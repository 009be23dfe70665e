"""What a session's clips ask of whoever fills in their checklists, for the session's page."""

from collections.abc import Iterable

from vc.access import can
from vc.booking.models import Event
from vc.booking.next_step import Action, Offer, Urgency
from vc.checklists.labels import FILL, TO_FILL
from vc.clips.models import ClipStatus
from vc.clips.session_life import clips_of


def offers(event: Event) -> Iterable[Offer]:
    """Yield the clips whose files are made, and whose points are to be answered."""
    # The first of them; the others are in their section.
    for clip in [one for one in clips_of(event) if one.status is ClipStatus.READY][:1]:
        action = Action(
            label=FILL, endpoint="checklists.show", values=(("clip_id", clip.id),), icon="check"
        )
        yield Offer(
            urgency=Urgency.WORK,
            what=TO_FILL.format(title=clip.title or clip.folio),
            action=action,
            is_allowed=can("checklists.answer", clip),
        )
