"""The copy of a live video, served from an address that holds for an hour and needs no token."""

import hashlib
import hmac
import random
from dataclasses import dataclass
from pathlib import Path

from flask import Response, request, send_file

from integrations.emulator.meta import live_state, state
from integrations.emulator.meta.live_lifecycle import Live
from integrations.emulator.meta.operation import meta_operation
from integrations.emulator.operation import Reply, RequestContext, VendorError

HOLDS_S = 3600
MP4 = "video/mp4"
HEAD = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
"""How a file of this kind begins; what follows here is noise, the same for the same video."""


class CdnError(VendorError):
    """A refusal of the address, in plain words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(status, 0, words)
        self.reply = TextReply(status, {"words": words})


class TextReply(Reply):
    """An answer in plain text."""

    def as_response(self) -> Response:
        """Return it as Flask sends it."""
        return Response(str(self.body["words"]), self.status, content_type="text/plain")


@dataclass(slots=True, kw_only=True)
class CopyReply(Reply):
    """An answer that is the copy, or the part of it that was asked for."""

    live: Live

    def as_response(self) -> Response:
        """Return it as Flask sends it: with length, tag and ranges."""
        if self.live.copy_path:
            return send_file(Path(self.live.copy_path), MP4, conditional=True)
        data = pretended(self.live)
        response = Response(data, content_type=MP4)
        response.set_etag(hashlib.sha256(data).hexdigest()[:32])
        response.make_conditional(request, accept_ranges=True, complete_length=len(data))
        # The server writes the date itself.
        response.headers.pop("Date", None)
        return response


@meta_operation("fetch_copy")
def fetch_copy(context: RequestContext, name: str) -> Reply:
    """Send the copy to whoever has its address, for an hour."""
    ends_at, signature = request.args.get("oe", ""), request.args.get("oh", "")
    if not hmac.compare_digest(_signature(name, ends_at), signature):
        raise CdnError(403, "URL signature mismatch")
    if int(ends_at, 16) <= context.now.timestamp():
        raise CdnError(403, "URL signature expired")
    live = live_state.find(context.tx, name.removesuffix(".mp4"))
    if live is None or live.status != "VOD":
        raise CdnError(404, "Content not found")
    return CopyReply(200, live=live)


def address(live: Live, context: RequestContext) -> str:
    """Return where the copy can be fetched from now on, for an hour."""
    name, ends_at = f"{live.video_id}.mp4", f"{int(context.now.timestamp()) + HOLDS_S:x}"
    query = f"oe={ends_at}&oh={_signature(name, ends_at)}"
    return f"{context.base_url}/meta-cdn/{name}?{query}"


def pretended(live: Live) -> bytes:
    """Return the bytes that stand for a video; the same ones each time."""
    noise = random.Random(live.video_id)  # noqa: S311 - nothing here is a secret
    return (HEAD + noise.randbytes(max(0, live.copy_bytes - len(HEAD))))[: live.copy_bytes]


def _signature(name: str, ends_at: str) -> str:
    """Return what shows that the emulator gave an address."""
    return state.hex_hmac(f"{name} {ends_at}".encode())
