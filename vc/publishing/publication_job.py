"""What the worker's halves of publications share: one claimed row, its gates, whom to tell."""

from integrations.contracts.publishing import Publisher
from integrations.errors import IntegrationError
from integrations.permalink_check import PostCheck, look, look_at
from vc.connections import service as connections
from vc.connections.models import Use, VendorConnection
from vc.jobs import Job
from vc.mail import service as mail_service
from vc.networks.facts import Network
from vc.networks.known import NETWORKS
from vc.publishing import gates
from vc.publishing.models import Publication, PublicationStatus
from vc.states import advance

S = PublicationStatus
TOO_LATE = "Se pasó su hora ({minutes} min de tolerancia) y no salió{why}: decida si todavía va."
STOPPED_SUBJECT = "No se publicó: {publication}"


PublicationJob = Job[Publication]


def publisher_of(job: PublicationJob) -> Publisher | None:
    """Return who publishes it without a person; None where a person does."""
    channel = job.row.channel
    return None if channel.is_by_hand else job.services.publishers.get(channel.network)


def look_at_post(job: PublicationJob, url: str, network: Network) -> PostCheck:
    """Look whether the address of a post answers; it may take seconds."""
    if NETWORKS[network].is_ours:
        return look_at(url)
    base_url = job.services.settings.permalink_base
    return look(url, network.value, base_url=base_url)


def may_go(job: PublicationJob) -> bool:
    """Tell whether nothing is in the way at this moment; else write down what is."""
    publication, now = job.row, job.now()
    if gates.pause_of(job.session, publication, now) is not None:
        advance(publication, S.PAUSED, now=now)
        job.done()
        return False
    channel = publication.channel
    if now > publication.last_at:
        why = f" ({publication.last_error.rstrip('.')})" if publication.last_error else ""
        text = TOO_LATE.format(minutes=channel.window_min, why=why)
        stop(job, S.MISSED, text)
        return False
    refusal = refusal_of(job)
    if refusal is not None:
        wait_for_network(job, refusal)
        return False
    against = gates.reasons_against(job.session, publication, now, zone=job.services.zone)
    if against:
        stop(job, S.FAILED, " ".join(against))
        return False
    return True


def refusal_of(job: PublicationJob) -> VendorConnection | None:
    """Return how we stand with its network, where that publishes it and refuses us."""
    if publisher_of(job) is None:
        return None
    return connections.stopped(job.session, Use.POSTS, job.row.channel.network.value)


def refused_by(job: PublicationJob, error: IntegrationError) -> VendorConnection | None:
    """Stop its network where an error concerns everything that is to go there."""
    publisher, name = publisher_of(job), job.row.channel.network.value
    if publisher is None:
        return None
    return connections.stop_if_refused(job, Use.POSTS, name, publisher, error)


def wait_for_network(job: PublicationJob, refusal: VendorConnection) -> None:
    """Wait with all others of a network that refuses us."""
    publication = job.row
    if publication.status is S.PUBLISHING:
        advance(publication, S.QUEUED, now=job.now())
    connections.wait(job, refusal)


def stop(job: PublicationJob, to: PublicationStatus, why: str) -> None:
    """Let a person decide, and tell them why."""
    publication, now = job.row, job.now()
    advance(publication, to, now=now, reason=why)
    job.done(why)
    mail(job, STOPPED_SUBJECT, why)


def mail(job: PublicationJob, subject: str, text: str) -> None:
    """Tell everybody who coordinates."""
    publication = job.row
    mail_service.alarm(
        job.session,
        publication.clip.event,
        subject=subject.format(publication=publication),
        text=text,
        now=job.now(),
    )
