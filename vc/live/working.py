"""The worker's door: one broadcast, the one step that is due for it."""

from vc.connections import service as connections
from vc.connections.models import Use
from vc.live import afterwards, airing, announcing, schedule
from vc.live.job import BroadcastJob, wait_for_channel
from vc.live.schedule import OWN, Step

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


def settle(job: BroadcastJob) -> None:
    """Do the one thing that is due for a broadcast."""
    broadcast, now = job.row, job.now()
    due = schedule.next_due(broadcast, job.services.broadcaster, now)
    if due is None or due.at > now:
        job.again_at(due.at if due else None)
        return
    stop = connections.stopped(job.session, Use.LIVES, broadcast.channel)
    if stop is None or due.step in OWN:
        STEPS[due.step](job)
    else:
        wait_for_channel(job, stop)
