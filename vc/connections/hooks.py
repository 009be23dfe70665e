"""Where features say whom to ask how we stand, what people are told, and what waits meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from integrations.contracts.common import Connection
from vc.connections.models import Use, VendorConnection
from vc.hooks import Hook
from vc.jobs import DueMixin
from vc.services import Services


class Vendor(Protocol):
    """Whoever can say how our access stands."""

    def check(self) -> Connection:
        """Check now; a refusal is an answer, no error."""
        ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """A kind of row that waits for a vendor, the job that is woken, and which are a vendor's."""

    use: Use
    job: str
    model: type[DueMixin]
    of: Callable[[str], ColumnElement[bool]]


VENDORS: Hook[tuple[Use, Callable[[Services, str], Vendor | None]]] = Hook("whom to ask")
"""Finds an adapter by its name; None where nobody works with that vendor now."""
ALARMS: Hook[tuple[Use, Callable[[Session, VendorConnection, datetime], object]]] = Hook("alarms")
"""Tells people of a vendor that refuses us."""
WAITING: Hook[Waiting] = Hook("what waits for a vendor that refuses us")
