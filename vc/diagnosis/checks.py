"""What a check says, and what it looks at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Engine

from integrations.contracts.broadcasting import Broadcaster
from integrations.contracts.mail import MailSender
from integrations.contracts.meetings import MeetingProvider
from integrations.contracts.publishing import Publisher
from vc.cipher import Cipher
from vc.config import Settings
from vc.jobs import DueMixin
from vc.store import Store


class State(StrEnum):
    """How something stands, worst first."""

    FAILURE = "failure"
    """It does not work until somebody acts."""
    WARNING = "warning"
    """It works, and somebody should know."""
    UNKNOWN = "unknown"
    """It cannot be looked at as long as something else fails."""
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Check:
    """How one thing stands: what was found, and what to do, in Spanish. No secrets are in it."""

    key: str
    state: State
    found: str
    todo: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """How somebody came to the page: whether who stands in front announced them."""

    is_forwarded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What is looked at, at the instant `now`.

    `kinds` are the rows that workers carry out, by task. With `tries`, mail server, vendors and
    object store are called; without it, what is known of them is told.
    """

    settings: Settings
    engine: Engine
    cipher: Cipher
    store: Store
    providers: Mapping[str, MeetingProvider]
    broadcaster: Broadcaster
    publishers: Mapping[str, Publisher]
    mail: MailSender | None
    kinds: Mapping[str, type[DueMixin]]
    now: datetime
    tries: bool = False
    visit: Visit | None = None
    kept_fault: str = ""
    """Why what the office's pages keep cannot be taken; empty while it is."""


def ok(key: str, found: str) -> Check:
    """Return a check that found something as it should be."""
    return Check(key, State.OK, found)


def warning(key: str, found: str, todo: str = "") -> Check:
    """Return a check that found something that somebody should know of."""
    return Check(key, State.WARNING, found, todo)


def unknown(key: str, found: str) -> Check:
    """Return a check that could not look at something."""
    return Check(key, State.UNKNOWN, found)


def failure(key: str, found: str, todo: str = "") -> Check:
    """Return a check that found something that does not work."""
    return Check(key, State.FAILURE, found, todo)
