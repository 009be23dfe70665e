"""Zoom's rooms as RoomStreams: the picture of a meeting or webinar goes out by custom RTMP.

Facts: Zoom's OpenAPI document of 2026-03-10 and KB0064223. The three addresses are all required;
streaming can only start while somebody is in the room (4927), never with end-to-end encryption
(4400). Reading the configuration back returns the key, so it is never read.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from urllib.parse import quote

from integrations import zoom_rooms
from integrations.base import RoomKey
from integrations.broadcasting import StreamCheck, StreamTarget
from integrations.errors import RejectedError
from integrations.http import Answer, Call

RESOLUTION = "720p"
MOST_LABEL = 50
LICENSED = 2
ASK_ADMIN = "Quien administra la cuenta de Zoom debe activar {what} en {where}."
ALLOWED = ASK_ADMIN.format(
    what="«Permitir la transmisión en vivo de reuniones»",
    where="Configuración de la cuenta → En la reunión (avanzada)",
)
CUSTOM = ASK_ADMIN.format(
    what="«Servicio personalizado de transmisión en vivo»",
    where="Configuración de la cuenta → En la reunión (avanzada) → Transmisión en vivo",
)
LICENCE = "La cuenta anfitriona no tiene licencia de Zoom, y sin ella no se transmite."
ENCRYPTED = (
    "La sala usa cifrado de extremo a extremo y así no se puede transmitir: cámbielo a «Cifrado "
    "mejorado» en la sala de Zoom."
)

Caller = Callable[[Call], Answer]


class ZoomStreams:
    """Lets Zoom's rooms send their picture to another service."""

    def __init__(self, call: Caller) -> None:
        """Take what calls Zoom with its token; nothing is sent."""
        self._call = call

    def check(self, key: RoomKey) -> tuple[StreamCheck, ...]:
        """Look ahead: account settings, licence and encryption, each with what to do."""
        user = self._read("read_user", f"/users/{quote(key.host_email, safe='@')}")
        settings = self._read("user_settings", f"/users/{quote(key.host_email, safe='@')}/settings")
        room = self._read("read_meeting", _member(key)) if not key.is_webinar else {}
        in_meeting = _object(settings.get("in_meeting"))
        encryption = _object(room.get("settings")).get("encryption_type")
        return (
            _check("allowed", in_meeting.get("allow_live_streaming"), ALLOWED),
            _check("custom_service", in_meeting.get("custom_live_streaming_service"), CUSTOM),
            _check("licensed", user.get("type") == LICENSED, LICENCE),
            # Webinars cannot be encrypted end to end.
            _check("not_encrypted", encryption != "e2ee", ENCRYPTED),
        )

    def hand_over(self, key: RoomKey, target: StreamTarget) -> None:
        """Tell the room where to send its picture; a second call replaces the first."""
        body = {
            "stream_url": target.stream_url,
            "stream_key": target.stream_key,
            "page_url": target.page_url,
            "resolution": RESOLUTION,
        }
        self._call(Call("set_livestream", "PATCH", f"{_member(key)}/livestream", body=body))

    def start(self, key: RoomKey, label: str) -> None:
        """Let the open room begin to send. Raises TooEarlyError while nobody is in it."""
        settings = {"active_speaker_name": True, "display_name": label[:MOST_LABEL]}
        if not key.is_webinar:
            settings["layout"] = "speaker_view"
        self._status(key, {"action": "start", "settings": settings})

    def stop(self, key: RoomKey) -> None:
        """Let the room stop sending; one that is gone or does not send counts as stopped."""
        # Whatever Zoom has against the stop, there is then nothing that it could stop; the
        # documents name no code for a stream that does not run.
        with suppress(RejectedError):
            self._status(key, {"action": "stop"})

    def _status(self, key: RoomKey, body: Mapping[str, object]) -> None:
        """Start or stop."""
        path = f"{_member(key)}/livestream/status"
        self._call(Call("livestream_status", "PATCH", path, body=body))

    def _read(self, operation: str, path: str) -> Mapping[str, object]:
        """Read an object."""
        return _object(self._call(Call(operation, "GET", path, is_write=False)).body)


def _member(key: RoomKey) -> str:
    """Return the address of a room."""
    return zoom_rooms.member(key.external_id, is_webinar=key.is_webinar)


def _check(name: str, is_good: object, advice: str) -> StreamCheck:
    """Return a check; what Zoom does not tell is not known."""
    known = None if is_good is None else bool(is_good)
    return StreamCheck(name, known, "" if known else advice)


def _object(value: object) -> Mapping[str, object]:
    """Return a JSON object, an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}
