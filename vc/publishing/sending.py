"""The worker's part: what is due goes out, or a person is asked; then its address is looked at.

Every gate is asked again at the moment itself. No transaction is open while somebody else's server
is asked; the end is fenced by the lease.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.posts import Sight
from vc.channels.networks import Network
from vc.errors import ConcurrentChangeError
from vc.jobs import claim, hold, release
from vc.mailing import service as mailing
from vc.publishing import gates, pausing
from vc.publishing.models import Publication, PublicationStatus
from vc.states import advance

S = PublicationStatus
REMIND_AFTER = timedelta(hours=2)
FIRST_LOOKS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30))
"""How long it is waited between looks at an address that does not answer."""
MOST_WAIT = timedelta(hours=1)
MOST_LOOKS = 24
TELL_AT = len(FIRST_LOOKS)
"""After so many looks people are told."""

TOO_LATE = "Se pasó su hora ({minutes} min de tolerancia) y nadie la publicó: decida si todavía va."
ASK_SUBJECT = "Hay que publicar: {publication}"
ASK = (
    "Es hora de publicar este clip en {channel}. En su página están el archivo, el texto para "
    "copiar y el lugar para pegar el enlace: {where}"
)
REMIND_SUBJECT = "Sigue sin publicarse: {publication}"
REMIND = "Hace dos horas que tocaba publicarlo en {channel}. Si ya se publicó, pegue su enlace."
STOPPED_SUBJECT = "No se publicó: {publication}"
NO_ANSWER_SUBJECT = "El enlace no abre: {publication}"
SIGHTS = {
    Sight.GONE: "La red dice que en ese enlace no hay nada. Revise que sea el de la publicación.",
    Sight.HIDDEN: "La red no deja verla sin cuenta. Ábrala en una ventana privada y confírmelo.",
    Sight.NO_ANSWER: "El enlace todavía no contesta; se vuelve a intentar solo.",
}


@dataclass(frozen=True, slots=True)
class Tools:
    """What the worker has at hand. `look` asks an address of a network, and may take seconds.

    `site_url` begins our own pages' addresses, empty where nobody said it.
    """

    clock: Callable[[], datetime]
    zone: ZoneInfo
    look: Callable[[str, Network], Sight]
    site_url: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """One call of the worker: its row is claimed under `token`."""

    session: Session
    tools: Tools
    token: str

    def now(self) -> datetime:
        """Return the present instant."""
        return self.tools.clock()


def settle(session: Session, publication_id: int, *, tools: Tools) -> None:
    """Do what is due for a publication, if nobody else is at it; any number of times."""
    token = claim(session, Publication, publication_id, now=tools.clock())
    session.commit()
    if token is None:
        return
    shift = Shift(session, tools, token)
    publication = session.get_one(Publication, publication_id)
    try:
        STEPS.get(publication.status, _rest)(shift, publication)
        session.commit()
    except ConcurrentChangeError:
        # Somebody else holds the row now, or changed it first: the next look finds it as it is.
        session.rollback()


def plan(session: Session, now: datetime, *, zone: ZoneInfo) -> None:
    """Let go on what a pause held that is over, and follow sessions that were moved.

    The caller commits.
    """
    pausing.plan(session, now, zone=zone)
    waiting = select(Publication).where(
        Publication.status == S.QUEUED, Publication.waits_for_event, Publication.due_at > now
    )
    for publication in session.scalars(waiting).unique():
        if publication.due_at != publication.ready_at:
            publication.due_at = publication.ready_at


def _go_out(shift: Shift, publication: Publication) -> None:
    """Let out what is due, unless something is in its way."""
    now = shift.now()
    if now < publication.ready_at:
        release(publication, due_at=publication.ready_at)
    elif _may_go(shift, publication):
        advance(publication, S.PUBLISHING, now=now)
        if publication.channel.network is Network.WEBSITE:
            _show(shift, publication)
        else:
            _ask(shift, publication)


def _may_go(shift: Shift, publication: Publication) -> bool:
    """Tell whether nothing is in the way at this moment; else write down what is."""
    now = shift.now()
    if gates.pause_of(shift.session, publication, now) is not None:
        advance(publication, S.PAUSED, now=now)
        release(publication, due_at=None)
        return False
    if now > publication.last_at:
        text = TOO_LATE.format(minutes=publication.channel.window_min)
        _stop(shift, publication, S.MISSED, text)
        return False
    against = gates.reasons_against(shift.session, publication, now, zone=shift.tools.zone)
    if against:
        _stop(shift, publication, S.FAILED, " ".join(against))
        return False
    return True


def _stop(shift: Shift, publication: Publication, to: PublicationStatus, why: str) -> None:
    """Let a person decide, and tell them why."""
    now = shift.now()
    advance(publication, to, now=now, reason=why)
    release(publication, due_at=None, error=why)
    _mail(shift, publication, STOPPED_SUBJECT, why)


def _ask(shift: Shift, publication: Publication) -> None:
    """Ask a person to publish it."""
    now = shift.now()
    publication.asked_at = now
    where = f"{shift.tools.site_url}/publicaciones/{publication.id}"
    _mail(shift, publication, ASK_SUBJECT, ASK.format(channel=publication.channel, where=where))
    release(publication, due_at=min(now + REMIND_AFTER, publication.last_at))


def _remind(shift: Shift, publication: Publication) -> None:
    """Remind people of what they were asked for; once its window is over, let somebody decide."""
    now = shift.now()
    if publication.asked_at is None or not _may_go(shift, publication):
        return
    if publication.reminded_at is None and now >= publication.asked_at + REMIND_AFTER:
        publication.reminded_at = now
        text = REMIND.format(channel=publication.channel)
        _mail(shift, publication, REMIND_SUBJECT, text)
    # A second past its end it is too late.
    release(publication, due_at=publication.last_at + timedelta(seconds=1))


def _show(shift: Shift, publication: Publication) -> None:
    """Publish it on the office's own page."""
    now = shift.now()
    url = f"{shift.tools.site_url}/difusion/{publication.slug}"
    advance(publication, S.PROCESSING, now=now, permalink_url=url, look_count=0)
    if shift.tools.site_url:
        release(publication, due_at=now)
    else:
        # Nobody said under which address our pages are: there is none to ask.
        _published(shift, publication)


def _look(shift: Shift, publication: Publication) -> None:
    """Look whether its address answers."""
    url, network = publication.permalink_url, publication.channel.network
    shift.session.commit()
    sight = shift.tools.look(url, network)
    hold(shift.session, publication, shift.token)
    shift.session.refresh(publication)
    if publication.status is not S.PROCESSING or publication.permalink_url != url:
        release(publication, due_at=shift.now())
    elif sight is Sight.ANSWERS:
        _published(shift, publication)
    else:
        _not_seen(shift, publication, sight)


def _published(shift: Shift, publication: Publication) -> None:
    """Write down that everybody can see it."""
    now = shift.now()
    advance(publication, S.PUBLISHED, now=now, published_at=now, reason=publication.permalink_url)
    release(publication, due_at=None)


def _not_seen(shift: Shift, publication: Publication, sight: Sight) -> None:
    """Look again later; in time, tell people."""
    looks = publication.look_count
    publication.look_count = looks + 1
    is_first_hidden = sight is Sight.HIDDEN and not looks
    if looks + 1 == TELL_AT or is_first_hidden:
        _mail(shift, publication, NO_ANSWER_SUBJECT, SIGHTS[sight])
    wait = FIRST_LOOKS[looks] if looks < len(FIRST_LOOKS) else MOST_WAIT
    due_at = shift.now() + wait if looks + 1 < MOST_LOOKS else None
    release(publication, due_at=due_at, error=SIGHTS[sight])


def _rest(shift: Shift, publication: Publication) -> None:
    """Let go of a row for which there is nothing to do."""
    release(publication, due_at=None, error=publication.last_error)


def _mail(shift: Shift, publication: Publication, subject: str, text: str) -> None:
    """Tell everybody who coordinates."""
    mailing.alarm(
        shift.session,
        publication.clip.event,
        subject=subject.format(publication=publication),
        text=text,
        now=shift.now(),
    )


STEPS = {S.QUEUED: _go_out, S.PUBLISHING: _remind, S.PROCESSING: _look}
