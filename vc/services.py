"""What services and workers need beside rows: settings, a clock, vendors, files, keys.

`create_app` makes one `Services` for each application. Whatever has an application context asks
`services()` for it, jobs find it as `job.services`, and tests put something else into a field.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from huey import Huey

from integrations.contracts.authorization import Authorizer
from integrations.contracts.broadcasting import Broadcaster
from integrations.contracts.common import FileLink
from integrations.contracts.mail import MailSender
from integrations.contracts.meetings import MeetingProvider
from integrations.contracts.publishing import Publisher
from integrations.contracts.recordings import ComposedFile, FileKey, RecordingSource
from vc.cipher import Cipher
from vc.config import Settings
from vc.registry import Registry
from vc.store import Store

KEY = "vc"
"""The one key of ours in `app.extensions`."""

FileSource = Callable[[FileKey], FileLink | ComposedFile | None]
T = TypeVar("T")


@dataclass(slots=True)
class Services:
    """What one application works with."""

    settings: Settings
    clock: Callable[[], datetime]
    cipher: Cipher
    store: Store
    providers: Mapping[str, MeetingProvider]
    """Who makes rooms, by platform."""
    broadcaster: Broadcaster
    authorizer: Callable[[str], Authorizer]
    """Returns who leads an account through its consent, by what it is connected for."""
    publishers: Mapping[str, Publisher]
    """Who publishes clips by itself, by network; on every other one a person does."""
    mail: MailSender | None
    """None where no server sends mail."""
    file_sources: Mapping[str, FileSource]
    """Where the files of recordings are fetched from, by `RecordingFile.source`."""
    ffmpeg: Callable[[], str]
    """Says which ffmpeg is used, after it was tried. Raises FfmpegError where none will do."""
    queue: Huey
    tell_every_s: float = 5.0
    """How often a download renews its lease, and makes durable what has come."""
    registry: Registry = field(default_factory=Registry)
    _memories: dict[type, Any] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.settings.tzid)

    @property
    def recorders(self) -> dict[str, RecordingSource]:
        """Whoever records rooms, by platform."""
        known = self.providers.items()
        return {name: one.recorder for name, one in known if one.recorder is not None}

    def memory(self, kind: type[T]) -> T:
        """Return this process's memory of a kind; it is made, without arguments, at first."""
        if kind not in self._memories:
            # Two threads may come at the same time: one of theirs is kept.
            self._memories.setdefault(kind, kind())
        return self._memories[kind]


def services_of(app: Flask) -> Services:
    """Return an application's services."""
    return app.extensions[KEY]


def services() -> Services:
    """Return the present application's services."""
    return services_of(current_app)
