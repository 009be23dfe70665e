"""Zoom's rooms as RoomStreams: the picture of a meeting or webinar goes out by custom RTMP.

Facts: Zoom's OpenAPI document of 2026-03-10 and KB0064223. The three addresses are all required;
streaming can only start while somebody is in the room (4927), never with end-to-end encryption
(4400). Reading the configuration back returns the key, so it is never read.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from urllib.parse import quote

from integrations.contracts.broadcasting import StreamCheck, StreamTarget
from integrations.contracts.common import RoomKey
from integrations.errors import IntegrationError, RejectedError, TooEarlyError
from integrations.http.call import VendorRequest, VendorResponse
from integrations.http.fields import object_in
from integrations.http.redaction import MASK
from integrations.zoom import bodies
from integrations.zoom.errors import IS_WEBINAR

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
LICENCE = "La cuenta no tiene licencia de Zoom, y sin ella no se transmite."
ENCRYPTED = (
    "La sala está en modo privado (de extremo a extremo) y así no se transmite: cámbielo a "
    "«mejorado» en la sala de Zoom."
)

Caller = Callable[[VendorRequest], VendorResponse]


class ZoomStreams:
    """Lets Zoom's rooms send their picture to another service."""

    def __init__(self, call: Caller) -> None:
        """Take what calls Zoom with its token; nothing is sent."""
        self._call = call

    def check(self, key: RoomKey) -> tuple[StreamCheck, ...]:
        """Check in advance: account settings, licence and encryption, each with what to do."""
        path = f"/users/{quote(key.host_email, safe='@')}"
        kind = self._read("read_user", path).get("type")
        settings = self._read("user_settings", f"{path}/settings")
        in_meeting = object_in(settings.get("in_meeting"))
        return (
            _check("allowed", in_meeting.get("allow_live_streaming"), ALLOWED),
            _check("custom_service", in_meeting.get("custom_live_streaming_service"), CUSTOM),
            _check("licensed", None if kind is None else kind == LICENSED, LICENCE),
            _check("not_encrypted", self._is_open_to_zoom(key), ENCRYPTED),
        )

    def hand_over(self, key: RoomKey, target: StreamTarget) -> None:
        """Give the room the address to send its picture to; a second call replaces the first."""
        body = {
            "stream_url": target.stream_url,
            "stream_key": target.stream_key,
            "page_url": target.page_url,
            "resolution": RESOLUTION,
        }
        try:
            self._patch("set_livestream", key, "livestream", body)
        except IntegrationError as error:
            # Zoom may repeat in its refusal what it was told, whatever the key looks like.
            error.message = error.message.replace(target.stream_key, MASK)
            error.args = (error.message,)
            raise

    def start(self, key: RoomKey, label: str) -> None:
        """Let the open room begin to send. Raises TooEarlyError while nobody is in it."""
        settings = {"active_speaker_name": True, "layout": "speaker_view"}
        # Zoom takes no empty name.
        if label.strip():
            settings["display_name"] = label.strip()[:MOST_LABEL]
        self._status(key, {"action": "start", "settings": settings})

    def stop(self, key: RoomKey) -> None:
        """Let the room stop sending; one that is gone or does not send counts as stopped."""
        # Whatever Zoom has against the stop, there is then nothing that it could stop; the
        # documents name no code for a stream that does not run. 4927 says that the room is closed.
        with suppress(RejectedError, TooEarlyError):
            self._status(key, {"action": "stop"})

    def _status(self, key: RoomKey, body: Mapping[str, object]) -> None:
        """Start or stop."""
        self._patch("livestream_status", key, "livestream/status", body)

    def _patch(
        self, operation: str, key: RoomKey, address: str, body: Mapping[str, object]
    ) -> None:
        """Write to a room; a meeting that was turned into a webinar is found as one."""
        try:
            self._call(
                VendorRequest(operation, "PATCH", f"{_member(key)}/{address}", body=_for(key, body))
            )
        except RejectedError as error:
            if key.is_webinar or error.code != IS_WEBINAR:
                raise
            # Zoom has the same number for other refusals: those are the first answer's.
            try:
                self._patch(operation, replace(key, is_webinar=True), address, body)
            except RejectedError:
                raise error from None

    def _is_open_to_zoom(self, key: RoomKey) -> bool | None:
        """Tell whether Zoom itself sees the picture; None where it does not say."""
        # Webinars cannot be encrypted end to end.
        if key.is_webinar:
            return True
        try:
            room = self._read("read_meeting", _member(key))
        except RejectedError as error:
            if error.code != IS_WEBINAR:
                raise
            return True
        encryption = object_in(room.get("settings")).get("encryption_type")
        return None if encryption is None else encryption != "e2ee"

    def _read(self, operation: str, path: str) -> Mapping[str, object]:
        """Read an object."""
        return object_in(self._call(VendorRequest(operation, "GET", path, is_write=False)).body)


def _member(key: RoomKey) -> str:
    """Return the address of a room."""
    return bodies.member(key.external_id, is_webinar=key.is_webinar)


def _for(key: RoomKey, body: Mapping[str, object]) -> Mapping[str, object]:
    """Return a body as the kind of room takes it: webinars have no layout."""
    if not key.is_webinar or "settings" not in body:
        return body
    settings = object_in(body["settings"])
    return {**body, "settings": {name: settings[name] for name in settings if name != "layout"}}


def _check(name: str, is_good: object, advice: str) -> StreamCheck:
    """Return a check; what Zoom does not tell is not known."""
    known = None if is_good is None else bool(is_good)
    return StreamCheck(name, known, "" if known else advice)
