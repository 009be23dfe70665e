"""The worker's half: gives out a session's certificates and thanks, piece by piece."""

from sqlalchemy import select

from vc.attendance.models import Registration, RegistrationStatus
from vc.attendance.who_came import length_min
from vc.certificates import letters, rules, service
from vc.certificates.models import CertificateRun
from vc.jobs import Job

PIECE = 50
"""So many people in one transaction: a worker that dies loses no more, and nobody gets two."""


def give(job: Job[CertificateRun]) -> None:
    """Give the next ones theirs; the rest are due at once."""
    run, session, now = job.row, job.session, job.now()
    minimum = rules.minimum_of(session, run.event, job.services.settings.certificate_minimum)
    length = length_min(run.event)
    query = select(Registration).where(
        Registration.event_id == run.event_id,
        Registration.status == RegistrationStatus.CONFIRMED,
        Registration.id > run.cursor,
    )
    people = session.scalars(query.order_by(Registration.id).limit(PIECE)).all()
    for one in people:
        if not one.name:
            continue
        if minimum.is_reached(one.minutes, length):
            service.give(session, one, by=run.asked_by, now=now)
        elif one.minutes and service.latest(session, one.id) is None:
            letters.queue(session, one, now, edition=0)
    run.looked_at += len(people)
    if len(people) < PIECE:
        run.finished_at = now
        job.done()
        return
    run.cursor = people[-1].id
    job.again_at(now)
