"""The emulator as a Flask application."""

import re
from pathlib import Path

from flask import Flask, Response, request

from integrations.emulator import control, embeds, pages, vendors
from integrations.emulator.google import routes as google
from integrations.emulator.google.keys import KEY_FILE
from integrations.emulator.google.operation import GoogleError
from integrations.emulator.meta import routes as meta
from integrations.emulator.operation import Reply
from integrations.emulator.state import Credentials, State
from integrations.emulator.youtube import videos

GRAPH = re.compile(r"/v\d+\.\d+/")
"""How an address of Meta's begins."""


def create_emulator(
    state_path: Path | str, *, base_url: str = "", credentials: Credentials | None = None
) -> Flask:
    """Return the emulator that keeps its state in a file.

    `base_url` begins the links it gives; empty means the address that each request came to.
    """
    app = Flask(__name__, static_folder=None, template_folder=None)
    state = State(state_path, vendors.PARTS, vendors.FILLS)
    app.config.update(
        STATE=state,
        VENDORS=vendors.VENDORS,
        GOOGLE_KEY=state.path.parent / KEY_FILE,
        BASE_URL=base_url.rstrip("/"),
        CREDENTIALS=credentials or Credentials(),
        MAX_CONTENT_LENGTH=1_000_000,
    )
    own = (control.bp, embeds.bp, pages.bp)
    for door in (*own, *(door for one in vendors.VENDORS for door in one.doors)):
        app.register_blueprint(door)
    app.register_error_handler(404, _unknown_address)
    app.register_error_handler(405, _unknown_address)
    return app


def _unknown_address(_error: Exception) -> Response:
    """Answer for an address that the vendor does not have, in the vendor's form."""
    if request.path.startswith((*google.ROOTS, *videos.ROOTS)):
        return GoogleError(404, "Not Found").reply.as_response()
    if GRAPH.match(request.path):
        return meta.unknown_path(request.path).as_response()
    body = {"code": 2300, "message": "This API endpoint is not recognized."}
    return Reply(404, body).as_response()
