"""What the page of the connections shows of accounts that are connected here."""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from markupsafe import Markup

from integrations.consents import lacks_of
from integrations.contracts.common import Lack
from vc.access import clock
from vc.connections.models import Use, VendorConnection
from vc.db import db
from vc.grants.authorization import is_set_elsewhere
from vc.grants.facts import PurposeFacts
from vc.grants.known import PURPOSES, Purpose
from vc.grants.models import AccountGrant
from vc.grants.queries import connection_by, grant_for
from vc.services import services


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


def panel() -> Markup:
    """Return what stands of Meet's account in its section among the connections."""
    return _shown("grants/_panel.html", Purpose.GOOGLE_MEET)


def cards() -> Markup:
    """Return the networks' cards among the connections."""
    posts = (one for one in Purpose if PURPOSES[one].use is Use.POSTS)
    return Markup().join(_shown("grants/_card.html", one) for one in posts)


def _shown(template: str, purpose: Purpose) -> Markup:
    """Return a part of the page of the connections."""
    is_by_setting = purpose.value in services().publishers
    text = render_template(template, view=view_of(purpose), is_connected=is_by_setting)
    return Markup(text)  # noqa: S704 - rendered by a template that escapes
