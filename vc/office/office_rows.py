"""The rows of the office itself on the page «Oficina»."""

from datetime import date

from sqlalchemy import func, select

from vc.labels import counted
from vc.office.holidays import days_off
from vc.office.hooks import OWN_TEXTS, Group, Look, OfficeRow, Value
from vc.office.models import Area, MailText
from vc.page_settings import days_in_words

NONE = "Ninguna todavía"
BY_HAND, CONNECTED = "A mano", "Conectado"


def name(look: Look) -> Value:
    """Return how the office is called."""
    return Value(look.services.settings.office_name)


def hours(look: Look) -> Value:
    """Return the working days and hours."""
    settings = look.services.settings
    opens, closes = settings.office_hours
    days = days_in_words(settings.working_days).capitalize()
    return Value(f"{days}, {opens:%-H:%M} a {closes:%-H:%M}")


def coming_days_off(look: Look) -> Value:
    """Return how many days off are left of the year."""
    today = look.now.astimezone(look.zone).date()
    count = len(days_off(look.session, today, date(today.year, 12, 31)))
    return Value(f"{counted(count, 'día', 'días')} hasta diciembre")


def areas(look: Look) -> Value:
    """Return how many areas are offered."""
    count = look.session.scalar(select(func.count()).where(Area.is_active.is_(True))) or 0
    return Value(counted(count, "área", "áreas") if count else NONE)


def mail_server(look: Look) -> Value:
    """Return who sends mail."""
    settings = look.services.settings
    return Value(settings.smtp_host) if settings.smtp_host else Value("Sin servidor", "wait")


def own_words(look: Look) -> Value:
    """Return how many texts are said in the office's own words."""
    count = look.session.scalar(select(func.count(MailText.id))) or 0
    groups = look.services.registry.added_to(OWN_TEXTS)
    known = sum(len(group.texts) for group in groups)
    return Value(counted(count, "propio", "propios") if count else f"{known} textos")


def zoom(look: Look) -> Value:
    """Return whether Zoom makes the rooms."""
    return Value(CONNECTED if look.services.settings.has_zoom else BY_HAND)


ROWS = (
    OfficeRow(
        *(Group.OFFICE, "office.identity", "Nombre, logotipo y colores", name),
        words="teléfono correo contacto aviso de privacidad",
    ),
    OfficeRow(
        *(Group.OFFICE, "office.hours", "Días y horas de trabajo", hours),
        words="zona horaria horario",
    ),
    OfficeRow(
        *(Group.OFFICE, "office.days_off", "Días inhábiles", coming_days_off),
        words="festivos feriados asueto vacaciones",
    ),
    OfficeRow(
        *(Group.OFFICE, "office.areas", "Áreas", areas), words="unidades direcciones departamentos"
    ),
    OfficeRow(
        *(Group.ROOMS, "office.zoom", "Conectar Zoom", zoom), words="credenciales Client ID claves"
    ),
    OfficeRow(
        *(Group.MAIL, "office.mail_server", "Servidor de correo", mail_server),
        words="SMTP remitente conectar",
    ),
    OfficeRow(
        *(Group.MAIL, "own_texts.index", "Textos de correos y WhatsApp", own_words),
        words="invitación recordatorio cancelación cambio registro aviso palabras",
    ),
)
