"""The page of the first day: seven steps, one of them open, each done, left for later or ahead."""

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from integrations.errors import IntegrationError
from vc.access import allow, can, clock, signed_in
from vc.accounts.forms import PersonForm
from vc.booking.programme_forms import CampaignForm
from vc.db import db
from vc.first_day import service
from vc.first_day.forms import OfficeForm
from vc.first_day.steps import TITLES, Step, states
from vc.forms import Form
from vc.labels import counted
from vc.licences import service as licences
from vc.licences.hooks import LICENCES_CHANGED
from vc.licences.models import Platform
from vc.office.forms import MailForm, SettingsForm, ZoomForm
from vc.office.hooks import Look
from vc.office.settings_views import logo_of, settings_page, try_mail, try_zoom
from vc.once import once
from vc.permissions import Capability
from vc.services import services

bp = Blueprint("first_day", __name__)

AFRESH = frozenset({"booking.today", "first_day.index", "office.index"})
"""The pages where one comes back to after a step."""
OVER = "Quedó lista la oficina. Todo se cambia cuando quiera en «Oficina»."
IMPORTED = "Zoom quedó conectado y se agregaron {count}."
NOT_IMPORTED = "Zoom quedó conectado; sus cuentas no se pudieron leer: {message}"
Page = Response | tuple[str, int]


@bp.get("/primer-dia")
@allow(Capability.SET_UP)
def index() -> str:
    """Show the steps, with the one open that is asked for or the first that waits."""
    return _page(_asked_step())


@bp.post("/primer-dia/oficina")
@allow(Capability.SET_UP)
def office() -> Page:
    """Keep what the office says of itself."""
    return settings_page(OfficeForm, _with(Step.OFFICE), more=logo_of, then="first_day.index")


@bp.post("/primer-dia/correo")
@allow(Capability.SET_UP)
def mail() -> Page:
    """Keep by whom mail leaves, once it was tried."""
    return settings_page(MailForm, _with(Step.MAIL), check=try_mail, then="first_day.index")


@bp.post("/primer-dia/salas")
@allow(Capability.SET_UP)
def rooms() -> Page:
    """Take what the office meets by: Zoom with its credentials, Google Meet, or links by hand."""
    way = request.form.get("salas", "")
    if way == "mano":
        return skip(Step.ROOMS.value)
    if way == "meet":
        return redirect(url_for("grants.show", purpose=Platform.GOOGLE_MEET.value), 303)
    page = settings_page(ZoomForm, _with(Step.ROOMS), check=try_zoom, then="first_day.index")
    if isinstance(page, Response):
        _import_accounts()
    return page


@bp.post("/primer-dia/<step>/omitir")
@allow(Capability.SET_UP)
def skip(step: str) -> Response:
    """Leave a step for later."""
    if step in list(Step):
        service.skip(db.session(), step, clock())
        db.session.commit()
    return _to_page()


@bp.post("/primer-dia/terminar")
@allow(Capability.SET_UP)
def finish() -> Response:
    """End the first day: the menu offers it no more."""
    service.skip(db.session(), service.ALL, clock())
    db.session.commit()
    flash(OVER, "success")
    return redirect(url_for("booking.today"), 303)


class FirstDay:
    """What this process knows of the first day: once over, it is over for good."""

    def __init__(self) -> None:
        """Know of nothing yet."""
        self.is_over = False
        self.seen: tuple[int, int] | None = None

    def look(self, *, afresh: bool) -> tuple[int, int] | None:
        """Return how many steps are over of how many; None once all of them are.

        Each step has facts of its own to ask, so most pages show what was seen last.
        """
        if self.is_over or (self.seen is not None and not afresh):
            return None if self.is_over else self.seen
        is_closed = service.ALL in service.skipped(db.session())
        found = [] if is_closed else once(lambda: states(_look()), "first_day")
        over = sum(one.is_over for one in found)
        self.is_over = over == len(found)
        self.seen = over, len(found)
        return None if self.is_over else self.seen


def first_day_open() -> tuple[int, int] | None:
    """Return how far the first day is for who is signed in, as the menu counts it; None if not."""
    if services().settings.is_demo or not can("first_day.index"):
        return None
    return services().memory(FirstDay).look(afresh=request.endpoint in AFRESH)


def _look() -> Look:
    """Return what steps are looked at by."""
    return Look(db.session(), services(), signed_in(), clock())


def _asked_step() -> Step | None:
    """Return the step that the address names."""
    asked = request.args.get("paso", "")
    return Step(asked) if asked in list(Step) else None


def _with(step: Step) -> Callable[[SettingsForm], str]:
    """Return what shows the page again with a step's form as it was sent."""
    return lambda form: _page(step, form)


def _page(asked: Step | None, sent: Form | None = None) -> str:
    """Return the page, with a form that was sent in the place of a fresh one."""
    found = states(_look())
    waiting = [one.step for one in found if not one.is_over]
    here = asked or next(iter(waiting), None)
    return render_template(
        "first_day/index.html",
        steps=found,
        here=here,
        over=sum(one.is_over for one in found),
        titles=TITLES,
        Step=Step,
        form=sent or _form_of(here),
        settings=services().settings,
    )


def _form_of(step: Step | None) -> Form | None:
    """Return a step's form as it is before anybody filled it in."""
    settings = services().settings
    kinds: Mapping[Step, type[SettingsForm]] = {
        Step.OFFICE: OfficeForm,
        Step.ROOMS: ZoomForm,
        Step.MAIL: MailForm,
    }
    if step is not None and step in kinds:
        return kinds[step].shown(settings, formdata=None).note_seen()
    if step is Step.PEOPLE:
        return PersonForm(formdata=None)
    return CampaignForm(formdata=None) if step is Step.CAMPAIGN else None


def _import_accounts() -> None:
    """Add the accounts that Zoom names; no transaction is open while it is asked."""
    db.session.rollback()
    try:
        hosts = services().providers["zoom"].hosts()
    except IntegrationError as error:
        flash(NOT_IMPORTED.format(message=error.message), "warning")
        return
    now = clock()
    count = licences.import_hosts(db.session(), hosts, Platform.ZOOM, by=signed_in(), now=now)
    for hear in services().registry.added_to(LICENCES_CHANGED):
        hear(db.session(), now)
    db.session.commit()
    flash(IMPORTED.format(count=counted(count, "cuenta", "cuentas")), "success")


def _to_page() -> Response:
    """Lead back to the steps."""
    return redirect(url_for("first_day.index"), 303)
