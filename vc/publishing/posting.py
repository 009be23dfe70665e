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
from vc.channels import service as channels
from vc.jobs import release, renew
from vc.mailing import service as mailing
from vc.publishing import finding, parcels
from vc.publishing.models import Phase, Publication, PublicationStatus
from vc.publishing.shift import Shift, come_back, may_go, stop, wait_for_channel

S = PublicationStatus
NO_FILE = "El archivo del clip ya no está guardado. Prepárelo de nuevo."
STOPPED_SUBJECT = "El canal {channel} dejó de aceptar al sistema"


def prepare(shift: Shift, publication: Publication) -> None:
    """Do ahead what nobody sees, so that at its time only the one call is left."""
    publisher, film = shift.publisher_of(publication), publication.film
    assert publisher is not None
    assert film is not None
    try:
        with parcels.lent(shift, publication, film) as post:
            _prepare(shift, publication, publisher, post)
            is_ready = _is_ready(shift, publication, publisher)
    except FileNotFoundError:
        stop(shift, publication, S.FAILED, NO_FILE)
        return
    except IntegrationError as error:
        come_back(shift, publication)
        _not_prepared(shift, publication, error)
        return
    at, later = publication.ready_at, shift.now() + finding.next_look(publication)
    release(publication, due_at=at if is_ready else min(later, at))


def publish(shift: Shift, publication: Publication) -> None:
    """Take a publication on from where it is: as far as it goes in one turn."""
    publisher = shift.publisher_of(publication)
    assert publisher is not None
    if publication.phase is Phase.SENT:
        # Whoever sent it is gone, and with them the answer.
        finding.unknown(shift, publication, finding.UNKNOWN.format(channel=publication.channel))
        return
    if not may_go(shift, publication):
        return
    film = publication.film
    assert film is not None
    try:
        with parcels.lent(shift, publication, film) as post:
            _prepare(shift, publication, publisher, post)
            if publication.phase is not Phase.UPLOADED:
                return
            if not _is_ready(shift, publication, publisher):
                release(publication, due_at=shift.now() + finding.next_look(publication))
            elif may_go(shift, publication):
                _send(shift, publication, publisher, post)
    except FileNotFoundError:
        stop(shift, publication, S.FAILED, NO_FILE)
    except IntegrationError as error:
        come_back(shift, publication)
        _not_prepared(shift, publication, error)


def add_captions(shift: Shift, publication: Publication) -> None:
    """Add captions and picture once it is public; without them it is published all the same."""
    publisher, film = shift.publisher_of(publication), publication.film
    if publisher is None or film is None:
        return
    number = publication.remote_id
    try:
        with parcels.lent(shift, publication, film, is_checked=False) as post:
            publisher.add_captions(number, post)
    except (IntegrationError, FileNotFoundError) as error:
        come_back(shift, publication)
        publication.last_error = str(getattr(error, "message", NO_FILE))
        return
    come_back(shift, publication)


def _prepare(shift: Shift, publication: Publication, publisher: Publisher, post: Post) -> None:
    """Do what makes nothing public: a place for it, its bytes. Each step is kept at once."""
    if publication.phase is Phase.NEW:
        draft = publisher.begin(post)
        come_back(shift, publication)
        publication.remote_id, publication.upload_url = draft.remote_id, draft.upload_url
        publication.phase = Phase.BEGUN
        shift.session.commit()
    if publication.phase is Phase.BEGUN:
        draft = publisher.upload(
            parcels.draft_of(publication), post, lambda: _stay(shift, publication)
        )
        come_back(shift, publication)
        publication.remote_id, publication.upload_url = draft.remote_id, draft.upload_url
        publication.phase = Phase.UPLOADED
        shift.session.commit()


def _is_ready(shift: Shift, publication: Publication, publisher: Publisher) -> bool:
    """Ask whether it can be published now."""
    draft = parcels.draft_of(publication)
    shift.session.commit()
    is_ready = publisher.is_ready(draft)
    come_back(shift, publication)
    return is_ready


def _send(shift: Shift, publication: Publication, publisher: Publisher, post: Post) -> None:
    """Send the one call that cannot be taken back. That it may be on its way is kept before."""
    now, draft = shift.now(), parcels.draft_of(publication)
    publication.phase, publication.sent_at = Phase.SENT, now
    publication.send_count += 1
    publication.look_count = 0
    shift.session.commit()
    try:
        remote_id = publisher.publish(draft, post)
    except IntegrationError as error:
        come_back(shift, publication)
        _not_sent(shift, publication, error)
        return
    come_back(shift, publication)
    finding.sent(shift, publication, remote_id)


def _not_sent(shift: Shift, publication: Publication, error: IntegrationError) -> None:
    """Write down what became of the call: nothing, a refusal, or nobody knows."""
    if isinstance(error, OutcomeUnknownError):
        finding.unknown(shift, publication, error.message)
    elif isinstance(error, CredentialsError | BlockedError):
        publication.phase = Phase.UPLOADED
        _stop_channel(shift, publication, error)
    elif isinstance(error, UnavailableError):
        # Refused before any work: it may be sent again.
        publication.phase = Phase.UPLOADED
        publication.send_count -= 1
        finding.wait(shift, publication, error)
    else:
        stop(shift, publication, S.FAILED, error.message)


def _not_prepared(shift: Shift, publication: Publication, error: IntegrationError) -> None:
    """Write down why it is not ready to be sent, and what comes next."""
    if isinstance(error, CredentialsError | BlockedError):
        _stop_channel(shift, publication, error)
    elif isinstance(error, NotFoundError):
        publication.phase = Phase.NEW
        publication.remote_id = publication.upload_url = ""
        finding.wait(shift, publication, error)
    elif isinstance(error, RejectedError):
        stop(shift, publication, S.FAILED, error.message)
    else:
        finding.wait(shift, publication, error)


def _stop_channel(
    shift: Shift, publication: Publication, error: CredentialsError | BlockedError
) -> None:
    """Stop everything on the channel, and tell people once; this waits with the others."""
    channel, now = publication.channel, shift.now()
    if channels.stop(shift.session, channel, error.message, now):
        subject = STOPPED_SUBJECT.format(channel=channel)
        mailing.alarm(shift.session, None, subject=subject, text=error.message, now=now)
    wait_for_channel(shift, publication)


def _stay(shift: Shift, publication: Publication) -> None:
    """Keep the row while a large file is on its way."""
    renew(shift.session, publication, shift.token, now=shift.now())
    shift.session.commit()
