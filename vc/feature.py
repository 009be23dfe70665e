"""What a feature brings: its pages, its background work, and what it adds to features on its left.

Each feature has one `Feature` in its `feature.py`; `vc/features.py` lists them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from types import ModuleType
from typing import Any

import click
from flask import Blueprint, Flask
from sqlalchemy.orm import Session

from vc.commits import OnCommit
from vc.hooks import Addition
from vc.jobs import BackgroundJob
from vc.services import Services

Planner = Callable[[Session, datetime], object]
"""Makes due what the clock alone makes due, such as a reminder. The sweep commits after it."""


@dataclass(frozen=True, slots=True)
class Daily:
    """What is done once a day, however many workers there are, and at which time of day (UTC).

    The work commits itself: some of it asks vendors, while no transaction is open.
    """

    name: str
    at: time
    work: Callable[[Session, Services], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature, as the application takes it in."""

    name: str
    """Its folder's."""
    labels: ModuleType | None = None
    """Its Spanish words. `ACTIONS`, `COLUMNS` and `VALUES` are the history's (`vc.history`)."""
    blueprints: tuple[Blueprint, ...] = ()
    jobs: tuple[BackgroundJob[Any], ...] = ()
    planners: tuple[Planner, ...] = ()
    daily: tuple[Daily, ...] = ()
    on_commit: tuple[OnCommit, ...] = ()
    at_start: tuple[Callable[[Session, Services], object], ...] = ()
    """What a worker does when it starts, each in a thread of its own."""
    commands: tuple[click.Command, ...] = ()
    adds: tuple[Addition[Any], ...] = ()
    set_up: Callable[[Flask], None] | None = None
    """What else the application needs for it, before the first request."""
