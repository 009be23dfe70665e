"""The worker's part after a post is out: taken down where the network lets us, counted when due.

Both may be repeated: a post that is gone counts as taken down, and figures are only read.
"""

from datetime import datetime

from integrations.errors import IntegrationError, RejectedError
from integrations.permalink_check import Sight
from vc.jobs import next_try, release
from vc.publishing import figures, retracting
from vc.publishing.models import Figure, Moment, Publication
from vc.publishing.shift import Shift, come_back

BY_US = "El sistema la borró en la red y su enlace ya no abre."
BY_US_UNSEEN = "El sistema la borró en la red; la red lo confirmó."
STILL_THERE = "La red dijo que la borró, y el enlace todavía abre: compruébelo."


def follow(shift: Shift, publication: Publication) -> None:
    """Take it down, if that was asked for; else read its figures, if their moment has come."""
    publisher = shift.publisher_of(publication)
    if publisher is None or not publication.remote_id or publication.published_by_id:
        # A person published it, and a person does the rest.
        release(publication, due_at=None)
    elif publication.is_to_retract:
        _take_down(shift, publication)
    else:
        _count(shift, publication)


def next_figures_at(publication: Publication, now: datetime) -> datetime | None:
    """Return when its next figures are to be read; None after the last."""
    out_at = publication.published_at
    if out_at is None:
        return None
    times = (out_at + after for after in figures.AFTER.values())
    return next((at for at in times if at > now), None)


def _take_down(shift: Shift, publication: Publication) -> None:
    """Delete it at the network. What the network does not let us do stays with a person."""
    publisher = shift.publisher_of(publication)
    number, url, network = (
        publication.remote_id,
        publication.permalink_url,
        publication.channel.network,
    )
    shift.session.commit()
    try:
        publisher.retract(number)
        sight = shift.tools.look(url, network)
    except RejectedError as error:
        come_back(shift, publication)
        release(publication, due_at=None, error=error.message)
        return
    except IntegrationError as error:
        come_back(shift, publication)
        later = next_try(publication.attempts, shift.now())
        release(publication, due_at=later, error=error.message)
        return
    come_back(shift, publication)
    if sight is Sight.ANSWERS:
        later = next_try(publication.attempts, shift.now())
        release(publication, due_at=later, error=STILL_THERE)
        return
    release(publication, due_at=None)
    proof = BY_US if sight is Sight.GONE else BY_US_UNSEEN
    retracting.note_gone(shift.session, publication, proof, shift.now())


def _count(shift: Shift, publication: Publication) -> None:
    """Read its figures for the last moment that has come; earlier ones nobody knows any more."""
    moments = figures.missing(publication, shift.now())
    if not moments:
        release(publication, due_at=next_figures_at(publication, shift.now()))
        return
    publisher, number = shift.publisher_of(publication), publication.remote_id
    shift.session.commit()
    try:
        found = publisher.figures(number)
    except IntegrationError as error:
        come_back(shift, publication)
        # They can be typed in: what is not told by the next moment is not asked for again.
        is_over = isinstance(error, RejectedError)
        later = next_try(publication.attempts, shift.now())
        coming = next_figures_at(publication, shift.now())
        release(publication, due_at=coming if is_over else later, error=error.message)
        return
    come_back(shift, publication)
    if found.views is not None or found.reach is not None:
        _keep(publication, moments[-1], found.views, found.reach, shift.now())
    release(publication, due_at=next_figures_at(publication, shift.now()))


def _keep(
    publication: Publication, moment: Moment, views: int | None, reach: int | None, now: datetime
) -> None:
    """Keep what the network told."""
    if all(one.moment is not moment for one in publication.figures):
        publication.figures.append(Figure(moment=moment, views=views, reach=reach, at=now))
