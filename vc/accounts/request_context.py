"""Who asks, when, by which clock, and in which transaction: what a service needs of a request."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vc.accounts.models import Person


@dataclass(frozen=True, slots=True)
class RequestContext:
    """One request as services see it; `zone` is the office's. They know no Flask."""

    session: Session
    by: Person
    now: datetime
    zone: ZoneInfo
