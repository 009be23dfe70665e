"""What an office left for later on its first day, and that it is over."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vc.db import insert_once
from vc.first_day.models import SkippedStep

ALL = "all"
"""Stands for every step: the first day is over."""


def skip(session: Session, step: str, now: datetime) -> None:
    """Leave a step for later, or all of them. The caller commits."""
    insert_once(session, SkippedStep, "step", step=step, skipped_at=now)


def take_up(session: Session, step: str) -> None:
    """Take up a step that was left for later. The caller commits."""
    session.execute(delete(SkippedStep).where(SkippedStep.step == step))


def skipped(session: Session) -> set[str]:
    """Return the steps that were left for later."""
    return set(session.scalars(select(SkippedStep.step)))
