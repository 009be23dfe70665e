"""What the page and the command share: who asks at Google, and a consent taken to its end."""

from sqlalchemy.orm import Session

from integrations import connect_authorizer, connect_meet, connect_youtube
from integrations.contracts.authorization import AuthorizationGrant, Authorizer
from integrations.contracts.common import Connection, Lack, without
from integrations.errors import IntegrationError
from integrations.google import scopes as google_scopes
from vc.access import clock
from vc.accounts.models import Person
from vc.config import Settings
from vc.connections import service as connections
from vc.errors import RuleError
from vc.grants import labels, service
from vc.grants.adapters import consent_json
from vc.grants.models import USES, AccountGrant, Purpose
from vc.grants.service import Owner
from vc.services import services

YOUTUBE_LACK = Lack((google_scopes.PUBLISHES,), "publicar en YouTube", is_needed=True)


def is_set_elsewhere(purpose: Purpose) -> bool:
    """Tell whether a setting goes before whatever is connected here."""
    settings: Settings = services().settings
    return settings.sets_meet if purpose is Purpose.GOOGLE_MEET else settings.sets_youtube


def authorizer(purpose: Purpose) -> Authorizer:
    """Return who leads through the consent."""
    return connect_authorizer(services().settings, purpose.value, now=clock)


def take(
    session: Session, purpose: Purpose, given: AuthorizationGrant, *, by: Person | None
) -> str:
    """Keep a consent that may be kept, and return what became of it. It commits.

    Raises RuleError, and nothing has changed then: for a permission without which nothing works,
    and for another account than the one that is used here.
    """
    needed = [one for one in lacks_of(purpose, given.scopes) if one.is_needed]
    if needed:
        scopes = ", ".join(scope for one in needed for scope in one.scopes)
        raise RuleError(labels.LACKS_NEEDED.format(scopes=scopes, without=without(needed)))
    found = _tried(purpose, given)
    owner = _owner_of(purpose, given, found)
    service.check_owner(session, purpose, owner)
    service.keep(session, purpose, given, owner, by=by, now=clock())
    connections.note(session, USES[purpose], purpose.value, found, services())
    session.commit()
    said = labels.CONNECTED.format(account=owner.name)
    # That it works the page says itself.
    return said if found.is_working else f"{said} {found.message}"


def disconnect(session: Session, row: AccountGrant, *, by: Person | None) -> bool:
    """Withdraw a consent at Google and forget it; tell whether Google withdrew it. It commits."""
    token, purpose, is_withdrawn = row.refresh_token, row.purpose, True
    session.commit()
    try:
        authorizer(purpose).revoke(token)
    except IntegrationError:
        is_withdrawn = False
    # It is forgotten either way: whoever pressed the button wants it gone.
    reason = "" if is_withdrawn else labels.NOT_WITHDRAWN
    service.forget(session, row, by=by, now=clock(), reason=reason)
    session.commit()
    return is_withdrawn


def lacks_of(purpose: Purpose, scopes: list[str] | tuple[str, ...]) -> tuple[Lack, ...]:
    """Return what was not given, with what cannot be done without it."""
    if purpose is Purpose.GOOGLE_MEET:
        return google_scopes.lacks_of(frozenset(scopes))
    return () if google_scopes.PUBLISHES in scopes else (YOUTUBE_LACK,)


def _tried(purpose: Purpose, given: AuthorizationGrant) -> Connection:
    """Return what a try of a consent finds before it is kept."""
    settings: Settings = services().settings
    consent = consent_json(given.client.id, given.client.secret, given.refresh_token, settings)
    if purpose is Purpose.GOOGLE_MEET:
        return connect_meet(settings, consent).check()
    return connect_youtube(settings, consent, is_kept=True, now=clock).check()


def _owner_of(purpose: Purpose, given: AuthorizationGrant, found: Connection) -> Owner:
    """Return whose account it is. Raises RuleError where YouTube names no channel."""
    if purpose is Purpose.GOOGLE_MEET:
        return Owner(given.account, given.account)
    if "Canal" not in found.facts:
        raise RuleError(found.message)
    return Owner(found.facts["Canal"], found.facts["Identificador del canal"])
