"""The pages of the vendors' credentials: shown, kept once they were tried, forgotten, tried."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, PasswordField, StringField

from integrations.contracts.common import Connection
from integrations.errors import IntegrationError
from vc.access import allow
from vc.config import Settings
from vc.connections import labels, service
from vc.connections.hooks import Vendor
from vc.connections.models import Use, VendorConnection
from vc.connections.vendors import PAGES, Tried, VendorFacts
from vc.db import db
from vc.errors import NotFoundError
from vc.forms import at_most, one_line
from vc.kept_settings import SECRETS
from vc.office.forms import SettingsForm
from vc.office.settings_views import KEPT, settings_page, told_of
from vc.page_settings import ON_PAGES
from vc.permissions import Capability
from vc.services import services

bp = Blueprint("connections", __name__)
MOST = 4_000
Page = Response | tuple[str, int]
Looks = list[tuple[Use, str, Connection]]


class VendorForm(SettingsForm):
    """A vendor's credentials; `forgets` empties all of them."""

    together: tuple[str, ...] = ()
    forgets = BooleanField("Olvidar estos datos")

    def validate(self, extra_validators: Mapping[str, Iterable[object]] | None = None) -> bool:
        """Ask for all that opens nothing without the others, but to forget them."""
        is_good = super().validate(extra_validators)
        for name in () if self.forgets.data else self.together:
            is_kept = name in SECRETS and getattr(services().settings, name)
            if name in self and not self[name].data and not is_kept:
                self[name].errors = [*self[name].errors, labels.NEEDED]
                is_good = False
        return is_good

    def values(self) -> dict[str, str]:
        """Return the answers; all of them empty where they are to be forgotten."""
        names = [name for name in self.names() if name in self]
        return dict.fromkeys(names, "") if self.forgets.data else super().values()


@cache
def form_of(vendor: str) -> type[VendorForm]:
    """Return the form of a vendor's credentials."""
    known = PAGES[vendor]
    fields: dict[str, object] = {"together": known.together}
    for name in known.settings:
        kind = PasswordField if name in SECRETS else StringField
        fields[name] = kind(ON_PAGES[name], validators=[one_line, at_most(MOST)])
    return type("VendorForm", (VendorForm,), fields)


def _view(vendor: str) -> Callable[[], Page]:
    """Return the page of one vendor: each has an endpoint of its own, as rows and cures name it."""

    @allow(Capability.SET_UP)
    def page() -> Page:
        """Show and keep a vendor's credentials; they are tried before they are kept."""
        return _page(vendor, PAGES[vendor])

    return page


for _vendor in PAGES:
    bp.add_url_rule(f"/oficina/{_vendor}", _vendor, _view(_vendor), methods=["GET", "POST"])


@bp.post("/oficina/<vendor>/probar")
@allow(Capability.SET_UP)
def check(vendor: str) -> Response:
    """Try the credentials that are kept."""
    if vendor not in PAGES:
        raise NotFoundError(labels.NO_SUCH)
    db.session.rollback()
    looks = [(use, name, _look(one)) for use, name, one in PAGES[vendor].tries(services().settings)]
    _note(looks)
    for _, _, found in looks:
        flash(found.message, "success" if found.is_working else "error")
    return redirect(url_for(f"connections.{vendor}"), 303)


def _page(vendor: str, known: VendorFacts) -> Page:
    """Show the form of a vendor's credentials, or keep what was sent."""
    looks: Looks = []

    def tried(wanted: Settings) -> str:
        """Ask whoever works by the credentials. Raises RuleError where one is refused."""
        told = KEPT
        for use, name, one in known.tries(wanted):
            found = _look(one)
            looks.append((use, name, found))
            said = told_of(found, known.together[-1])
            told = told if said == KEPT else said
        return told

    page = settings_page(
        form_of(vendor),
        lambda form: _shown(vendor, known, form),
        check=tried,
        then=f"connections.{vendor}",
    )
    if isinstance(page, Response):
        _note(looks)
    return page


def _look(vendor: Vendor) -> Connection:
    """Return what a vendor says of our access; who does not answer refuses nothing."""
    try:
        return vendor.check()
    except IntegrationError as error:
        return Connection(is_working=False, mode="live", message=error.message)


def _note(looks: Looks) -> None:
    """Write down what looks found: what waited for it goes on, and it is looked at daily."""
    for use, name, found in looks:
        service.note(db.session(), use, name, found, services())
    db.session.commit()


def _shown(vendor: str, known: VendorFacts, form: SettingsForm) -> str:
    """Return the page."""
    settings = services().settings
    return render_template(
        "connections/vendor.html",
        vendor=vendor,
        known=known,
        form=form,
        settings=settings,
        is_known=known.is_known(settings),
        states=_states(known.tries(settings)),
        is_kept=known.is_known(settings) and known.settings[0] not in settings.fixed,
    )


def _states(tried: Iterable[Tried]) -> list[tuple[str, VendorConnection | None]]:
    """Return how we stand with whoever works by the credentials, each with what it is used for."""
    return [
        (labels.USES[use, name], service.state_of(db.session(), use, name))
        for use, name, _ in tried
    ]
