"""The vendors, each behind a small contract: no Flask (but in `emulator`), no database, no `vc`.

    contracts/   what goes in and out, and the contracts (Protocols)
    errors.py    errors named by what the caller must do next
    http/        one door to HTTP: time-outs, retries of reads, large files, what must not be shown
    zoom/ google/ meta/ x/ tiktok/   the vendors, with the same words in each
    manual/      the person as a provider: the link is pasted
    smtp.py      mail: one message, three outcomes; `pretended_mail` that of a demonstration
    join_links.py            which pasted links lead to a room
    permalinks.py            how addresses of posts look; `permalink_check` whether one answers
    publishers.py            who publishes on each network
    consents.py              who leads an account through its consent, and works by it
    emulator/    the vendors, pretended, over real HTTP on this machine

To add a vendor: write its adapter to the contract in `contracts`, and name it in `connect`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from integrations.contracts.broadcasting import Broadcaster
from integrations.contracts.common import FileLink
from integrations.contracts.mail import MailSender
from integrations.contracts.meetings import MeetingProvider
from integrations.contracts.recordings import ComposedFile, FileKey
from integrations.http.call import is_loopback
from integrations.join_links import ANY_HOST, MEET_HOSTS, ZOOM_HOSTS
from integrations.manual.broadcaster import ManualBroadcast
from integrations.manual.meetings import ManualRooms
from integrations.pretended_mail import PretendedMail
from integrations.publishers import connect_publishers
from integrations.smtp import PostSettings, SmtpMailSender
from integrations.zoom.meetings import ZoomMeetings, ZoomSettings

__all__ = [
    "connect",
    "connect_broadcaster",
    "connect_mail",
    "connect_meet",
    "connect_publishers",
    "file_sources",
]


@dataclass(frozen=True, match_args=False)
class VendorSettings(Protocol):
    """What `connect` reads of the application's settings; frozen, for nothing here writes them."""

    zoom_api_base: str
    zoom_oauth_url: str
    zoom_account_id: str
    zoom_client_id: str
    zoom_client_secret: str
    google_service_account_file: str
    google_authorized_user_file: str
    google_token_uri: str
    google_api_base: str


@dataclass(frozen=True, match_args=False)
class MailServerSettings(Protocol):
    """What `connect_mail` reads of the application's settings."""

    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str
    smtp_security: str


@dataclass(frozen=True, match_args=False)
class PageSettings(Protocol):
    """What `connect_broadcaster` reads of the application's settings."""

    graph_api_base: str
    meta_app_id: str
    meta_app_secret: str
    meta_page_id: str
    meta_page_token: str
    meta_verify_token: str


def connect(settings: VendorSettings) -> dict[str, MeetingProvider]:
    """Return the provider of each platform: the vendor where credentials are set, else by hand.

    Nothing is sent, and the library that talks to vendors is imported at the first call.
    """
    return {
        "zoom": _zoom(settings),
        "google_meet": _google(settings),
        "other": ManualRooms("other", ANY_HOST),
    }


def connect_mail(settings: MailServerSettings, *, pretends: bool = False) -> MailSender | None:
    """Return the mail server's adapter, None while no mail server is set. Nothing is sent.

    Where it `pretends`, letters are taken in the place of a server that is not set, and go nowhere.
    """
    if not settings.smtp_host:
        return PretendedMail() if pretends else None
    return SmtpMailSender(
        PostSettings(
            host=settings.smtp_host,
            port=settings.smtp_port,
            user=settings.smtp_user,
            password=settings.smtp_password,
            security=settings.smtp_security,
        )
    )


def connect_broadcaster(
    settings: PageSettings, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Broadcaster:
    """Return the Facebook Page where its credentials are set, else the person. Nothing is sent.

    `now` is the caller's clock: the adapter says when to come back, and rests until then, by it.
    """
    if not settings.meta_page_token:
        return ManualBroadcast()
    from integrations.meta.live import FacebookLive, FacebookSettings

    return FacebookLive(
        FacebookSettings(
            app_id=settings.meta_app_id,
            app_secret=settings.meta_app_secret,
            page_id=settings.meta_page_id,
            page_token=settings.meta_page_token,
            api_base=settings.graph_api_base,
            listens=bool(settings.meta_verify_token),
        ),
        now=now,
    )


def file_sources(
    providers: Mapping[str, MeetingProvider], broadcaster: Broadcaster
) -> Mapping[str, Callable[[FileKey], FileLink | ComposedFile | None]]:
    """Return, by the name of each source, what tells where one of its files can be fetched."""
    return _FileSources(providers, broadcaster)


def connect_meet(settings: VendorSettings, consent: str) -> MeetingProvider:
    """Return Google Meet by the consent of one account, the JSON itself (`authorized_user`)."""
    from integrations.google.auth import Purpose
    from integrations.google.meetings import GoogleMeet, GoogleSettings

    return GoogleMeet(
        GoogleSettings(
            authorized_user=consent,
            token_uri=settings.google_token_uri,
            api_base=settings.google_api_base,
            purpose=Purpose(consent_setting=""),
        )
    )


class _FileSources(Mapping[str, Callable[[FileKey], FileLink | ComposedFile | None]]):
    """Where files are fetched, looked up each time: an adapter may change while we run."""

    def __init__(self, providers: Mapping[str, MeetingProvider], broadcaster: Broadcaster) -> None:
        self._providers = providers
        self._copies = {broadcaster.channel: lambda key: broadcaster.copy(key.external_id)}

    def __getitem__(self, source: str) -> Callable[[FileKey], FileLink | ComposedFile | None]:
        if source in self._copies:
            return self._copies[source]
        recorder = self._providers[source].recorder
        if recorder is None:
            raise KeyError(source)
        return recorder.link

    def __iter__(self) -> Iterator[str]:
        yield from self._copies
        yield from (name for name, one in self._providers.items() if one.recorder is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _zoom(settings: VendorSettings) -> MeetingProvider:
    """Return Zoom itself when all three credentials are set, else the person."""
    credentials = (settings.zoom_account_id, settings.zoom_client_id, settings.zoom_client_secret)
    if not all(credentials):
        return ManualRooms("zoom", ZOOM_HOSTS)
    return ZoomMeetings(
        ZoomSettings(
            account_id=settings.zoom_account_id,
            client_id=settings.zoom_client_id,
            client_secret=settings.zoom_client_secret,
            api_base=settings.zoom_api_base,
            oauth_url=settings.zoom_oauth_url,
        )
    )


def _google(settings: VendorSettings) -> MeetingProvider:
    """Return Google Meet itself when one of the two files is set, else the person."""
    if not (settings.google_service_account_file or settings.google_authorized_user_file):
        return ManualRooms("google_meet", MEET_HOSTS)
    # Whoever has no account at Google does not wait for these modules at the start.
    from integrations.google.meetings import GoogleMeet, GoogleSettings

    return GoogleMeet(
        GoogleSettings(
            service_account_file=settings.google_service_account_file,
            authorized_user_file=settings.google_authorized_user_file,
            token_uri=settings.google_token_uri,
            api_base=settings.google_api_base,
            make_key=_make_key if is_loopback(settings.google_api_base) else None,
        )
    )


def _make_key(path: Path) -> None:
    """Make the emulator's key, which opens nothing else, where whoever needs it comes first."""
    from integrations.emulator.google.keys import ensure_key

    ensure_key(path)
