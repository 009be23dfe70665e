"""The worker's part at a network's own interface: begun, uploaded, sent once, looked for, seen.

What is public is decided by one call. Before it, everything may be done anew; the row says that it
may be on its way, committed, before it is sent; after it, only what the network shows, or a person,
tells what became of it. It is sent a second time only after a look that told that nothing happened.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from integrations.errors import (
    BlockedError,
    CredentialsError,
    IntegrationError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from integrations.publishing import Draft, Post, Publisher, Seen, Stage
from vc.channels import service as channels
from vc.clips import queries as clips
from vc.clips.edit import captions_of
from vc.clips.models import ClipRender
from vc.clips.subtitles import srt_text
from vc.jobs import next_try, release, renew
from vc.mailing import service as mailing
from vc.publishing.models import Phase, Publication, PublicationStatus
from vc.publishing.shift import Shift, come_back, mail, may_go, stop, wait_for_channel
from vc.states import advance

S = PublicationStatus
LOOK_AFTER = timedelta(minutes=3)
"""Lists and states lag: before, "nothing there" proves nothing (contract of clips, 6.1)."""
MOST_LOOKS = 5
LONGEST_DOUBT = timedelta(hours=12)
"""So long a network that lets nobody look is waited for before a person is asked."""
MOST_SENT = 2
READY_WAIT = timedelta(seconds=10)
SEEN_WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 60, 120, 300))
MOST_SEEN_LOOKS = 60
OTHER_BYTES = "El archivo guardado no es el que se aprobó: no se envió nada. Prepárelo de nuevo."
NO_FILE = "El archivo del clip ya no está guardado. Prepárelo de nuevo."
UNKNOWN_SUBJECT = "No se sabe si salió: {publication}"
UNKNOWN = (
    "Se envió a {channel} y no contestó; tampoco se pudo comprobar. Véalo en la red: si está, "
    "pegue su enlace en la publicación; si no está, indíquelo ahí."
)
NOT_THERE = "{channel} dice que no la tiene, después de intentarlo dos veces."
STOPPED_SUBJECT = "El canal {channel} dejó de aceptar al sistema"
STILL_WORKING = "La red todavía la prepara."


def publish(shift: Shift, publication: Publication) -> None:
    """Take a publication on from where it is: as far as it goes in one turn."""
    publisher = shift.publisher_of(publication)
    assert publisher is not None
    if publication.phase is Phase.SENT:
        # Whoever sent it is gone, and with them the answer.
        _unknown(shift, publication, UNKNOWN.format(channel=publication.channel))
        return
    if not may_go(shift, publication):
        return
    film = publication.film
    assert film is not None
    try:
        with _post(shift, publication, film) as post:
            _prepare(shift, publication, publisher, post)
            if publication.phase is not Phase.UPLOADED:
                return
            if not _is_ready(shift, publication, publisher):
                release(publication, due_at=shift.now() + READY_WAIT)
            elif may_go(shift, publication):
                _send(shift, publication, publisher, post)
    except FileNotFoundError:
        stop(shift, publication, S.FAILED, NO_FILE)
    except IntegrationError as error:
        come_back(shift, publication)
        _not_prepared(shift, publication, error)


def look_for(shift: Shift, publication: Publication) -> None:
    """Look whether it was published after all. Only what is seen leads out of UNKNOWN."""
    publisher = shift.publisher_of(publication)
    if publisher is None:
        release(publication, due_at=None, error=publication.last_error)
        return
    seen = _seen(shift, publication, publisher)
    if isinstance(seen, IntegrationError):
        # That the look failed does not say that nothing is there.
        _look_again(shift, publication, seen)
    elif seen.stage in (Stage.PUBLISHED, Stage.PROCESSING):
        _sent(shift, publication, seen.remote_id)
    elif seen.stage is Stage.FAILED:
        stop(shift, publication, S.FAILED, seen.reason)
    elif seen.stage is Stage.UNSEEN or not _is_time_to_tell(shift, publication):
        _look_later(shift, publication, publication.last_error)
    elif publication.send_count >= MOST_SENT:
        stop(shift, publication, S.FAILED, NOT_THERE.format(channel=publication.channel))
    else:
        phase = Phase.UPLOADED if seen.stage is Stage.DRAFT else Phase.NEW
        advance(publication, S.QUEUED, now=shift.now(), phase=phase)
        release(publication, due_at=shift.now())


def leave_to_person(shift: Shift, publication: Publication) -> None:
    """Ask a person whether it is there: it was sent, and nothing tells us any more."""
    text = UNKNOWN.format(channel=publication.channel)
    advance(publication, S.UNKNOWN, now=shift.now(), reason=text)
    release(publication, due_at=None, error=text)
    mail(shift, publication, UNKNOWN_SUBJECT, text)


def see(shift: Shift, publication: Publication) -> str:
    """Return the address that the network gives it; empty while it is not public there yet."""
    publisher = shift.publisher_of(publication)
    if publisher is None:
        return publication.permalink_url
    seen = _seen(shift, publication, publisher)
    if isinstance(seen, IntegrationError):
        _wait(shift, publication, seen)
    elif seen.stage is Stage.FAILED:
        stop(shift, publication, S.FAILED, seen.reason)
    elif seen.stage is Stage.PUBLISHED and seen.permalink_url:
        _keep(publication, seen)
        return seen.permalink_url
    else:
        _see_later(shift, publication)
    return ""


def add_captions(shift: Shift, publication: Publication) -> None:
    """Add its captions once it is public; without them it is published all the same."""
    publisher, film = shift.publisher_of(publication), publication.film
    if publisher is None or film is None or not publication.with_captions:
        return
    number = publication.remote_id
    try:
        with _post(shift, publication, film, is_checked=False) as post:
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
        draft = publisher.upload(_draft(publication), post, lambda: _stay(shift, publication))
        come_back(shift, publication)
        publication.remote_id, publication.upload_url = draft.remote_id, draft.upload_url
        publication.phase = Phase.UPLOADED
        shift.session.commit()


def _is_ready(shift: Shift, publication: Publication, publisher: Publisher) -> bool:
    """Ask whether it can be published now."""
    draft = _draft(publication)
    shift.session.commit()
    is_ready = publisher.is_ready(draft)
    come_back(shift, publication)
    return is_ready


def _send(shift: Shift, publication: Publication, publisher: Publisher, post: Post) -> None:
    """Send the one call that cannot be taken back. That it may be on its way is kept before."""
    now, draft = shift.now(), _draft(publication)
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
    _sent(shift, publication, remote_id)


def _sent(shift: Shift, publication: Publication, remote_id: str) -> None:
    """Write down that the network has it."""
    changes = {"remote_id": remote_id or publication.remote_id, "look_count": 0}
    advance(publication, S.PROCESSING, now=shift.now(), **changes)
    release(publication, due_at=shift.now())


def _not_sent(shift: Shift, publication: Publication, error: IntegrationError) -> None:
    """Write down what became of the call: nothing, a refusal, or nobody knows."""
    if isinstance(error, OutcomeUnknownError):
        _unknown(shift, publication, error.message)
    elif isinstance(error, CredentialsError | BlockedError):
        publication.phase = Phase.UPLOADED
        _stop_channel(shift, publication, error)
    elif isinstance(error, UnavailableError):
        # Refused before any work: it may be sent again.
        publication.phase = Phase.UPLOADED
        publication.send_count -= 1
        _wait(shift, publication, error)
    else:
        stop(shift, publication, S.FAILED, error.message)


def _not_prepared(shift: Shift, publication: Publication, error: IntegrationError) -> None:
    """Write down why it is not ready to be sent, and what comes next."""
    if isinstance(error, CredentialsError | BlockedError):
        _stop_channel(shift, publication, error)
    elif isinstance(error, NotFoundError):
        publication.phase = Phase.NEW
        publication.remote_id = publication.upload_url = ""
        _wait(shift, publication, error)
    elif isinstance(error, RejectedError):
        stop(shift, publication, S.FAILED, error.message)
    else:
        _wait(shift, publication, error)


def _wait(shift: Shift, publication: Publication, error: IntegrationError) -> None:
    """Try again later, not before the network wants it."""
    now, said = shift.now(), getattr(error, "retry_after", None)
    later = said if said is not None and said > now else next_try(publication.attempts, now)
    release(publication, due_at=later, error=error.message)


def _unknown(shift: Shift, publication: Publication, why: str) -> None:
    """Nobody knows whether it is public: look when the network can tell."""
    advance(publication, S.UNKNOWN, now=shift.now(), reason=why, look_count=0)
    release(publication, due_at=shift.now() + LOOK_AFTER, error=why)


def _look_again(shift: Shift, publication: Publication, error: IntegrationError) -> None:
    """Look again after one that failed; who was told to wait, or was refused, has not looked."""
    now, said = shift.now(), getattr(error, "retry_after", None)
    was_sent = not isinstance(error, RateLimitedError | CredentialsError | BlockedError)
    if was_sent or now > (publication.sent_at or now) + LONGEST_DOUBT:
        _look_later(shift, publication, error.message)
        return
    later = max(now + LOOK_AFTER, said or now)
    release(publication, due_at=later, error=error.message)


def _look_later(shift: Shift, publication: Publication, why: str) -> None:
    """Look again, so often; then ask a person."""
    publication.look_count += 1
    if publication.look_count < MOST_LOOKS:
        release(publication, due_at=shift.now() + LOOK_AFTER, error=why)
        return
    text = UNKNOWN.format(channel=publication.channel)
    release(publication, due_at=None, error=text)
    mail(shift, publication, UNKNOWN_SUBJECT, text)


def _see_later(shift: Shift, publication: Publication) -> None:
    """Look again whether the network is done with it."""
    looks = publication.look_count
    publication.look_count = looks + 1
    if looks + 1 >= MOST_SEEN_LOOKS:
        text = UNKNOWN.format(channel=publication.channel)
        release(publication, due_at=None, error=text)
        mail(shift, publication, UNKNOWN_SUBJECT, text)
        return
    wait = SEEN_WAITS[min(looks, len(SEEN_WAITS) - 1)]
    release(publication, due_at=shift.now() + wait, error=STILL_WORKING)


def _stop_channel(
    shift: Shift, publication: Publication, error: CredentialsError | BlockedError
) -> None:
    """Stop everything on the channel, and tell people once; this waits with the others."""
    channel, now = publication.channel, shift.now()
    if channels.stop(shift.session, channel, error.message, now):
        subject = STOPPED_SUBJECT.format(channel=channel)
        mailing.alarm(shift.session, None, subject=subject, text=error.message, now=now)
    wait_for_channel(shift, publication)


def _seen(shift: Shift, publication: Publication, publisher: Publisher) -> Seen | IntegrationError:
    """Read at the network how it stands; or why that did not work."""
    draft, film = _draft(publication), publication.film
    post = _bare_post(publication, film)
    shift.session.commit()
    try:
        seen: Seen | IntegrationError = publisher.look(draft, post)
    except IntegrationError as error:
        seen = error
    come_back(shift, publication)
    return seen


def _keep(publication: Publication, seen: Seen) -> None:
    """Keep where it is seen."""
    publication.permalink_url = seen.permalink_url
    publication.remote_id = seen.remote_id or publication.remote_id


def _is_time_to_tell(shift: Shift, publication: Publication) -> bool:
    """Tell whether "nothing there" can be believed by now."""
    sent_at = publication.sent_at
    return sent_at is None or shift.now() >= sent_at + LOOK_AFTER


def _stay(shift: Shift, publication: Publication) -> None:
    """Keep the row while a large file is on its way."""
    renew(shift.session, publication, shift.token, now=shift.now())
    shift.session.commit()


def _draft(publication: Publication) -> Draft:
    """Return what leads to it at the network."""
    return Draft(publication.remote_id, publication.upload_url)


@contextmanager
def _post(
    shift: Shift, publication: Publication, film: ClipRender, *, is_checked: bool = True
) -> Iterator[Post]:
    """Lend it as the network gets it; no transaction is open meanwhile.

    Raises FileNotFoundError, and RejectedError for a file that is not the approved one.
    """
    store = shift.tools.store
    assert store is not None
    values = _values(publication, film)
    if publication.with_captions:
        edit = clips.edit_of(shift.session, publication.clip)
        values["captions"] = srt_text(captions_of(edit, film.length))
    key, picture_key, wanted = film.key, film.thumbnail_key, publication.file_sha256
    shift.session.commit()
    picture = _read(store.open(picture_key)) if picture_key else None
    with store.local_path(key) as path:
        if is_checked and _digest(path) != wanted:
            raise RejectedError(OTHER_BYTES, vendor="vc", operation="check_file")
        yield Post(film=path, picture=picture, **values)


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _bare_post(publication: Publication, film: ClipRender | None) -> Post:
    """Return it without its bytes, for looks."""
    return Post(film=Path(), **_values(publication, film))


def _values(publication: Publication, film: ClipRender | None) -> dict[str, object]:
    """Return what the network gets beside the file."""
    return {
        "mark": f"{publication.clip.folio}-{publication.id}",
        "title": publication.title,
        "text": publication.text,
        "size_bytes": film.size_bytes if film else 0,
        "duration_ms": film.duration_ms or 0 if film else 0,
        "width": film.width or 0 if film else 0,
        "height": film.height or 0 if film else 0,
    }


def _read(file: object) -> bytes:
    """Return the whole of a file."""
    with file as opened:
        return opened.read()
