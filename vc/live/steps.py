"""The worker's door: one broadcast, the one step that is due for it."""

from vc.connections import service as connections
from vc.connections.models import Use
from vc.live import after, before, on_air, schedule
from vc.live.broadcast_job import BroadcastJob, wait_for_channel
from vc.live.schedule import OWN, Step

STEPS = {
    Step.ANNOUNCE: before.announce,
    Step.LOOK: before.look,
    Step.ASK: before.ask,
    Step.CHANGE: before.change,
    Step.WITHDRAW: before.withdraw,
    Step.REHEARSE: on_air.rehearse,
    Step.START: on_air.start,
    Step.WATCH: on_air.watch,
    Step.STOP: on_air.stop,
    Step.GIVE_UP: on_air.give_up,
    Step.FOLLOW: after.follow,
    Step.WARN: after.warn,
    Step.EXPIRE: after.expire,
}


def settle(job: BroadcastJob) -> None:
    """Carry out the one thing that is due for a broadcast."""
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
