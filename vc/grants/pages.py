"""What the page and the command share: who asks for a consent, and one taken to its end."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from flask import Flask, render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from integrations import connect_meet, file_sources
from integrations.consents import connect_by_consent, lacks_of
from integrations.contracts.authorization import AuthorizationGrant, Authorizer
from integrations.contracts.common import Connection, Lack, without
from integrations.contracts.publishing import Publisher
from integrations.errors import IntegrationError
from vc.access import clock
from vc.accounts.models import Person
from vc.connections import service as connections
from vc.connections.models import Use, VendorConnection
from vc.db import db
from vc.errors import NotFoundError, RuleError
from vc.grants import labels, service
from vc.grants.adapters import KeptAdapter, WithKept, consent_json, token_json
from vc.grants.facts import PurposeFacts
from vc.grants.known import PURPOSES, Purpose
from vc.grants.models import AccountGrant
from vc.grants.queries import connection_by, grant_for
from vc.grants.service import Owner
from vc.services import Services, services, services_of


@dataclass(frozen=True, slots=True)
class GrantView:
    """How a purpose's account stands, as pages show it."""

    purpose: Purpose
    grant: AccountGrant | None
    state: VendorConnection | None
    """How we stand by it."""
    is_set_elsewhere: bool
    now: datetime

    @property
    def facts(self) -> PurposeFacts:
        """Return what is known of the purpose."""
        return PURPOSES[self.purpose]

    @property
    def is_given(self) -> bool:
        """Tell whether an account is connected by a consent kept here."""
        return self.grant is not None and self.grant.is_given

    @property
    def is_over(self) -> bool:
        """Tell whether that consent opens nothing any more."""
        if self.grant is None or not self.grant.is_given:
            return False
        is_refused = self.state is not None and self.state.stopped_at is not None
        return is_refused or self.grant.has_ended(self.now)

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """Return what the account left out."""
        if self.grant is None or not self.grant.is_given:
            return ()
        return lacks_of(self.purpose.value, frozenset(self.grant.scopes))


def view_of(purpose: Purpose) -> GrantView:
    """Return how a purpose's account stands."""
    grant, state = grant_for(db.session(), purpose), connection_by(db.session(), purpose)
    return GrantView(purpose, grant, state, is_set_elsewhere(purpose), clock())


def init_grants(app: Flask) -> None:
    """Let accounts that are connected here serve, where no setting says who we are."""
    own = services_of(app)
    settings = own.settings
    # What a setting says goes before: a consent beside it serves nobody.
    free = [one for one in Purpose if not service.is_set_elsewhere(one, settings)]
    posts = {
        one.value: KeptAdapter(app, one, partial(_publisher, own, one))
        for one in free
        if PURPOSES[one].use is Use.POSTS
    }
    own.publishers = WithKept(own.publishers, posts)
    if Purpose.GOOGLE_MEET in free:
        meet = KeptAdapter(app, Purpose.GOOGLE_MEET, partial(connect_meet, settings))
        own.providers = WithKept(own.providers, {Purpose.GOOGLE_MEET.value: meet})
        # What that account recorded is fetched by it too.
        own.file_sources = file_sources(own.providers, own.broadcaster)


def is_set_elsewhere(purpose: Purpose) -> bool:
    """Tell whether a setting goes before whatever is connected here."""
    return service.is_set_elsewhere(purpose, services().settings)


def authorizer(purpose: Purpose) -> Authorizer:
    """Return who leads through the consent."""
    return services().authorizer(purpose.value)


def purpose_of(name: str) -> Purpose:
    """Return the purpose of an address. Raises NotFoundError."""
    try:
        return Purpose(name)
    except ValueError as error:
        raise NotFoundError(labels.NO_SUCH) from error


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


def panel() -> Markup:
    """Return what stands of Meet's account in its section among the connections."""
    return _shown("grants/_panel.html", Purpose.GOOGLE_MEET)


def cards() -> Markup:
    """Return the networks' cards among the connections."""
    posts = (one for one in Purpose if PURPOSES[one].use is Use.POSTS)
    return Markup().join(_shown("grants/_card.html", one) for one in posts)


def plan(session: Session, now: datetime) -> None:
    """Tell people of what ends soon; the sweep calls it and commits."""
    service.plan(session, now, zone=ZoneInfo(services().settings.tzid))


def _shown(template: str, purpose: Purpose) -> Markup:
    """Return a part of the page of the connections."""
    is_by_setting = purpose.value in services().publishers
    text = render_template(template, view=view_of(purpose), is_connected=is_by_setting)
    return Markup(text)  # noqa: S704 - rendered by a template that escapes


def _tried(purpose: Purpose, given: AuthorizationGrant) -> Connection:
    """Return what a try of a consent finds before it is kept."""
    consent = consent_json(given.client, given.refresh_token)
    consent = token_json(given.access) if given.access else consent
    if PURPOSES[purpose].use is Use.POSTS:
        return _publisher(services(), purpose, consent).check()
    return connect_meet(services().settings, consent).check()


def _owner_of(purpose: Purpose, given: AuthorizationGrant, found: Connection) -> Owner:
    """Return whose account it is. Raises RuleError where YouTube names no channel."""
    in_name, in_key = PURPOSES[purpose].account
    name = given.account or found.facts.get(in_name, "")
    if not name:
        raise RuleError(found.message)
    return Owner(name, given.account_key or found.facts.get(in_key, name))


def _publisher(own: Services, purpose: Purpose, consent: str) -> Publisher:
    """Return who publishes by a consent."""
    return connect_by_consent(own.settings, purpose.value, consent, now=lambda: own.clock())
