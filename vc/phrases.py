"""The Spanish words for every status, kind and error."""

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from vc import dates
from vc.accounts.models import Role
from vc.approving import words as approving
from vc.attending.models import RegistrationStatus
from vc.audit import AuditLine
from vc.booking.models import EventKind, EventStatus, Frequency, MeetingStatus, Visibility
from vc.channels import words as channels
from vc.checklists import words as checklists
from vc.clips import words as clips
from vc.connections import words as connections
from vc.consents import words as consents
from vc.footage import words as footage
from vc.keeping import words as keeping
from vc.licences.models import Platform
from vc.live import words as live
from vc.mailing import words as mailing
from vc.plates import words as plates
from vc.privacy import words as privacy
from vc.publishing import words as publishing
from vc.recordings import words as recordings
from vc.transcripts import words as transcripts
from vc.upkeep import words as upkeep
from vc.vedas import words as vedas

ROLES = {
    Role.ADMINISTRATOR: "Administración",
    Role.COORDINATOR: "Coordinación (Comunicación Social)",
    Role.HOST: "Anfitrión",
    Role.PRODUCTION: "Producción",
    Role.VIEWER: "Consulta",
}

ROLE_MEANINGS = {
    Role.ADMINISTRATOR: "Todo lo de Coordinación, y además personas, auditoría y estado del "
    "sistema.",
    Role.COORDINATOR: "Todas las sesiones y lo que sale de ellas; aprueba, publica y detiene; "
    "licencias, canales, vedas y plantillas.",
    Role.HOST: "Agenda, y decide sobre sus sesiones (las que agenda, conduce o coorganiza) y lo "
    "que sale de ellas. Corta clips de cualquier grabación.",
    Role.PRODUCTION: "Para practicantes y diseño: sube material, corta, subtitula, responde listas "
    "y prepara publicaciones. No agenda, no aprueba, y no abre consentimientos ni registros.",
    Role.VIEWER: "Solo lee.",
}
"""What a person with each role may do, in one sentence; `vc.permissions` holds the whole."""

KINDS = {
    EventKind.TALK: "Plática",
    EventKind.FORUM: "Foro",
    EventKind.TRAINING: "Capacitación",
    EventKind.MEETING: "Reunión",
    EventKind.CMSP: "Sesión CMSP",
    EventKind.INTERVIEW: "Entrevista",
    EventKind.OTHER: "Otro",
}

PLATFORMS = {
    Platform.ZOOM: "Zoom",
    Platform.GOOGLE_MEET: "Google Meet",
    Platform.OTHER: "Otra plataforma",
}

FREQUENCIES = {
    Frequency.WEEKLY: "Cada semana, el mismo día",
    Frequency.BIWEEKLY: "Cada dos semanas, el mismo día",
    Frequency.MONTHLY: "Cada mes, el mismo día de la semana (por ejemplo, el segundo martes)",
}

VISIBILITIES = {Visibility.PUBLIC: "Pública", Visibility.INTERNAL: "Interna"}

EVENT_STATUSES = {
    EventStatus.TENTATIVE: "Por confirmar",
    EventStatus.CONFIRMED: "Confirmada",
    EventStatus.CANCELLED: "Cancelada",
}

MEETING_STATUSES = {
    MeetingStatus.PENDING: "Creando la sala…",
    MeetingStatus.WAITING_FOR_LICENCE: "En lista de espera",
    MeetingStatus.OPENING: "Creando la sala…",
    MeetingStatus.OPEN: "Sala lista",
    MeetingStatus.UNKNOWN: "Comprobando si la sala se creó…",
    MeetingStatus.FAILED: "No se pudo crear la sala",
    MeetingStatus.DIVERGED: "La sala cambió en la plataforma",
    MeetingStatus.GONE: "La sala ya no existe en la plataforma",
    MeetingStatus.CLOSED: "Sala cerrada",
}

ABILITIES = {
    "meeting": "reuniones",
    "webinar": "seminarios web",
    "recording": "grabación en la nube",
    "streaming": "transmisión en vivo",
}

# What an audit line's action says on a page. A test checks that every action has its words.
ACTIONS: dict[str, str] = {}

TRY_AGAIN = "Se puede volver a intentar {when}."
MANY_REGISTER = (
    "Muchas personas se están registrando a la vez. Lo que escribió sigue aquí: vuelva a enviarlo "
    "{when}."
)
HTTP_ERRORS = {
    HTTPStatus.BAD_REQUEST: (
        "No se entendió la solicitud",
        "Regrese a la página anterior y vuelva a intentarlo.",
    ),
    HTTPStatus.FORBIDDEN: (
        "No tiene permiso",
        "Si necesita entrar aquí, pida el permiso a quien administra el sistema.",
    ),
    HTTPStatus.NOT_FOUND: (
        "No se encontró",
        "Revise la dirección o búsquelo en la lista de sesiones.",
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "Esta dirección no se usa así",
        "Regrese a la página anterior y use sus botones.",
    ),
    HTTPStatus.CONFLICT: (
        "Cambió mientras tanto",
        "Vuelva a abrir la página para ver cómo quedó y repita lo que haga falta.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "El envío es demasiado grande",
        "No se guardó nada. Regrese con el botón «Atrás» del navegador: su texto sigue ahí; "
        "acórtelo y vuelva a enviarlo.",
    ),
    HTTPStatus.UNPROCESSABLE_ENTITY: (
        "No se puede hacer",
        "Regrese a la página anterior, corrija lo que se indica y vuelva a intentarlo.",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        "Demasiados intentos",
        "Espere unos minutos y vuelva a intentarlo.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "Algo falló de nuestro lado",
        "Lo que ya estaba guardado sigue guardado. Vuelva a intentarlo; si se repite, avise a "
        "quien administra el sistema y diga la hora.",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "El sistema no está disponible por el momento",
        "Lo guardado sigue a salvo. Vuelva a intentarlo en un minuto.",
    ),
}

EXPIRED_PAGE = (
    "La página estuvo abierta mucho tiempo y su permiso de envío venció. No se guardó nada: "
    "regrese con «Atrás», actualice la página y vuelva a enviarla."
)
SOMEBODY_CHANGED_IT = "Alguien más cambió esto mientras usted lo tenía abierto. No se guardó nada."


OVERRULED = "La asignó {by} aunque no estaba libre; el traslape queda a la vista."

CAN_DO = {
    "webinar": "hace seminarios web",
    "streaming": "transmite en vivo",
    "recording": "graba en la nube",
    "meeting": "hace reuniones",
}
"""What a licence can do, after «no», «ninguna» or its name."""

PASSED_OVER = {
    "kinds": "no tiene lo que la sesión necesita",
    "seats": "no admite a tantas personas",
    "capped": "ya llegó a su máximo de cambios de hoy",
    "busy": "está ocupada a esa hora",
    "blocked": "está bloqueada esos días",
    "surplus": "también estaba libre, pero esta desperdicia menos o se ha usado menos en la semana",
}


def passed_over(why: str, lacks: Iterable[str] = ()) -> str:
    """Return why a licence was not taken, without a full stop."""
    named = [CAN_DO[kind] for kind in lacks]
    return f"no {' ni '.join(named)}" if named else PASSED_OVER[why]


def why_chosen(choice: dict[str, object]) -> list[str]:
    """Return the sentences of «Por qué esta licencia» for `allocation.Choice.as_row()`."""
    surplus = [ABILITIES[kind] for kind in choice.get("surplus_kinds", ()) if kind in ABILITIES]
    sentences = [
        f"{choice['label']} está libre durante toda la sesión y sus márgenes.",
        f"Admite {choice['largest_audience']:,} personas.",
    ]
    if surplus:
        sentences.append(f"Le sobra: {', '.join(surplus)}; ninguna libre desperdiciaba menos.")
    else:
        sentences.append("Tiene justo lo que la sesión necesita.")
    week = int(choice["week_min"])
    sentences.append(
        f"Esa semana tenía {dates.duration(week)} de uso."
        if week
        else "Esa semana no tenía otro uso."
    )
    for other in choice.get("passed_over", ()):
        sentences.append(f"{other['label']}: {passed_over(other['why'], other.get('lacks', ()))}.")
    return sentences


for of_feature in (
    live,
    recordings,
    keeping,
    transcripts,
    footage,
    clips,
    plates,
    approving,
    checklists,
    consents,
    privacy,
    vedas,
    channels,
    publishing,
    mailing,
    connections,
    upkeep,
):
    ACTIONS |= of_feature.ACTIONS
ACTIONS |= {
    "event.book": "agendó la sesión",
    "event.change": "cambió la sesión",
    "event.hand_over": "dejó la sesión a cargo de otra persona",
    "event.cancelled": "canceló la sesión",
    "event.confirmed": "la sesión quedó confirmada",
    "event.tentative": "la sesión quedó por confirmar",
    "event.start": "abrió la sala como anfitrión",
    "meeting.paste": "pegó el enlace de la sala",
    "meeting.pending": "la sala quedó por crear",
    "meeting.opening": "se pidió la sala a la plataforma",
    "meeting.open": "la sala quedó lista",
    "meeting.unknown": "no se sabe si la sala se creó; se comprobará",
    "meeting.failed": "no se pudo crear la sala",
    "meeting.waiting_for_licence": "la sesión quedó en lista de espera",
    "meeting.diverged": "la sala cambió en la plataforma",
    "meeting.gone": "la sala ya no existe en la plataforma",
    "meeting.closed": "la sala se cerró",
    "licence.add": "añadió la licencia",
    "licence.change": "cambió la licencia",
    "licenceblock.add": "bloqueó la licencia",
    "licenceblock.remove": "quitó el bloqueo de la licencia",
}

ACTIONS |= {
    "series.book": "agendó la serie",
    "series.suspend": "suspendió la serie",
    "series.resume": "reanudó la serie",
}

# What the columns of a row are called in the history; what is not here is not worth a line.
COLUMNS = {
    "summary": "Título",
    "kind": "Tipo",
    "description": "Descripción",
    "starts_at": "Inicio",
    "ends_at": "Fin",
    "institution": "Institución",
    "municipality": "Municipio",
    "audience_size": "Personas esperadas",
    "visibility": "Visibilidad",
    "area": "Área",
    "notes": "Notas",
    "guests": "Invitados",
    "takes_registrations": "Pide registro",
    "seats": "Lugares",
    "records": "Grabar",
    "streams": "Facebook Live",
    "is_webinar": "Seminario web",
    "has_waiting_room": "Sala de espera",
    "has_minors": "Participan menores",
    "pasted_url": "Enlace",
    "name": "Nombre",
    "email": "Correo",
    "role": "Rol",
    "is_active": "Activa",
    "label": "Nombre",
    "account_email": "Cuenta",
    "largest_audience": "Máximo de asistentes",
    "capacity": "Reuniones a la vez",
    "buffer_min": "Minutos libres",
    "reason": "Motivo",
    "platform": "Plataforma",
    "mode": "Quién la hace",
    "title": "Encabezado",
    "text": "Texto",
    "publish_after": "Hora de publicación",
    "is_on": "Encendido",
    "gap_min": "Minutos entre publicaciones",
    "most_per_day": "Publicaciones al día",
    "window_min": "Minutos de tolerancia",
    "hashtags": "Etiquetas",
    "lead_min": "Minutos antes de la sesión",
    "questions_url": "Formulario de preguntas",
    "peak_viewers": "Audiencia máxima",
    "reach": "Personas alcanzadas",
    "incident": "Incidencias",
    "sound": "Pista de sonido",
}


# What else a change of many sessions can touch; in the history their values would be numbers.
OTHER_COLUMNS = {
    "host_id": "Anfitrión",
    "cohost_ids": "Coanfitriones",
    "campaign_id": "Campaña",
    "tzid": "Zona horaria",
    "licence_id": "Licencia",
}


def column_name(name: str) -> str:
    """Return what a column of a row is called."""
    return (COLUMNS | OTHER_COLUMNS).get(name, name)


def changes(line: AuditLine, zone: ZoneInfo) -> list[str]:
    """Return, column by column, what an audit line changed: «Título: antes → después»."""
    names = [name for name in COLUMNS if name in line.before or name in line.after]
    return [
        f"{COLUMNS[name]}: {_shown(name, line.before.get(name), zone)} → "
        f"{_shown(name, line.after.get(name), zone)}"
        for name in names
        if line.before
    ]


def first_values(line: AuditLine, zone: ZoneInfo) -> list[str]:
    """Return, column by column, what a row was added with: «Título: valor»."""
    return [
        f"{label}: {_shown(name, line.after[name], zone)}"
        for name, label in COLUMNS.items()
        if line.after.get(name) and not line.before
    ]


def _shown(name: str, value: object, zone: ZoneInfo) -> str:
    """Return a stored value as people read it."""
    if value in (None, ""):
        return "(vacío)"
    if isinstance(value, bool):
        return "sí" if value else "no"
    if name.endswith(("_at", "_after")):
        return dates.stamp(datetime.fromisoformat(str(value)), zone)[:-3]
    words = {"kind": KINDS, "visibility": VISIBILITIES, "role": ROLES, "platform": PLATFORMS}
    words["mode"] = live.MODES
    return str(words.get(name, {}).get(value, value))[:200]


ACTIONS |= {
    "person.sign_in": "entró",
    "person.sign_out": "salió",
    "person.add": "añadió a la persona",
    "person.change": "cambió los datos de la persona",
    "person.password": "cambió su contraseña",
    "person.reset": "dio una contraseña temporal",
}

ACTIONS |= {
    "feed.add": "creó una suscripción privada",
    "feed.renew": "renovó la dirección de una suscripción",
    "feed.revoke": "cerró una suscripción",
}

DELIVERY_STATUSES, DELIVERY_TONES = upkeep.STATUSES, upkeep.TONES
MESSAGE_KINDS, MESSAGE_STATUSES = mailing.KINDS, mailing.STATUSES

REGISTRATION_STATUSES = {
    RegistrationStatus.CONFIRMED: "Con lugar",
    RegistrationStatus.WAITING: "En lista de espera",
    RegistrationStatus.CANCELLED: "Canceló",
}

ACTIONS |= {
    "registration.add": "alguien se registró",
    "registration.confirmed": "un registro obtuvo lugar",
    "registration.waiting": "un registro quedó en lista de espera",
    "registration.cancelled": "se canceló un registro",
    "event.export": "descargó la lista de registro",
    "attendance.correct": "corrigió la asistencia",
}


def role_facts() -> list[tuple[str, str]]:
    """Return each role by its name with what it may do."""
    return [(name, ROLE_MEANINGS[role]) for role, name in ROLES.items()]


def file_size(count: int | None) -> str:
    """Return a number of bytes as people read it: «1.4 GB»."""
    size = float(count or 0)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:,.0f} {unit}" if unit in ("B", "kB") else f"{size:,.1f} {unit}"
