"""The worker's door: one broadcast, the one step that is due for it."""

from sqlalchemy.orm import Session

from vc.errors import ConcurrentChangeError
from vc.jobs import claim, release
from vc.live import afterwards, airing, announcing, channels, schedule
from vc.live.models import Broadcast
from vc.live.schedule import OWN, Step
from vc.live.shift import Shift, Tools, rest

STEPS = {
    Step.ANNOUNCE: announcing.announce,
    Step.LOOK: announcing.look,
    Step.ASK: announcing.ask,
    Step.CHANGE: announcing.change,
    Step.WITHDRAW: announcing.withdraw,
    Step.REHEARSE: airing.rehearse,
    Step.START: airing.start,
    Step.WATCH: airing.watch,
    Step.STOP: airing.stop,
    Step.GIVE_UP: airing.give_up,
    Step.FOLLOW: afterwards.follow,
    Step.WARN: afterwards.warn,
    Step.EXPIRE: afterwards.expire,
}


def settle(session: Session, broadcast_id: int, *, tools: Tools) -> None:
    """Do what is due for a broadcast, if nobody else is at it; any number of times, by any worker.

    It takes the row under a lease and closes the transaction before it calls a vendor.
    """
    token = claim(session, Broadcast, broadcast_id, now=tools.clock())
    session.commit()
    if token is None:
        return
    shift = Shift(session, tools, token)
    try:
        _step(shift, session.get_one(Broadcast, broadcast_id))
        session.commit()
    except ConcurrentChangeError:
        # Somebody else holds the row now, or changed it first: the next look finds it as it is.
        session.rollback()


def _step(shift: Shift, broadcast: Broadcast) -> None:
    """Do the one thing that is due."""
    now = shift.now()
    due = schedule.next_due(broadcast, shift.broadcaster, now)
    if due is None or due.at > now:
        release(broadcast, due_at=due.at if due else None)
        return
    state = channels.stopped(shift.session, broadcast.channel)
    if state is None or due.step in OWN:
        STEPS[due.step](shift, broadcast)
        return
    # It waits with all the others of its channel; this was no attempt.
    broadcast.attempts = max(0, broadcast.attempts - 1)
    rest(shift, broadcast, error=state.reason, not_before=channels.resumes_at(state, now))
