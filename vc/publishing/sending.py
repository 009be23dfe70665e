"""The worker's part: what is due goes out, or a person is asked; then its address is looked at.

Every gate is asked again at the moment itself. No transaction is open while somebody else's server
is asked; the end is fenced by the lease.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrations.permalink_check import Sight
from vc.channels.networks import Network
from vc.errors import ConcurrentChangeError
from vc.jobs import claim, release
from vc.publishing import finding, following, gates, pausing, picturing, posting
from vc.publishing.models import Phase, Publication, PublicationStatus
from vc.publishing.shift import Shift, Tools, come_back, mail, may_go
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
SIGHTS = {
    Sight.GONE: "La red dice que en ese enlace no hay nada. Revise que sea el de la publicación.",
    Sight.HIDDEN: "La red no deja verla sin cuenta. Ábrala en una ventana privada y confírmelo.",
    Sight.NO_ANSWER: "El enlace todavía no contesta; se vuelve a intentar solo.",
}


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
        begins_at, ready_at = publication.begins_at, publication.ready_at
        if publication.due_at is not None and not begins_at <= publication.due_at <= ready_at:
            publication.due_at = begins_at


def _go_out(shift: Shift, publication: Publication) -> None:
    """Let out what is due, unless something is in its way."""
    now = shift.now()
    if now < publication.begins_at:
        release(publication, due_at=publication.begins_at)
    elif now < publication.ready_at:
        _get_ready(shift, publication)
    elif may_go(shift, publication):
        picturing.ensure(shift, publication)
        advance(publication, S.PUBLISHING, now=now)
        if publication.channel.network is Network.WEBSITE:
            _show(shift, publication)
        elif shift.publisher_of(publication) is None:
            _ask(shift, publication)
        else:
            # Whoever takes it over finds it held, and by whom.
            shift.session.commit()
            posting.publish(shift, publication)


def _get_ready(shift: Shift, publication: Publication) -> None:
    """Prepare ahead of its time what nobody sees, unless it would not go out as things stand."""
    session, at = shift.session, publication.ready_at
    is_held = (
        shift.publisher_of(publication) is None
        or publication.channel.stopped_at is not None
        or gates.pause_of(session, publication, at) is not None
        or gates.reasons_against(session, publication, at, zone=shift.tools.zone)
    )
    if is_held:
        release(publication, due_at=at)
        return
    picturing.ensure(shift, publication)
    posting.prepare(shift, publication)


def _go_on(shift: Shift, publication: Publication) -> None:
    """Go on with what is at hand: ours, or a person's; whoever began it, whatever is set since."""
    if publication.asked_at is not None:
        _remind(shift, publication)
    elif shift.publisher_of(publication) is not None:
        posting.publish(shift, publication)
    elif publication.phase is Phase.SENT:
        finding.leave_to_person(shift, publication)
    elif may_go(shift, publication):
        _ask(shift, publication)


def _ask(shift: Shift, publication: Publication) -> None:
    """Ask a person to publish it."""
    now = shift.now()
    publication.asked_at = now
    where = f"{shift.tools.site_url}/publicaciones/{publication.id}"
    mail(shift, publication, ASK_SUBJECT, ASK.format(channel=publication.channel, where=where))
    release(publication, due_at=min(now + REMIND_AFTER, publication.last_at))


def _remind(shift: Shift, publication: Publication) -> None:
    """Remind people of what they were asked for; once its window is over, let somebody decide."""
    now = shift.now()
    assert publication.asked_at is not None
    if not may_go(shift, publication):
        return
    if publication.reminded_at is None and now >= publication.asked_at + REMIND_AFTER:
        publication.reminded_at = now
        text = REMIND.format(channel=publication.channel)
        mail(shift, publication, REMIND_SUBJECT, text)
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
    """Look whether its address answers; the network that published it tells it first."""
    is_ours = shift.publisher_of(publication) is not None and not publication.published_by_id
    url = finding.see(shift, publication) if is_ours else publication.permalink_url
    if not url:
        return
    network = publication.channel.network
    shift.session.commit()
    sight = shift.tools.look(url, network)
    come_back(shift, publication)
    if publication.status is not S.PROCESSING or publication.permalink_url != url:
        release(publication, due_at=shift.now())
    elif sight is Sight.ANSWERS or (is_ours and _is_believed(publication, sight)):
        publication.last_error = ""
        if is_ours:
            posting.add_captions(shift, publication)
        _published(shift, publication)
    else:
        _not_seen(shift, publication, sight)


def _is_believed(publication: Publication, sight: Sight) -> bool:
    """Tell whether the network's word suffices, where its page is closed to us.

    That there is nothing at the address is never believed to be a post.
    """
    if sight is Sight.HIDDEN:
        return True
    return sight is Sight.NO_ANSWER and publication.look_count >= BELIEVED_AT


def _published(shift: Shift, publication: Publication) -> None:
    """Write down that everybody can see it."""
    now = shift.now()
    advance(publication, S.PUBLISHED, now=now, published_at=now, reason=publication.permalink_url)
    is_ours = shift.publisher_of(publication) is not None and not publication.published_by_id
    due_at = following.next_figures_at(publication, now) if is_ours else None
    release(publication, due_at=due_at, error=publication.last_error)


def _not_seen(shift: Shift, publication: Publication, sight: Sight) -> None:
    """Look again later; in time, tell people."""
    looks = publication.look_count
    publication.look_count = looks + 1
    is_first_hidden = sight is Sight.HIDDEN and not looks
    if looks + 1 == TELL_AT or is_first_hidden:
        mail(shift, publication, NO_ANSWER_SUBJECT, SIGHTS[sight])
    wait = FIRST_LOOKS[looks] if looks < len(FIRST_LOOKS) else MOST_WAIT
    due_at = shift.now() + wait if looks + 1 < MOST_LOOKS else None
    release(publication, due_at=due_at, error=SIGHTS[sight])


def _rest(shift: Shift, publication: Publication) -> None:
    """Let go of a row for which there is nothing to do."""
    release(publication, due_at=None, error=publication.last_error)


STEPS = {
    S.QUEUED: _go_out,
    S.PUBLISHING: _go_on,
    S.PROCESSING: _look,
    S.UNKNOWN: finding.look_for,
    S.PUBLISHED: following.follow,
}
