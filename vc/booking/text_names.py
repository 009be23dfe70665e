"""What stands in braces in texts about a session, and the session that a preview is of."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc import dates
from vc.accounts.models import Person
from vc.booking import exposure
from vc.booking.invitation import A_CLASS, HELP, OPENS_BEFORE
from vc.booking.models import Event, Meeting, Visibility
from vc.inputs import balanced
from vc.licences.models import Platform
from vc.office.own_texts import Phrase

NAMES = {
    "titulo": "el título de la sesión",
    "cuando": "el día y las horas, por ejemplo «jueves 3 de diciembre, de 10:00 a 11:00 h»",
    "fecha": "el día, por ejemplo «jueves 3 de diciembre»",
    "dia": "el día corto, por ejemplo «jueves 3 dic»",
    "hora": "la hora de inicio",
    "hora_fin": "la hora en que termina",
    "hora_abre": "desde cuándo se puede entrar",
    "zona": "la zona horaria",
    "pronto": "cuándo es, visto desde hoy, por ejemplo «mañana, jueves 3, 10:00 h»",
    "pronto_cuando": "lo mismo con sus horas: «hoy, de 10:00 a 11:00 h»",
    "lugar": "la institución o grupo, y su municipio",
    "institucion": "la institución o grupo",
    "municipio": "el municipio",
    "descripcion": "la descripción de la sesión",
    "se_graba": "que se graba o se transmite, si así es",
    "grupo": "cómo se conecta un grupo de niñas, niños y adolescentes",
    "ayuda": "911 y 089, para grupos de niñas, niños y adolescentes; sale siempre",
}
EXAMPLE = "Con una sesión de ejemplo."
OF_A_SESSION = "Con la sesión {folio}."


def names_of(event: Event, now: datetime) -> dict[str, str]:
    """Return what each name stands for on the day of `now`."""
    zone = ZoneInfo(event.tzid)
    at = dates.clock_time(event.starts_at, zone)
    day = dates.day(event.starts_at, zone, now)
    end = dates.clock_time(event.ends_at, zone)
    hours = f"de {at} a {end} h ({dates.zone_name(event.tzid)})"
    return {
        "titulo": balanced(event.summary),
        "cuando": Phrase(f"{day}, {hours}"),
        "fecha": Phrase(day),
        "dia": Phrase(_short_day(event, zone)),
        "hora": at,
        "hora_fin": end,
        "hora_abre": dates.clock_time(event.starts_at - OPENS_BEFORE, zone),
        "zona": dates.zone_name(event.tzid),
        "pronto": Phrase(_soon(event, zone, now)),
        "pronto_cuando": Phrase(_soon_at_length(event, zone, now, f"{day}, {hours}", hours)),
        "lugar": ", ".join(one for one in (event.institution, event.municipality) if one),
        "institucion": event.institution,
        "municipio": event.municipality,
        "descripcion": event.description,
        "se_graba": exposure.paragraph(event),
        "graba": Phrase(exposure.summary(event)),
        "motivo": event.cancel_reason,
        "folio": event.folio,
        "grupo": A_CLASS if event.has_minors else "",
        "ayuda": HELP if event.has_minors else "",
    }


def sample(session: Session, zone: ZoneInfo, now: datetime) -> tuple[Event, str]:
    """Return the session that a preview is of, and which: the next, else the last, else made up."""
    coming = select(Event).where(Event.starts_at > now - timedelta(hours=1))
    last = select(Event).order_by(Event.starts_at.desc())
    for query in (coming.order_by(Event.starts_at), last):
        found = session.scalars(query.limit(1)).unique().one_or_none()
        if found is not None:
            return found, OF_A_SESSION.format(folio=found.folio)
    return _example(zone, now), EXAMPLE


def _example(zone: ZoneInfo, now: datetime) -> Event:
    """Return a session that is in no database."""
    starts_at = (
        (now + timedelta(days=3))
        .astimezone(zone)
        .replace(hour=10, minute=0, second=0, microsecond=0)
    )
    return Event(
        id=1,
        folio="VC-0001",
        slug="ejemplo",
        invitation_key="ejemplo",
        summary="Uso seguro de redes",
        description="Traiga sus preguntas.",
        host=Person(name="Lucía Castillo", email="lucia@ejemplo.mx"),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        tzid=zone.key,
        institution="Secundaria 12",
        municipality="Soledad",
        visibility=Visibility.INTERNAL,
        records=True,
        streams=False,
        has_minors=True,
        cancel_reason="",
        meeting=Meeting(platform=Platform.ZOOM, join_url="https://zoom.us/j/1", passcode=""),
    )


def _days_left(event: Event, zone: ZoneInfo, now: datetime) -> int:
    """Return in how many days of the calendar a session is."""
    return (event.starts_at.astimezone(zone).date() - now.astimezone(zone).date()).days


def _short_day(event: Event, zone: ZoneInfo) -> str:
    """Return «jueves 3 dic», as subjects name a day."""
    _, _, day = dates.short_day(event.starts_at, zone).partition(" ")
    return f"{dates.weekday(event.starts_at, zone).split()[0]} {day}"


def _soon(event: Event, zone: ZoneInfo, now: datetime) -> str:
    """Return when a session begins as it is seen on the day of `now`."""
    at = dates.clock_time(event.starts_at, zone)
    tomorrow = f"mañana, {dates.weekday(event.starts_at, zone)}, {at} h"
    near = {0: f"hoy a las {at} h", 1: tomorrow}
    return near.get(_days_left(event, zone, now), f"{_short_day(event, zone)}, {at} h")


def _soon_at_length(event: Event, zone: ZoneInfo, now: datetime, times: str, hours: str) -> str:
    """Return the same with its hours."""
    near = {0: f"hoy, {hours}", 1: f"mañana, {times}"}
    return near.get(_days_left(event, zone, now), times)
