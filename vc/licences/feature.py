"""What licences bring."""

import logging

from sqlalchemy.orm import Session

from vc.feature import Feature
from vc.licences import cures, labels
from vc.licences.office_rows import ROWS
from vc.licences.views import bp
from vc.office.hooks import CURES, OFFICE_ROWS
from vc.services import Services

log = logging.getLogger(__name__)


def name_what_is_missing(session: Session, services: Services) -> None:
    """Try each vendor's credentials and log, by name, the permissions they lack."""
    for platform, provider in services.providers.items():
        if not provider.makes_rooms_itself:
            continue
        found = provider.check()
        if found.missing_scopes:
            log.warning("%s lacks scopes: %s", platform, ", ".join(found.missing_scopes))
        elif not found.is_working:
            log.warning("%s: %s", platform, found.message)


FEATURE = Feature(
    name="licences",
    adds=(
        CURES.adds(*cures.OWN),
        OFFICE_ROWS.adds(*ROWS),
    ),
    labels=labels,
    blueprints=(bp,),
    at_start=(name_what_is_missing,),
)
