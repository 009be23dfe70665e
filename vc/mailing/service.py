"""The rules."""

from datetime import datetime

from sqlalchemy.orm import Session


def plan(session: Session, now: datetime) -> None:
    """Make due what the clock alone makes due; the sweep calls it and commits."""
