"""The worker's part: what is due goes out, or a person is asked; then its address is looked at.

Every gate is asked again at the moment itself. No transaction is open while somebody else's server
is asked; the end is fenced by the lease.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.permalink_check import PostCheck
from vc.networks.known import NETWORKS
from vc.publishing import gates, network_post, outcome, pauses, payload
from vc.publishing.models import Phase, Publication, PublicationStatus
from vc.publishing.publication_job import (
    PublicationJob,
    look_at_post,
    mail,
    may_go,
    publisher_of,
    refusal_of,
)
from vc.states import advance

S = PublicationStatus
REMIND_AFTER = timedelta(hours=2)
FIRST_LOOKS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30))
"""How long it is waited between looks at an address that does not answer."""
MOST_WAIT = timedelta(hours=1)
MOST_LOOKS = 24
BELIEVED_AT = 2
"""After so many looks in vain the network's own word counts, where no answer came at all."""
TELL_AT = len(FIRST_LOOKS)
"""After so many looks people are told."""

ASK_SUBJECT = "Hay que publicar: {publication}"
ASK = (
    "Es hora de publicar este clip en {channel}. En su página están el archivo, el texto para "
    "copiar y el lugar para pegar el enlace: {where}"
)
REMIND_SUBJECT = "Sigue sin publicarse: {publication}"
REMIND = "Hace dos horas que tocaba publicarlo en {channel}. Si ya se publicó, pegue su enlace."
NO_ANSWER_SUBJECT = "El enlace no abre: {publication}"
PROBLEMS = {
    PostCheck.GONE: (
        "La red dice que en ese enlace no hay nada. Revise que sea el de la publicación."
    ),
    PostCheck.HIDDEN: (
        "La red no deja verla sin cuenta. Ábrala en una ventana privada y confírmelo."
    ),
    PostCheck.NO_ANSWER: "El enlace todavía no contesta; se vuelve a intentar solo.",
}


def settle(job: PublicationJob) -> None:
    """Carry out what the state of a publication asks for."""
    STEPS.get(job.row.status, _rest)(job)


def plan(session: Session, now: datetime, *, zone: ZoneInfo) -> None:
    """Let go on what a pause held that is over, and follow sessions that were moved.

    The caller commits.
    """
    pauses.end_due_pauses(session, now, zone=zone)
    waiting = select(Publication).where(
        Publication.status == S.QUEUED, Publication.waits_for_event, Publication.due_at > now
    )
    for publication in session.scalars(waiting).unique():
        begins_at, ready_at = publication.begins_at, publication.ready_at
        if publication.due_at is not None and not begins_at <= publication.due_at <= ready_at:
            publication.due_at = begins_at


def _go_out(job: PublicationJob) -> None:
    """Let out what is due, unless something is in its way."""
    publication, now = job.row, job.now()
    if now < publication.begins_at:
        job.again_at(publication.begins_at)
    elif now < publication.ready_at:
        _get_ready(job)
    elif may_go(job):
        payload.ensure_thumbnail(job)
        advance(publication, S.PUBLISHING, now=now)
        if NETWORKS[publication.channel.network].is_ours:
            _show(job)
        elif publisher_of(job) is None:
            _ask(job)
        else:
            # Whoever takes it over finds it held, and by whom.
            job.session.commit()
            network_post.publish(job)


def _get_ready(job: PublicationJob) -> None:
    """Prepare ahead of its time what nobody sees, unless it would not go out as things stand."""
    publication = job.row
    session, at = job.session, publication.ready_at
    is_held = (
        publisher_of(job) is None
        or refusal_of(job) is not None
        or gates.pause_of(session, publication, at) is not None
        or gates.reasons_against(session, publication, at, zone=job.services.zone)
    )
    if is_held:
        job.again_at(at)
        return
    payload.ensure_thumbnail(job)
    network_post.prepare(job)


def _go_on(job: PublicationJob) -> None:
    """Go on with what is at hand: ours, or a person's; whoever began it, whatever is set since."""
    publication = job.row
    if publication.asked_at is not None:
        _remind(job)
    elif publisher_of(job) is not None:
        network_post.publish(job)
    elif publication.phase is Phase.SENT:
        outcome.leave_to_person(job)
    elif may_go(job):
        _ask(job)


def _ask(job: PublicationJob) -> None:
    """Ask a person to publish it."""
    publication, now = job.row, job.now()
    publication.asked_at = now
    where = f"{job.services.settings.mail_url}/publicaciones/{publication.id}"
    mail(job, ASK_SUBJECT, ASK.format(channel=publication.channel, where=where))
    job.again_at(min(now + REMIND_AFTER, publication.last_at))


def _remind(job: PublicationJob) -> None:
    """Remind people of what they were asked for; once its window is over, let somebody decide."""
    publication, now = job.row, job.now()
    assert publication.asked_at is not None
    if not may_go(job):
        return
    if publication.reminded_at is None and now >= publication.asked_at + REMIND_AFTER:
        publication.reminded_at = now
        text = REMIND.format(channel=publication.channel)
        mail(job, REMIND_SUBJECT, text)
    # A second past its end it is too late.
    job.again_at(publication.last_at + timedelta(seconds=1))


def _show(job: PublicationJob) -> None:
    """Publish it on the office's own page."""
    publication, now = job.row, job.now()
    url = f"{job.services.settings.mail_url}/difusion/{publication.slug}"
    advance(publication, S.PROCESSING, now=now, permalink_url=url, look_count=0)
    if job.services.settings.mail_url:
        job.again_at(now)
    else:
        # Nobody said under which address our pages are: there is none to ask.
        _published(job)


def _look(job: PublicationJob) -> None:
    """Look whether its address answers; the network that published it tells it first."""
    publication = job.row
    is_ours = publisher_of(job) is not None and not publication.published_by_id
    url = outcome.see(job) if is_ours else publication.permalink_url
    if not url:
        return
    network = publication.channel.network
    with job.outside():
        seen = look_at_post(job, url, network)
    if publication.status is not S.PROCESSING or publication.permalink_url != url:
        job.again_at(job.now())
    elif seen is PostCheck.ANSWERS or (is_ours and _is_believed(publication, seen)):
        publication.last_error = ""
        if is_ours:
            network_post.add_captions(job)
        _published(job)
    else:
        _not_seen(job, seen)


def _is_believed(publication: Publication, seen: PostCheck) -> bool:
    """Tell whether the network's word suffices, where its page is closed to us.

    That there is nothing at the address is never believed to be a post.
    """
    if seen is PostCheck.HIDDEN:
        return True
    return seen is PostCheck.NO_ANSWER and publication.look_count >= BELIEVED_AT


def _published(job: PublicationJob) -> None:
    """Write down that everybody can see it."""
    publication, now = job.row, job.now()
    advance(publication, S.PUBLISHED, now=now, published_at=now, reason=publication.permalink_url)
    is_ours = publisher_of(job) is not None and not publication.published_by_id
    due_at = outcome.next_figures_at(publication, now) if is_ours else None
    job.again_at(due_at, publication.last_error)


def _not_seen(job: PublicationJob, seen: PostCheck) -> None:
    """Look again later; in time, tell people."""
    publication = job.row
    looks = publication.look_count
    publication.look_count = looks + 1
    is_first_hidden = seen is PostCheck.HIDDEN and not looks
    if looks + 1 == TELL_AT or is_first_hidden:
        mail(job, NO_ANSWER_SUBJECT, PROBLEMS[seen])
    wait = FIRST_LOOKS[looks] if looks < len(FIRST_LOOKS) else MOST_WAIT
    due_at = job.now() + wait if looks + 1 < MOST_LOOKS else None
    job.again_at(due_at, PROBLEMS[seen])


def _rest(job: PublicationJob) -> None:
    """Let go of a row for which there is nothing to do."""
    publication = job.row
    job.done(publication.last_error)


STEPS = {
    S.QUEUED: _go_out,
    S.PUBLISHING: _go_on,
    S.PROCESSING: _look,
    S.UNKNOWN: outcome.look_for,
    S.PUBLISHED: outcome.follow,
}
