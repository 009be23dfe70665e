"""What the page and the command share: who asks for a consent, and one taken to its end."""

from sqlalchemy.orm import Session

from integrations import connect_meet
from integrations.consents import connect_by_consent, lacks_of
from integrations.contracts.authorization import AuthorizationGrant, Authorizer
from integrations.contracts.common import Connection, without
from integrations.contracts.publishing import Publisher
from integrations.errors import IntegrationError
from vc.access import clock
from vc.accounts.models import Person
from vc.connections import service as connections
from vc.connections.models import Use
from vc.errors import RuleError
from vc.grants import labels, service
from vc.grants.adapters import consent_json, token_json
from vc.grants.known import PURPOSES, Purpose
from vc.grants.models import AccountGrant
from vc.grants.service import Owner
from vc.services import Services, services


def is_set_elsewhere(purpose: Purpose) -> bool:
    """Tell whether a setting goes before whatever is connected here."""
    return service.is_set_elsewhere(purpose, services().settings)


def authorizer(purpose: Purpose) -> Authorizer:
    """Return who leads through the consent."""
    return services().authorizer(purpose.value)


def take(
    session: Session, purpose: Purpose, given: AuthorizationGrant, *, by: Person | None
) -> str:
    """Keep a consent that may be kept, and return what became of it. It commits.

    Raises RuleError, and nothing has changed then: for a permission without which nothing works,
    and for another account than the one that is used here.
    """
    known, scopes = PURPOSES[purpose], frozenset(given.scopes)
    needed = [one for one in lacks_of(purpose.value, scopes) if one.is_needed]
    if needed:
        words = {"scopes": ", ".join(scope for one in needed for scope in one.scopes)}
        words |= {"vendor": known.vendor, "without": without(needed)}
        raise RuleError(labels.LACKS_NEEDED.format(**words))
    found = _tried(purpose, given)
    owner = _owner_of(purpose, given, found)
    service.check_owner(session, purpose, owner)
    service.keep(session, purpose, given, owner, by=by, now=clock())
    connections.note(session, known.use, purpose.value, found, services())
    session.commit()
    said = labels.CONNECTED.format(account=owner.name)
    # That it works the page says itself.
    return said if found.is_working else f"{said} {found.message}"


def disconnect(session: Session, row: AccountGrant, *, by: Person | None) -> bool:
    """Withdraw a consent at its vendor and forget it; tell whether that did. It commits."""
    token, purpose, is_withdrawn = row.access_token or row.refresh_token, row.purpose, True
    client = service.client_of(row, services().settings)
    session.commit()
    try:
        authorizer(purpose).revoke(token, client=client)
    except IntegrationError:
        is_withdrawn = False
    # It is forgotten either way: whoever pressed the button wants it gone.
    reason = "" if is_withdrawn else labels.NOT_WITHDRAWN.format(vendor=PURPOSES[purpose].vendor)
    service.forget(session, row, by=by, now=clock(), reason=reason)
    session.commit()
    return is_withdrawn


def _tried(purpose: Purpose, given: AuthorizationGrant) -> Connection:
    """Return what a try of a consent finds before it is kept."""
    consent = consent_json(given.client, given.refresh_token)
    consent = token_json(given.access) if given.access else consent
    if PURPOSES[purpose].use is Use.POSTS:
        return publisher_by(services(), purpose, consent).check()
    return connect_meet(services().settings, consent).check()


def _owner_of(purpose: Purpose, given: AuthorizationGrant, found: Connection) -> Owner:
    """Return whose account it is. Raises RuleError where YouTube names no channel."""
    in_name, in_key = PURPOSES[purpose].account
    name = given.account or found.facts.get(in_name, "")
    if not name:
        raise RuleError(found.message)
    return Owner(name, given.account_key or found.facts.get(in_key, name))


def publisher_by(own: Services, purpose: Purpose, consent: str) -> Publisher:
    """Return who publishes by a consent."""
    return connect_by_consent(own.settings, purpose.value, consent, now=lambda: own.clock())
