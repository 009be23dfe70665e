"""What the page and the command share: who asks at Google, and a consent taken to its end."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask, render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from integrations import connect_authorizer, connect_meet, connect_youtube, file_sources
from integrations.contracts.authorization import AuthorizationGrant, Authorizer
from integrations.contracts.common import Connection, Lack, without
from integrations.contracts.meetings import MeetingProvider
from integrations.contracts.publishing import Publisher
from integrations.errors import IntegrationError
from integrations.google import scopes as google_scopes
from vc.access import clock
from vc.accounts.models import Person
from vc.config import Settings
from vc.connections import service as connections
from vc.connections.models import VendorConnection
from vc.db import db
from vc.errors import NotFoundError, RuleError
from vc.grants import labels, service
from vc.grants.adapters import KeptAdapter, WithKept, consent_json
from vc.grants.models import USES, AccountGrant, Purpose
from vc.grants.queries import connection_by, grant_for
from vc.grants.service import Owner
from vc.services import services, services_of

YOUTUBE_LACK = Lack((google_scopes.PUBLISHES,), "publicar en YouTube", is_needed=True)


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
        return lacks_of(self.purpose, self.grant.scopes)


def view_of(purpose: Purpose) -> GrantView:
    """Return how a purpose's account stands."""
    grant, state = grant_for(db.session(), purpose), connection_by(db.session(), purpose)
    return GrantView(purpose, grant, state, is_set_elsewhere(purpose), clock())


def init_grants(app: Flask) -> None:
    """Let accounts that are connected here serve, where no setting says who we are."""
    own = services_of(app)
    settings = own.settings
    meet: KeptAdapter[MeetingProvider] = KeptAdapter(
        app, Purpose.GOOGLE_MEET, lambda consent: connect_meet(settings, consent)
    )
    youtube: KeptAdapter[Publisher] = KeptAdapter(
        app,
        Purpose.YOUTUBE,
        lambda consent: connect_youtube(settings, consent, is_kept=True, now=lambda: own.clock()),
    )
    # What a setting says goes before: a consent beside it serves nobody.
    if not settings.sets_meet:
        own.providers = WithKept(own.providers, Purpose.GOOGLE_MEET.value, meet)
        # What that account recorded is fetched by it too.
        own.file_sources = file_sources(own.providers, own.broadcaster)
    if not settings.sets_youtube:
        own.publishers = WithKept(own.publishers, Purpose.YOUTUBE.value, youtube)


def is_set_elsewhere(purpose: Purpose) -> bool:
    """Tell whether a setting goes before whatever is connected here."""
    settings: Settings = services().settings
    return settings.sets_meet if purpose is Purpose.GOOGLE_MEET else settings.sets_youtube


def authorizer(purpose: Purpose) -> Authorizer:
    """Return who leads through the consent."""
    return connect_authorizer(services().settings, purpose.value, now=clock)


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


def panel() -> Markup:
    """Return what stands of Meet's account in its section among the connections."""
    return _shown("grants/_panel.html", Purpose.GOOGLE_MEET)


def youtube_card() -> Markup:
    """Return YouTube's card among the connections."""
    return _shown("grants/_card.html", Purpose.YOUTUBE)


def plan(session: Session, now: datetime) -> None:
    """Tell people of what ends soon; the sweep calls it and commits."""
    service.plan(session, now, zone=ZoneInfo(services().settings.tzid))


def _shown(template: str, purpose: Purpose) -> Markup:
    """Return a part of the page of the connections."""
    is_by_setting = purpose is Purpose.YOUTUBE and purpose.value in services().publishers
    text = render_template(template, view=view_of(purpose), is_connected=is_by_setting)
    return Markup(text)  # noqa: S704 - rendered by a template that escapes


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
