"""The worker's part at a network's own interface: begun, uploaded, sent once.

What nobody sees is done ahead of its time.
What is public is decided by one call. Before it, everything may be done anew; the row says that it
may be on its way, committed, before it is sent; after it, only what the network shows, or a person,
tells what became of it. It is sent a second time only after a look that told that nothing happened.
"""

from integrations.contracts.publishing import Post, Publisher
from integrations.errors import (
    BlockedError,
    CredentialsError,
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RejectedError,
    UnavailableError,
)
from vc.publishing import outcome, payload
from vc.publishing.models import Phase, PublicationStatus
from vc.publishing.publication_job import (
    PublicationJob,
    may_go,
    publisher_of,
    refused_by,
    stop,
    wait_for_network,
)

S = PublicationStatus
NO_FILE = "El archivo del clip ya no está guardado. Prepárelo de nuevo."


def prepare(job: PublicationJob) -> None:
    """Do ahead what nobody sees, so that at its time only the one call is left."""
    publication = job.row
    publisher, film = publisher_of(job), publication.film
    assert publisher is not None
    assert film is not None
    try:
        with payload.lent(job, film) as post:
            _prepare(job, publisher, post)
            is_ready = _is_ready(job, publisher)
    except FileNotFoundError:
        stop(job, S.FAILED, NO_FILE)
        return
    except IntegrationError as error:
        _not_prepared(job, error)
        return
    at, later = publication.ready_at, job.now() + outcome.next_look(publication)
    job.again_at(at if is_ready else min(later, at))


def publish(job: PublicationJob) -> None:
    """Take a publication on from where it is: as far as it goes in one turn."""
    publication = job.row
    publisher = publisher_of(job)
    assert publisher is not None
    if publication.phase is Phase.SENT:
        # Whoever sent it is gone, and with them the answer.
        outcome.unknown(job, outcome.UNKNOWN.format(channel=publication.channel))
        return
    if not may_go(job):
        return
    film = publication.film
    assert film is not None
    try:
        with payload.lent(job, film) as post:
            _prepare(job, publisher, post)
            if publication.phase is not Phase.UPLOADED:
                return
            if not _is_ready(job, publisher):
                job.again_at(job.now() + outcome.next_look(publication))
            elif may_go(job):
                _send(job, publisher, post)
    except FileNotFoundError:
        stop(job, S.FAILED, NO_FILE)
    except IntegrationError as error:
        _not_prepared(job, error)


def add_captions(job: PublicationJob) -> None:
    """Add captions and picture once it is public; without them it is published all the same."""
    publication = job.row
    publisher, film = publisher_of(job), publication.film
    if publisher is None or film is None:
        return
    number = publication.remote_id
    try:
        with payload.lent(job, film, is_checked=False) as post, job.outside():
            publisher.add_captions(number, post)
    except (IntegrationError, FileNotFoundError) as error:
        publication.last_error = str(getattr(error, "message", NO_FILE))


def _prepare(job: PublicationJob, publisher: Publisher, post: Post) -> None:
    """Do what makes nothing public: a place for it, its bytes. Each step is kept at once."""
    publication = job.row
    if publication.phase is Phase.NEW:
        with job.outside():
            draft = publisher.begin(post)
        publication.remote_id, publication.upload_url = draft.remote_id, draft.upload_url
        publication.phase = Phase.BEGUN
        job.session.commit()
    if publication.phase is Phase.BEGUN:
        draft = payload.draft_of(publication)
        with job.outside():
            draft = publisher.upload(draft, post, job.heartbeat)
        publication.remote_id, publication.upload_url = draft.remote_id, draft.upload_url
        publication.phase = Phase.UPLOADED
        job.session.commit()


def _is_ready(job: PublicationJob, publisher: Publisher) -> bool:
    """Ask whether it can be published now."""
    draft = payload.draft_of(job.row)
    with job.outside():
        return publisher.is_ready(draft)


def _send(job: PublicationJob, publisher: Publisher, post: Post) -> None:
    """Send the one call that cannot be taken back. That it may be on its way is kept before."""
    publication = job.row
    now, draft = job.now(), payload.draft_of(publication)
    publication.phase, publication.sent_at = Phase.SENT, now
    publication.send_count += 1
    publication.look_count = 0
    try:
        with job.outside():
            remote_id = publisher.publish(draft, post)
    except IntegrationError as error:
        _not_sent(job, error)
        return
    outcome.sent(job, remote_id)


def _not_sent(job: PublicationJob, error: IntegrationError) -> None:
    """Write down what became of the call: nothing, a refusal, or nobody knows."""
    publication = job.row
    if isinstance(error, OutcomeUnknownError):
        outcome.unknown(job, error.message)
    elif isinstance(error, UnavailableError | CredentialsError | BlockedError):
        # Refused before any work: it may be sent again.
        publication.phase = Phase.UPLOADED
        publication.send_count -= 1
        _refused(job, error)
    else:
        stop(job, S.FAILED, error.message)


def _not_prepared(job: PublicationJob, error: IntegrationError) -> None:
    """Write down why it is not ready to be sent, and what comes next."""
    publication = job.row
    if isinstance(error, NotFoundError):
        publication.phase = Phase.NEW
        publication.remote_id = publication.upload_url = ""
        job.retry(error)
    elif isinstance(error, RejectedError):
        stop(job, S.FAILED, error.message)
    else:
        _refused(job, error)


def _refused(job: PublicationJob, error: IntegrationError) -> None:
    """Try again later, or with all others once the network takes us again.

    A permission that only this one needs is for a person to give.
    """
    refusal = refused_by(job, error)
    if refusal is not None:
        wait_for_network(job, refusal)
    elif isinstance(error, CredentialsError) and error.missing_scopes:
        stop(job, S.FAILED, error.message)
    else:
        job.retry(error)
