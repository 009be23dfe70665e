"""The Spanish words for sessions and their rooms, and why a licence was chosen."""

from typing import Any

from vc import dates
from vc.booking.models import EventKind, Frequency, Visibility
from vc.booking.states import EventStatus, MeetingStatus
from vc.licences.labels import ABILITIES, passed_over
from vc.search.hooks import Named

KINDS = {
    EventKind.TALK: "Plática",
    EventKind.FORUM: "Foro",
    EventKind.TRAINING: "Capacitación",
    EventKind.MEETING: "Reunión",
    EventKind.CMSP: "Sesión CMSP",
    EventKind.INTERVIEW: "Entrevista",
    EventKind.OTHER: "Otro",
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
    MeetingStatus.DIVERGED: "La sala no está como la agenda",
    MeetingStatus.GONE: "La sala ya no existe",
    MeetingStatus.CLOSED: "Sala cerrada",
}

OVERRULED = "La asignó {by} aunque no estaba libre; el traslape queda a la vista."

ACTIONS = {
    "sessiontemplate.add": "agregó un tipo de sesión",
    "sessiontemplate.change": "cambió un tipo de sesión",
    "campaign.add": "agregó una campaña",
    "campaign.change": "cambió una campaña",
    "event.book": "agendó la sesión",
    "event.change": "cambió la sesión",
    "event.hand_over": "dejó la sesión a cargo de otra persona",
    "event.cancelled": "canceló la sesión",
    "event.restore": "deshizo la cancelación",
    "event.confirmed": "la sesión quedó confirmada",
    "event.tentative": "la sesión quedó por confirmar",
    "event.start": "abrió la sala",
    "meeting.paste": "pegó el enlace de la sala",
    "meeting.pending": "la sala quedó por crear",
    "meeting.opening": "se pidió la sala",
    "meeting.open": "la sala quedó lista",
    "meeting.unknown": "no se sabe si la sala se creó; se comprobará",
    "meeting.failed": "no se pudo crear la sala",
    "meeting.waiting_for_licence": "la sesión quedó en lista de espera",
    "meeting.diverged": "la sala dejó de estar como la agenda",
    "meeting.gone": "la sala ya no existe",
    "meeting.closed": "la sala se cerró",
}

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
    "has_minors": "Participan niñas, niños o adolescentes",
    "pasted_url": "Enlace",
    "host_id": "Anfitrión",
    "cohost_ids": "Coanfitriones",
    "campaign_id": "Campaña",
    "tzid": "Zona horaria",
}
VALUES = {"kind": KINDS, "visibility": VISIBILITIES}


def why_chosen(choice: dict[str, Any]) -> list[str]:
    """Return the sentences of «Por qué esta cuenta» for `allocation.Choice.as_row()`.

    It comes out of a JSON column: `Any` stands for the type that each of its values was given.
    """
    surplus = [ABILITIES[kind] for kind in choice.get("surplus_kinds", ()) if kind in ABILITIES]
    sentences = [
        f"{choice['label']} estaba libre a esa hora.",
        f"Admite {choice['largest_audience']:,} personas.",
    ]
    if surplus:
        sentences.append(f"Le sobra: {', '.join(surplus)}; ninguna libre era más chica.")
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


PAGES = {
    "session_templates.new_type": Named("Agregar tipo de sesión", words="plantilla empezar con"),
    "booking.today": Named("Hoy", words="inicio tablero día ahora portada"),
    "booking.new": Named(
        "Agendar sesión", words="nueva reservar programar crear videoconferencia plática"
    ),
    "booking.index": Named("Sesiones", words="lista pláticas videoconferencias reuniones eventos"),
}
