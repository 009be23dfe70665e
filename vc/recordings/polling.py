"""The worker's half of finding: each account of a vendor is looked through, and nothing is missed.

No transaction is open while the vendor is on the line, and an error of the vendor only makes the
look happen later: it never changes what is known of a recording.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.contracts.recordings import FoundRecording, StorageUse
from integrations.errors import CredentialsError, IntegrationError
from vc.booking.models import Event, Meeting
from vc.jobs import Job, release
from vc.licences.models import Licence
from vc.recordings import ingest, schedule, webhooks
from vc.recordings.models import AWAITED, Recording, RecordingStatus, Survey
from vc.states import advance

PATIENCE = timedelta(hours=24)
"""How long after its session nobody wonders where a recording is."""
UNTIL_RECONNECTED = timedelta(minutes=15)

NOT_FOUND = "Todavía no aparece. Se busca a diario hasta 30 días después de la sesión."


@dataclass(frozen=True, slots=True)
class Listing:
    """What a vendor told of an account, of what began since an instant."""

    since: datetime
    is_far: bool
    found: list[FoundRecording]
    storage: StorageUse | None = None


def survey(job: Job[Survey]) -> None:
    """Survey one account: ask the vendor, take in what it says, set when to ask again."""
    row, now, host = job.row, job.now(), job.row.host_email
    recorder = job.services.recorders.get(row.source)
    if recorder is None:
        job.done()
        return
    # Once a day the whole last month, also what nobody awaits: some come late, and some are of
    # rooms that were made elsewhere.
    is_far = row.looked_far_at is None or now - row.looked_far_at >= schedule.FAR_LOOK
    # A day more: vendors list by the beginning, and what is awaited is known by its end.
    since = now - schedule.HOPE if is_far else _earliest(job.session, row, now) - timedelta(days=1)
    try:
        with job.outside():
            found = recorder.recordings(host, since, now)
            listing = Listing(since, is_far, found, recorder.storage() if is_far else None)
    # Who asks people to reconnect is `vc.connections`; here the account only waits for it.
    except CredentialsError as error:
        job.again_at(job.now() + UNTIL_RECONNECTED, error.message)
    except IntegrationError as error:
        # Nothing follows from a vendor that does not answer.
        job.retry(error)
    else:
        _take_in(job.session, row, listing, job.now())


def _take_in(session: Session, row: Survey, listing: Listing, now: datetime) -> None:
    """Take in everything that was told, and conclude what follows."""
    for found in listing.found:
        ingest.ingest(session, row.source, found, now=now)
    listed = [found.external_id for found in listing.found]
    # Only of the window that was asked about: what is older was not listed for that reason alone.
    webhooks.no_longer_listed(session, row.source, row.host_email, listed, listing.since)
    if listing.storage is not None:
        webhooks.note_storage(session, row.source, listing.storage, now=now)
    # After everything was taken in: a poll that breaks off is made once more.
    row.looked_at = now
    if listing.is_far:
        row.looked_far_at = now
    ends = _awaited_ends(session, row, now)
    _miss(session, row, now)
    release(row, due_at=schedule.next_look(ends, row.looked_far_at or now, now=now))


def _awaited_ends(session: Session, row: Survey, now: datetime) -> list[datetime]:
    """Return when the sessions on the account ended of which something is still awaited.

    In the first day that is every one: transcripts and further files come later than the video.
    """
    query = (
        select(Recording, Event, Meeting)
        .join(Event, Event.id == Recording.event_id)
        .join(Meeting)
        .join(Licence, Licence.id == Meeting.licence_id)
        .where(
            Recording.source == row.source,
            Licence.account_email == row.host_email,
            Event.ends_after(now - schedule.HOPE),
        )
    )
    ends = []
    for recording, event, meeting in session.execute(query).unique():
        end = max(event.ends_at, meeting.ended_at or event.ends_at)
        is_open = recording.is_awaited or not recording.is_complete
        if is_open or now < end + schedule.HOURLY_UNTIL:
            ends.append(end)
    return ends


def _earliest(session: Session, row: Survey, now: datetime) -> datetime:
    """Return the earliest end of what is awaited on the account."""
    return min(_awaited_ends(session, row, now), default=now)


def _miss(session: Session, row: Survey, now: datetime) -> None:
    """Say of what the vendor does not have a day after its session that it is missing."""
    query = (
        select(Recording)
        .join(Event)
        .join(Meeting)
        .join(Licence, Licence.id == Meeting.licence_id)
        .where(
            Recording.source == row.source,
            Recording.status == RecordingStatus.EXPECTED,
            # A row that the vendor has named by an id is found, whatever its status says.
            Recording.external_id.startswith(AWAITED, autoescape=True),
            Licence.account_email == row.host_email,
            Event.ended_by(now - PATIENCE),
        )
    )
    for recording in session.scalars(query).unique():
        advance(recording, RecordingStatus.MISSING, now=now, reason=NOT_FOUND)
