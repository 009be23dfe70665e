"""What the worker's halves of publications share: one claimed row, its gates, whom to tell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from integrations.contracts.publishing import Publisher
from integrations.permalink_check import Sight
from vc.channels.networks import Network
from vc.jobs import hold, release
from vc.mailing import service as mailing
from vc.media import Store
from vc.publishing import gates
from vc.publishing.models import Publication, PublicationStatus
from vc.states import advance

S = PublicationStatus
WHILE_STOPPED = timedelta(minutes=5)
TOO_LATE = "Se pasó su hora ({minutes} min de tolerancia) y no salió{why}: decida si todavía va."
STOPPED_SUBJECT = "No se publicó: {publication}"


@dataclass(frozen=True, slots=True)
class Tools:
    """What the worker has at hand. `look` asks an address of a network, and may take seconds.

    `site_url` begins our own pages' addresses, empty where nobody said it.
    """

    clock: Callable[[], datetime]
    zone: ZoneInfo
    look: Callable[[str, Network], Sight]
    site_url: str = ""
    publishers: Mapping[Network, Publisher] = field(default_factory=dict)
    store: Store | None = None
    program: Callable[[], str] = lambda: "ffmpeg"
    """Says which ffmpeg makes the pictures."""
    secret_key: str = field(default="", repr=False)
    """Signs the addresses at which networks fetch films."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One call of the worker: its row is claimed under `token`."""

    session: Session
    tools: Tools
    token: str

    def now(self) -> datetime:
        """Return the present instant."""
        return self.tools.clock()

    def publisher_of(self, publication: Publication) -> Publisher | None:
        """Return who publishes it without a person; None where a person does."""
        if publication.channel.is_by_hand:
            return None
        return self.tools.publishers.get(publication.channel.network)


def come_back(shift: Shift, publication: Publication) -> None:
    """Come back from a vendor: make sure the row is still ours and read what it now says."""
    hold(shift.session, publication, shift.token)
    shift.session.refresh(publication)


def may_go(shift: Shift, publication: Publication) -> bool:
    """Tell whether nothing is in the way at this moment; else write down what is."""
    now = shift.now()
    if gates.pause_of(shift.session, publication, now) is not None:
        advance(publication, S.PAUSED, now=now)
        release(publication, due_at=None)
        return False
    channel = publication.channel
    if now > publication.last_at:
        why = f" ({publication.last_error.rstrip('.')})" if publication.last_error else ""
        text = TOO_LATE.format(minutes=channel.window_min, why=why)
        stop(shift, publication, S.MISSED, text)
        return False
    if channel.stopped_at is not None and not channel.is_by_hand:
        wait_for_channel(shift, publication)
        return False
    against = gates.reasons_against(shift.session, publication, now, zone=shift.tools.zone)
    if against:
        stop(shift, publication, S.FAILED, " ".join(against))
        return False
    return True


def wait_for_channel(shift: Shift, publication: Publication) -> None:
    """Wait with all others of a channel that refuses us; this was no attempt."""
    publication.attempts = max(0, publication.attempts - 1)
    if publication.status is not S.QUEUED:
        advance(publication, S.QUEUED, now=shift.now())
    due_at = shift.now() + WHILE_STOPPED
    release(publication, due_at=due_at, error=publication.channel.stop_reason)


def stop(shift: Shift, publication: Publication, to: PublicationStatus, why: str) -> None:
    """Let a person decide, and tell them why."""
    now = shift.now()
    advance(publication, to, now=now, reason=why)
    release(publication, due_at=None, error=why)
    mail(shift, publication, STOPPED_SUBJECT, why)


def mail(shift: Shift, publication: Publication, subject: str, text: str) -> None:
    """Tell everybody who coordinates."""
    mailing.alarm(
        shift.session,
        publication.clip.event,
        subject=subject.format(publication=publication),
        text=text,
        now=shift.now(),
    )
