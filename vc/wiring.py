"""Which adapters the settings ask for: the one place that makes an application's services."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypedDict

from flask import Flask

from integrations import (
    connect,
    connect_broadcaster,
    connect_mail,
    connect_publishers,
    file_sources,
)
from integrations.consents import connect_authorizer
from integrations.contracts.authorization import Authorizer
from integrations.contracts.broadcasting import Broadcaster
from integrations.contracts.mail import MailSender
from integrations.contracts.meetings import MeetingProvider
from integrations.contracts.publishing import Publisher
from vc.cipher import Cipher
from vc.config import Settings
from vc.jobs import make_queue
from vc.media import ffmpeg_choice
from vc.networks.facts import Network
from vc.services import FileSource, Services, services_of
from vc.setting_rules import SettingsError
from vc.store import LocalStore, Store

NO_BOTO3 = "MEDIA_STORE necesita el paquete boto3: ejecute «python3 run.py setup s3»."


def make_services(settings: Settings) -> Services:
    """Return what an application of these settings works with; nothing is asked of any vendor."""

    def now() -> datetime:
        """Return the present instant, by whatever clock stands in the services by then."""
        return services.clock()

    def ffmpeg() -> str:
        """Return the ffmpeg that is used, by whatever settings stand in the services by then."""
        return ffmpeg_choice.executable(services.settings)

    def authorizer(purpose: str) -> Authorizer:
        """Return who leads through a consent, by the settings that stand in the services."""
        return connect_authorizer(services.settings, purpose, now=now)

    services = Services(
        settings=settings,
        clock=lambda: datetime.now(UTC),
        cipher=Cipher(settings),
        store=make_store(settings),
        authorizer=authorizer,
        ffmpeg=ffmpeg,
        queue=make_queue(settings),
        **_connected(settings, now),
    )
    return services


def reconnect(app: Flask) -> None:
    """Put those who are connected by an application's present settings in the place of others."""
    own = services_of(app)
    for name, one in _connected(own.settings, lambda: own.clock()).items():
        setattr(own, name, one)


class Connected(TypedDict):
    """Those who are connected by settings, as `Services` holds them."""

    providers: Mapping[str, MeetingProvider]
    broadcaster: Broadcaster
    publishers: Mapping[str, Publisher]
    mail: MailSender | None
    file_sources: Mapping[str, FileSource]


def _connected(settings: Settings, now: Callable[[], datetime]) -> Connected:
    """Return whom these settings connect; nothing is sent."""
    providers = connect(settings)
    broadcaster = connect_broadcaster(settings, now=now)
    publishers = connect_publishers(settings, now=now)
    return {
        "providers": providers,
        "broadcaster": broadcaster,
        "publishers": {Network(name): one for name, one in publishers.items()},
        "mail": connect_mail(settings, pretends=settings.needs_emulator),
        "file_sources": file_sources(providers, broadcaster),
    }


def make_store(settings: Settings) -> Store:
    """Return what keeps files, by the settings. Raises SettingsError without the package for it."""
    folder, reserve_mb = settings.media_path, settings.media_reserve_mb
    if not settings.media_store:
        return LocalStore(folder, reserve_mb)
    try:
        # It takes a package that installations without such a store do not have.
        from vc.store_s3 import S3Store
    except ImportError as error:
        raise SettingsError(NO_BOTO3) from error
    return S3Store(folder, reserve_mb, url=settings.media_store, endpoint=settings.media_endpoint)
