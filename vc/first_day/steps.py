"""The steps of an office's first day, and what shows that each of them is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select

from vc.accounts.models import Person
from vc.booking.models import Campaign, Event
from vc.first_day import service
from vc.kept_settings import KeptSetting
from vc.labels import counted
from vc.licences.models import Licence
from vc.office.holidays import days_off
from vc.office.hooks import Look
from vc.page_settings import days_in_words


class Step(StrEnum):
    """A step; its value stands in addresses."""

    OFFICE = "oficina"
    PEOPLE = "personas"
    ROOMS = "salas"
    LICENCES = "cuentas"
    MAIL = "correo"
    CAMPAIGN = "campana"
    SESSION = "sesion"


TITLES: Mapping[Step, tuple[str, str]] = {
    Step.OFFICE: ("La oficina", "Nombre, colores, horario y días inhábiles"),
    Step.PEOPLE: ("Las personas", "Quién coordina, quién da las pláticas"),
    Step.ROOMS: ("Las salas", "Con qué se reúnen: Zoom, Meet o a mano"),
    Step.LICENCES: ("Las cuentas de Zoom y Meet", "Cuántas sesiones caben a la vez"),
    Step.MAIL: ("El correo", "Sin él, los avisos se envían a mano"),
    Step.CAMPAIGN: ("La primera campaña", "Para agrupar pláticas, clips y cifras"),
    Step.SESSION: ("La primera sesión", "Con su enlace para compartir"),
}
SKIPPED = "Se dejó para después"
BY_HAND = "A mano: usted pega el enlace"
NOT_NEEDED = "No hacen falta: las salas se hacen a mano"


@dataclass(frozen=True, slots=True)
class State:
    """How a step stands: what shows that it is done, empty while it is not."""

    step: Step
    done: str
    is_skipped: bool

    @property
    def is_over(self) -> bool:
        """Tell whether nobody has to do anything for it."""
        return bool(self.done) or self.is_skipped

    @property
    def words(self) -> str:
        """Return its result in words, or what it is for."""
        if self.done:
            return self.done
        return self.skipped_words if self.is_skipped else TITLES[self.step][1]

    @property
    def skipped_words(self) -> str:
        """Return what it means that it was left for later."""
        return {Step.ROOMS: BY_HAND, Step.LICENCES: NOT_NEEDED}.get(self.step, SKIPPED)


def states(look: Look) -> list[State]:
    """Return every step as the facts have it now."""
    left = service.skipped(look.session)
    found = {step: DONE[step](look) for step in Step}
    by_hand = Step.ROOMS in left and not found[Step.ROOMS]
    return [
        State(
            step,
            found[step],
            bool(left & {step, service.ALL}) or (by_hand and step is Step.LICENCES),
        )
        for step in Step
    ]


def _office(look: Look) -> str:
    """Return what the office is, once somebody said it."""
    settings = look.services.settings
    query = select(KeptSetting.id).where(KeptSetting.name == "office_name")
    if "office_name" not in settings.fixed and look.session.scalar(query) is None:
        return ""
    today = look.now.astimezone(look.zone).date()
    off = len(days_off(look.session, today, date(today.year + 1, 6, 30)))
    opens, closes = settings.office_hours
    days = days_in_words(settings.working_days)
    return (
        f"{settings.office_name}; {days}, {opens:%-H:%M} a {closes:%-H:%M}; "
        f"{counted(off, 'día inhábil', 'días inhábiles')} hasta junio"
    )


def _people(look: Look) -> str:
    """Return how many people can enter, once it is more than one."""
    query = select(func.count(Person.id)).where(Person.is_active.is_(True))
    count = look.session.scalar(query.where(Person.is_demo.is_(False))) or 0
    return f"{count} personas pueden entrar" if count > 1 else ""


def _rooms(look: Look) -> str:
    """Return who makes rooms by themselves."""
    names = {"zoom": "Zoom", "google_meet": "Google Meet"}
    making = [
        name
        for key, name in names.items()
        if key in look.services.providers and look.services.providers[key].makes_rooms_itself
    ]
    return f"{' y '.join(making)}: las salas se crean solas" if making else ""


def _licences(look: Look) -> str:
    """Return how many accounts can host."""
    count = look.session.scalar(select(func.count(Licence.id)).where(Licence.is_active)) or 0
    return counted(count, "cuenta lista", "cuentas listas") if count else ""


def _mail(look: Look) -> str:
    """Return by whom mail leaves."""
    if look.services.mail is None:
        return ""
    return f"Los correos salen solos por {look.services.settings.smtp_host}"


def _campaign(look: Look) -> str:
    """Return the first campaign."""
    name = look.session.scalar(select(Campaign.name).order_by(Campaign.id).limit(1))
    return f"«{name}»" if name else ""


def _session(look: Look) -> str:
    """Return the first session."""
    name = look.session.scalar(select(Event.summary).order_by(Event.id).limit(1))
    return f"«{name}»" if name else ""


DONE: Mapping[Step, Callable[[Look], str]] = {
    Step.OFFICE: _office,
    Step.PEOPLE: _people,
    Step.ROOMS: _rooms,
    Step.LICENCES: _licences,
    Step.MAIL: _mail,
    Step.CAMPAIGN: _campaign,
    Step.SESSION: _session,
}
