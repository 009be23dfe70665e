"""The accounts that can host which the demonstration has: those that the emulated vendors know."""

from datetime import timedelta

from vc.demonstration.stage import Stage
from vc.licences import service as licences_service
from vc.licences.forms import LicenceAnswers, NewBlock
from vc.licences.models import Licence, Platform

BLOCKED_AFTER, BLOCKED_FOR = timedelta(days=40), timedelta(days=3)


def _zoom(email: str, label: str, largest: int, *more: str) -> LicenceAnswers:
    """Return one of the vendor's accounts as the administrator would describe it."""
    return LicenceAnswers(
        platform=Platform.ZOOM,
        account_email=email,
        label=label,
        kinds=frozenset({"meeting", "recording", *more}),
        largest_audience=largest,
    )


LICENCES = (
    _zoom("sala1@secesp.example", "Sala 1", 100),
    _zoom("sala2@secesp.example", "Sala 2", 300, "streaming"),
    _zoom("sala3@secesp.example", "Sala 3", 100),
    _zoom("foros@secesp.example", "Foros", 500, "streaming", "webinar"),
)
"""The accounts that the emulator knows and that can host."""
MEET_LICENCE = LicenceAnswers(
    platform=Platform.GOOGLE_MEET,
    account_email="starter@secesp.example",
    label="Meet",
    kinds=frozenset({"meeting"}),
    largest_audience=100,
)
"""An account of an edition that cannot record, as the emulated Google has one."""


def add(stage: Stage) -> None:
    """Add the licences, one of them blocked for some days."""
    admin = stage.people["admin"]
    added: list[Licence] = [
        licences_service.add(stage.session, one, by=admin, now=stage.now) for one in LICENCES
    ]
    midnight = stage.now.astimezone(stage.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    begin = midnight + BLOCKED_AFTER
    period = NewBlock(begin, begin + BLOCKED_FOR, "Renovación del plan")
    licences_service.block(stage.session, added[2], period, by=admin, now=stage.now)


def add_meet(stage: Stage) -> None:
    """Add an account for Google Meet, where there is one.

    The programme's sessions were given their licences before, and are all at Zoom.
    """
    if not stage.has_emulator:
        return
    licences_service.add(stage.session, MEET_LICENCE, by=stage.people["admin"], now=stage.now)
