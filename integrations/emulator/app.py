"""The emulator as a Flask application."""

import re
from pathlib import Path

from flask import Flask, request

from integrations.emulator import (
    control,
    embeds,
    google,
    google_consents,
    google_stage,
    meta,
    meta_stage,
    meta_watch,
    pages,
    recordings_stage,
    stage,
    x,
    x_stage,
    youtube,
    youtube_stage,
    zoom,
)
from integrations.emulator.gate import Reply
from integrations.emulator.google_gate import GoogleError
from integrations.emulator.google_keys import KEY_FILE
from integrations.emulator.state import Credentials, State

GRAPH = re.compile(r"/v\d+\.\d+/")
"""How an address of Meta's begins."""


def create_emulator(
    state_path: Path | str, *, base_url: str = "", credentials: Credentials | None = None
) -> Flask:
    """Return the emulator that keeps its state in a file.

    `base_url` begins the links it gives; empty means the address that each request came to.
    """
    app = Flask(__name__, static_folder=None, template_folder=None)
    state = State(state_path)
    app.config.update(
        STATE=state,
        GOOGLE_KEY=state.path.parent / KEY_FILE,
        BASE_URL=base_url.rstrip("/"),
        CREDENTIALS=credentials or Credentials(),
        MAX_CONTENT_LENGTH=1_000_000,
    )
    vendors = (zoom, google, youtube, meta, x)
    doors = (control, stage, google_stage, meta_stage, youtube_stage, x_stage)
    for part in (*vendors, *doors, recordings_stage, meta_watch, embeds, pages, google_consents):
        app.register_blueprint(part.bp)
    app.register_error_handler(404, _unknown_address)
    app.register_error_handler(405, _unknown_address)
    return app


def _unknown_address(_error: Exception) -> object:
    """Answer for an address that the vendor does not have, in the vendor's form."""
    if request.path.startswith((*google.ROOTS, *youtube.ROOTS)):
        return GoogleError(404, "Not Found").reply.as_response()
    if GRAPH.match(request.path):
        return meta.unknown_path(request.path).as_response()
    body = {"code": 2300, "message": "This API endpoint is not recognized."}
    return Reply(404, body).as_response()
