"""The worker's part after a post is out: taken down where the network lets us, counted when due.

Both may be repeated: a post that is gone counts as taken down, and figures are only read.
"""

from datetime import datetime

from integrations.errors import IntegrationError, RejectedError
from integrations.permalink_check import Sight
from vc.jobs import backoff_until
from vc.publishing import metrics, takedowns
from vc.publishing.models import Figure, Moment, Publication
from vc.publishing.publication_job import (
    PublicationJob,
    look_at_post,
    publisher_of,
    refusal_of,
    refused_by,
    wait_for_network,
)

BY_US = "El sistema la borró en la red y su enlace ya no abre."
BY_US_UNSEEN = "El sistema la borró en la red; la red lo confirmó."
STILL_THERE = "La red dijo que la borró, y el enlace todavía abre: compruébelo."


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
        _take_down(job)
    else:
        _count(job)


def next_figures_at(publication: Publication, now: datetime) -> datetime | None:
    """Return when its next figures are to be read; None after the last."""
    out_at = publication.published_at
    if out_at is None:
        return None
    times = (out_at + after for after in metrics.AFTER.values())
    return next((at for at in times if at > now), None)


def _take_down(job: PublicationJob) -> None:
    """Delete it at the network. What the network does not let us do stays with a person."""
    publication = job.row
    publisher = publisher_of(job)
    number, url, network = (
        publication.remote_id,
        publication.permalink_url,
        publication.channel.network,
    )
    try:
        with job.outside():
            publisher.retract(number)
            sight = look_at_post(job, url, network)
    except RejectedError as error:
        job.done(error.message)
        return
    except IntegrationError as error:
        _later(job, error)
        return
    if sight is Sight.ANSWERS:
        later = backoff_until(publication.attempts, job.now())
        job.again_at(later, STILL_THERE)
        return
    job.done()
    proof = BY_US if sight is Sight.GONE else BY_US_UNSEEN
    takedowns.note_gone(job.session, publication, proof, job.now())


def _count(job: PublicationJob) -> None:
    """Read its figures for the last moment that has come; earlier ones nobody knows any more."""
    publication = job.row
    moments = metrics.missing(publication, job.now())
    if not moments:
        job.again_at(next_figures_at(publication, job.now()))
        return
    publisher, number = publisher_of(job), publication.remote_id
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
    if found.views is not None or found.reach is not None:
        _keep(publication, moments[-1], found.views, found.reach, job.now())
    job.again_at(next_figures_at(publication, job.now()))


def _later(job: PublicationJob, error: IntegrationError) -> None:
    """Try again later, or with all others once the network takes us again."""
    refusal = refused_by(job, error)
    if refusal is None:
        job.retry(error)
    else:
        wait_for_network(job, refusal)


def _keep(
    publication: Publication, moment: Moment, views: int | None, reach: int | None, now: datetime
) -> None:
    """Keep what the network told."""
    if all(one.moment is not moment for one in publication.figures):
        publication.figures.append(Figure(moment=moment, views=views, reach=reach, at=now))
