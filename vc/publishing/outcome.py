"""The worker's part after the one call: what became of it is looked for, and never guessed.

Only what the network shows, or a person, leads out of UNKNOWN; a post is out once it is seen.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from integrations.contracts.publishing import Publisher, Seen, Stage
from integrations.errors import (
    BlockedError,
    CredentialsError,
    IntegrationError,
    RateLimitedError,
    RejectedError,
)
from integrations.permalink_check import PostCheck
from vc.jobs import backoff_until
from vc.publishing import metrics, payload, takedowns
from vc.publishing.models import Figure, Moment, Phase, Publication, PublicationStatus
from vc.publishing.publication_job import (
    PublicationJob,
    look_at_post,
    mail,
    publisher_of,
    refusal_of,
    refused_by,
    stop,
    wait_for_network,
)
from vc.states import advance

S = PublicationStatus
LOOK_AFTER = timedelta(minutes=3)
"""Lists and states lag: before, "nothing there" proves nothing (contract of clips, 6.1)."""
MOST_LOOKS = 5
LONGEST_DOUBT = timedelta(hours=12)
"""So long a network that lets nobody look is waited for before a person is asked."""
MOST_SENT = 2
SEEN_WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 60, 120, 300))
MOST_SEEN_LOOKS = 60
UNKNOWN_SUBJECT = "No se sabe si salió: {publication}"
UNKNOWN = (
    "Se envió a {channel} y no contestó; tampoco se pudo comprobar. Véalo en la red: si está, "
    "pegue su enlace en la publicación; si no está, indíquelo ahí."
)
NOT_THERE = "{channel} dice que no la tiene, después de intentarlo dos veces."
STILL_WORKING = "La red todavía la prepara."
BY_US = "El sistema la borró en la red y su enlace ya no abre."
BY_US_UNSEEN = "El sistema la borró en la red; la red lo confirmó."
STILL_THERE = "La red dijo que la borró, y el enlace todavía abre: compruébelo."


def look_for(job: PublicationJob) -> None:
    """Look whether it was published after all. Only what is seen leads out of UNKNOWN."""
    publication = job.row
    publisher = publisher_of(job)
    if publisher is None:
        job.done(publication.last_error)
        return
    seen = _seen(job, publisher)
    if isinstance(seen, IntegrationError):
        # That the look failed does not say that nothing is there.
        _look_again(job, seen)
    elif seen.stage in (Stage.PUBLISHED, Stage.PROCESSING):
        sent(job, seen.remote_id)
    elif seen.stage is Stage.FAILED:
        stop(job, S.FAILED, seen.reason)
    elif seen.stage is Stage.UNSEEN or not _is_time_to_tell(job):
        _look_later(job, publication.last_error)
    elif publication.send_count >= MOST_SENT:
        stop(job, S.FAILED, NOT_THERE.format(channel=publication.channel))
    else:
        phase = Phase.UPLOADED if seen.stage is Stage.DRAFT else Phase.NEW
        advance(publication, S.QUEUED, now=job.now(), phase=phase)
        job.again_at(job.now())


def leave_to_person(job: PublicationJob) -> None:
    """Ask a person whether it is there: it was sent, and nothing tells us any more."""
    publication = job.row
    text = UNKNOWN.format(channel=publication.channel)
    advance(publication, S.UNKNOWN, now=job.now(), reason=text)
    job.done(text)
    mail(job, UNKNOWN_SUBJECT, text)


def see(job: PublicationJob) -> str:
    """Return the address that the network gives it; empty while it is not public there yet."""
    publication = job.row
    publisher = publisher_of(job)
    if publisher is None:
        return publication.permalink_url
    seen = _seen(job, publisher)
    if isinstance(seen, IntegrationError):
        job.retry(seen)
    elif seen.stage is Stage.FAILED:
        stop(job, S.FAILED, seen.reason)
    elif seen.stage is Stage.PUBLISHED and seen.permalink_url:
        _keep(publication, seen)
        return seen.permalink_url
    else:
        _see_later(job)
    return ""


def sent(job: PublicationJob, remote_id: str) -> None:
    """Write down that the network has it."""
    publication = job.row
    number = remote_id or publication.remote_id
    advance(publication, S.PROCESSING, now=job.now(), remote_id=number, look_count=0)
    job.again_at(job.now())


def unknown(job: PublicationJob, why: str) -> None:
    """Nobody knows whether it is public: look when the network can tell."""
    publication = job.row
    advance(publication, S.UNKNOWN, now=job.now(), reason=why, look_count=0)
    job.again_at(job.now() + LOOK_AFTER, why)


def _look_again(job: PublicationJob, error: IntegrationError) -> None:
    """Look again after one that failed; who was told to wait, or was refused, has not looked."""
    publication = job.row
    now, said = job.now(), getattr(error, "retry_after", None)
    was_sent = not isinstance(error, RateLimitedError | CredentialsError | BlockedError)
    if was_sent or now > (publication.sent_at or now) + LONGEST_DOUBT:
        _look_later(job, error.message)
        return
    later = max(now + LOOK_AFTER, said or now)
    job.again_at(later, error.message)


def _look_later(job: PublicationJob, why: str) -> None:
    """Look again, so often; then ask a person."""
    publication = job.row
    publication.look_count += 1
    if publication.look_count < MOST_LOOKS:
        job.again_at(job.now() + LOOK_AFTER, why)
        return
    text = UNKNOWN.format(channel=publication.channel)
    job.done(text)
    mail(job, UNKNOWN_SUBJECT, text)


def _see_later(job: PublicationJob) -> None:
    """Look again whether the network is done with it."""
    publication = job.row
    wait = next_look(publication)
    if publication.look_count >= MOST_SEEN_LOOKS:
        text = UNKNOWN.format(channel=publication.channel)
        job.done(text)
        mail(job, UNKNOWN_SUBJECT, text)
        return
    job.again_at(job.now() + wait, STILL_WORKING)


def next_look(publication: Publication) -> timedelta:
    """Count a look at what the network still works on; return how long the next one waits."""
    wait = SEEN_WAITS[min(publication.look_count, len(SEEN_WAITS) - 1)]
    publication.look_count += 1
    return wait


def _seen(job: PublicationJob, publisher: Publisher) -> Seen | IntegrationError:
    """Read at the network how it stands; or why that did not work."""
    publication = job.row
    draft, film = payload.draft_of(publication), publication.film
    post = payload.bare(publication, film)
    try:
        with job.outside():
            return publisher.look(draft, post)
    except IntegrationError as error:
        return error


def _keep(publication: Publication, seen: Seen) -> None:
    """Keep where it is seen."""
    publication.permalink_url = seen.permalink_url
    publication.remote_id = seen.remote_id or publication.remote_id


def _is_time_to_tell(job: PublicationJob) -> bool:
    """Tell whether "nothing there" can be believed by now."""
    publication = job.row
    sent_at = publication.sent_at
    return sent_at is None or job.now() >= sent_at + LOOK_AFTER


def follow(job: PublicationJob) -> None:
    """Take it down, if that was asked for; else read its figures, if their moment has come."""
    publication = job.row
    publisher = publisher_of(job)
    if publisher is None or not publication.remote_id or publication.published_by_id:
        # A person published it, and a person does the rest.
        job.done()
        return
    refusal = refusal_of(job)
    if refusal is not None:
        wait_for_network(job, refusal)
    elif publication.is_to_retract:
        _take_down(job, publisher)
    else:
        _count(job, publisher)


def next_figures_at(publication: Publication, now: datetime) -> datetime | None:
    """Return when its next figures are to be read; None after the last."""
    out_at = publication.published_at
    if out_at is None:
        return None
    times = (out_at + after for after in metrics.AFTER.values())
    return next((at for at in times if at > now), None)


def _take_down(job: PublicationJob, publisher: Publisher) -> None:
    """Delete it at the network. What the network does not let us do stays with a person."""
    publication = job.row
    number, url, network = (
        publication.remote_id,
        publication.permalink_url,
        publication.channel.network,
    )
    try:
        with job.outside():
            publisher.retract(number)
            seen = look_at_post(job, url, network)
    except RejectedError as error:
        job.done(error.message)
        return
    except IntegrationError as error:
        _later(job, error)
        return
    if seen is PostCheck.ANSWERS:
        later = backoff_until(publication.attempts, job.now())
        job.again_at(later, STILL_THERE)
        return
    job.done()
    proof = BY_US if seen is PostCheck.GONE else BY_US_UNSEEN
    takedowns.note_gone(job.session, publication, proof, job.now())


def _count(job: PublicationJob, publisher: Publisher) -> None:
    """Read its figures for the last moment that has come; earlier ones nobody knows any more."""
    publication = job.row
    moments = metrics.missing(publication, job.now())
    if not moments:
        job.again_at(next_figures_at(publication, job.now()))
        return
    number = publication.remote_id
    try:
        with job.outside():
            found = publisher.figures(number)
    except RejectedError as error:
        # They can be typed in: what is not told by the next moment is not asked for again.
        job.again_at(next_figures_at(publication, job.now()), error.message)
        return
    except IntegrationError as error:
        _later(job, error)
        return
    if found:
        _keep_figures(publication, moments[-1], found, job.now())
    job.again_at(next_figures_at(publication, job.now()))


def _later(job: PublicationJob, error: IntegrationError) -> None:
    """Try again later, or with all others once the network takes us again."""
    refusal = refused_by(job, error)
    if refusal is None:
        job.retry(error)
    else:
        wait_for_network(job, refusal)


def _keep_figures(
    publication: Publication, moment: Moment, counts: Mapping[str, int], now: datetime
) -> None:
    """Keep what the network told."""
    if all(one.moment is not moment for one in publication.figures):
        publication.figures.append(Figure(moment=moment, counts=dict(counts), at=now))
