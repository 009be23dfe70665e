"""The worker's part: a consent whose tokens change is renewed before the present one ends.

Its vendor takes each lasting token once and answers with the next one. So one worker asks, under
the row's lease, and what it was given is committed before anybody works by it.
"""

from integrations.contracts.authorization import RenewingAuthorizer
from integrations.errors import CredentialsError, IntegrationError
from vc.connections import service as connections
from vc.grants import service
from vc.grants.known import PURPOSES
from vc.grants.models import AccountGrant
from vc.jobs import Job


def renew(job: Job[AccountGrant]) -> None:
    """Have the next token of a consent, or stop its vendor's jobs where it gives none any more."""
    row, token = job.row, job.row.refresh_token
    if not row.access_token:
        job.done()
        return
    authorizer = job.services.authorizer(row.purpose.value)
    # No other vendor gives a token that is kept here.
    assert isinstance(authorizer, RenewingAuthorizer)
    client = service.client_of(row, job.services.settings)
    try:
        with job.outside():
            given = authorizer.renew(client, token)
    except CredentialsError as error:
        _end(job, error)
    except IntegrationError as error:
        job.retry(error)
    else:
        service.keep_tokens(row, given, job.now())


def _end(job: Job[AccountGrant], error: CredentialsError) -> None:
    """Let nobody work by a consent that is renewed no more, until a person connects again."""
    row = job.row
    row.access_token = ""
    job.done(error.message)
    use = PURPOSES[row.purpose].use
    connections.stop(job.session, use, row.purpose.value, error, now=job.now())
