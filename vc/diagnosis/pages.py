"""This installation as it is looked at by the page, the command and the probes."""

from flask import current_app

from vc.db import db
from vc.diagnosis.checks import Installation, Visit


def installation(*, tries: bool = False, visit: Visit | None = None) -> Installation:
    """Return what the application of this process stands on."""
    parts = current_app.extensions
    return Installation(
        settings=current_app.config["SETTINGS"],
        engine=db.engine,
        seal=parts["seal"],
        store=parts["store"],
        providers=parts["providers"],
        broadcaster=parts["broadcaster"],
        publishers=parts["publishers"],
        postman=parts["postman"],
        kinds=parts["kinds"],
        now=current_app.config["CLOCK"](),
        tries=tries,
        visit=visit,
    )
