"""The Spanish words of what comes from the vendors."""

from datetime import datetime
from zoneinfo import ZoneInfo

from integrations.contracts.webhooks import NoticeKind
from vc import dates
from vc.reconciliation.models import DeliveryStatus, Watch

STATUSES = {
    DeliveryStatus.RECEIVED: "Por atender",
    DeliveryStatus.DONE: "Atendido",
    DeliveryStatus.NOT_UNDERSTOOD: "No se entendió",
    DeliveryStatus.FAILED: "Falló",
}
TONES = {
    DeliveryStatus.RECEIVED: "wait",
    DeliveryStatus.DONE: "ok",
    DeliveryStatus.NOT_UNDERSTOOD: "info",
    DeliveryStatus.FAILED: "problem",
}
MESSAGES = {
    NoticeKind.CREATED: "Se creó una sala",
    NoticeKind.STARTED: "Se abrió una sala",
    NoticeKind.ENDED: "Se cerró una sala",
    NoticeKind.CHANGED: "Cambió una sala",
    NoticeKind.ATTENDANCE: "Alguien entró o salió",
    NoticeKind.REGISTRATION: "Alguien se registró",
    NoticeKind.RECORDING: "Cambió una grabación",
    NoticeKind.STREAM_STARTED: "Empezó una transmisión",
    NoticeKind.STREAM_STOPPED: "Terminó una transmisión",
    NoticeKind.LIVE_VIDEO: "Cambió una transmisión en Facebook",
    NoticeKind.ALERT: "Hay un problema en una sala",
    NoticeKind.UNKNOWN: "Otro mensaje",
}
"""What a vendor told, by the kind of its message."""
ACTIONS = {
    "meeting.started": "alguien abrió la sala",
    "meeting.ended": "la sala se cerró",
    "meeting.alert": "se avisó de un problema en la sala",
    "meeting.refresh": "cambió el enlace o el código de la sala; aquí ya se muestra el nuevo",
    "meeting.adopt": "dejó la agenda como la sala",
    "meeting.impose": "puso la sala como la agenda",
    "meeting.alarm": "algo quedó por atender",
    "meeting.all_well": "ya no hay nada por atender",
}
COMPARED = {
    "summary": "Título",
    "starts_at": "Inicio",
    "duration_min": "Duración",
    "records": "Grabación",
    "has_waiting_room": "Sala de espera",
}
YES_OR_NO = {
    "records": ("Se graba", "No se graba"),
    "has_waiting_room": ("Con sala de espera", "Sin sala de espera"),
}


def in_words(watch: Watch, zone: ZoneInfo) -> list[tuple[str, str, str]]:
    """Return the differences as people read them: (field, here, at the vendor)."""
    return [
        (
            COMPARED[str(row["name"])],
            _word(str(row["name"]), row["ours"], zone),
            _word(str(row["name"]), row["theirs"], zone),
        )
        for row in watch.differences
    ]


def _word(name: str, value: object, zone: ZoneInfo) -> str:
    """Return a value as people read it."""
    if name == "starts_at":
        moment = datetime.fromisoformat(str(value))
        return f"{dates.short_day(moment, zone)}, {dates.clock_time(moment, zone)} h"
    if name == "duration_min":
        return dates.duration(int(str(value)))
    if name in YES_OR_NO:
        return YES_OR_NO[name][0 if value else 1]
    return str(value)


DIFFERS = "En {platform} la sala no está como dice la agenda."
DECIDE = "Decidir cuál queda"
ALARMED = "La sesión puede no realizarse como está prevista."
