"""This installation as it is looked at by the page, the command and the probes."""

from vc.db import db
from vc.diagnosis.checks import Installation, Visit
from vc.kept_settings import KeptSettings
from vc.services import services


def installation(*, tries: bool = False, visit: Visit | None = None) -> Installation:
    """Return the present application's installation."""
    own = services()
    return Installation(
        settings=own.settings,
        engine=db.engine,
        cipher=own.cipher,
        store=own.store,
        providers=own.providers,
        broadcaster=own.broadcaster,
        publishers=own.publishers,
        mail=own.mail,
        kinds={one.name: one.model for one in own.registry.jobs},
        now=own.clock(),
        tries=tries,
        visit=visit,
        kept_fault=own.memory(KeptSettings).fault,
    )
