"""Accounts that let us work by their consent: who leads through it, who works by it, what lacks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from integrations.contracts.authorization import Authorizer
from integrations.contracts.common import Lack
from integrations.contracts.publishing import Publisher
from integrations.google import scopes as google_scopes

if TYPE_CHECKING:
    from integrations.google.auth import Purpose

Clock = Callable[[], datetime]


@dataclass(frozen=True, match_args=False)
class ConsentSettings(Protocol):
    """What is read here of the application's settings."""

    google_auth_uri: str
    google_token_uri: str
    google_revoke_uri: str
    youtube_api_base: str
    tiktok_auth_uri: str
    tiktok_api_base: str


@dataclass(frozen=True, slots=True)
class ConsentKind:
    """What an account may consent to, and who works by it where that is to publish."""

    authorizer: Callable[[ConsentSettings, Clock], Authorizer]
    lacks: Callable[[frozenset[str]], tuple[Lack, ...]]
    publisher: Callable[[ConsentSettings, str, Clock], Publisher] | None = None


def connect_authorizer(
    settings: ConsentSettings, purpose: str, *, now: Clock = lambda: datetime.now(UTC)
) -> Authorizer:
    """Return who leads an account through its consent to a platform or network.

    Nothing is sent, and no library is imported before the first use.
    """
    return KINDS[purpose].authorizer(settings, now)


def connect_by_consent(
    settings: ConsentSettings,
    network: str,
    consent: str,
    *,
    now: Clock = lambda: datetime.now(UTC),
) -> Publisher:
    """Return the publisher of the account that consented, by the JSON itself; nothing is sent.

    It came by the page: no setting holds it.
    """
    publisher = KINDS[network].publisher
    if publisher is None:
        raise KeyError(network)
    return publisher(settings, consent, now)


def lacks_of(purpose: str, scopes: frozenset[str]) -> tuple[Lack, ...]:
    """Return what was not given, with what cannot be done without it."""
    return KINDS[purpose].lacks(scopes)


def connect_youtube(
    settings: ConsentSettings, consent: str, now: Clock, *, is_kept: bool = True
) -> Publisher:
    """Return the publisher of the channel whose account consented; nothing is sent.

    `is_kept` says that the consent came by the page and no setting holds it.
    """
    from integrations.google.youtube import PURPOSE, GoogleSettings, YouTubeVideos

    return YouTubeVideos(
        GoogleSettings(
            authorized_user=consent,
            token_uri=settings.google_token_uri,
            api_base=settings.youtube_api_base,
            purpose=replace(PURPOSE, consent_setting="") if is_kept else PURPOSE,
        ),
        now=now,
    )


def _meet_consent(settings: ConsentSettings, now: Clock) -> Authorizer:
    """Return who leads through the consent to Google Meet, which tells who consented."""
    from integrations.google.auth import IDENTITY, Purpose

    return _google(settings, Purpose(identity=IDENTITY), now)


def _youtube_consent(settings: ConsentSettings, now: Clock) -> Authorizer:
    """Return who leads through the consent to YouTube."""
    from integrations.google.youtube import PURPOSE

    return _google(settings, PURPOSE, now)


def _google(settings: ConsentSettings, purpose: "Purpose", now: Clock) -> Authorizer:
    """Return who leads through a consent at Google."""
    from integrations.google.consent import ConsentAddresses, GoogleConsent

    addresses = ConsentAddresses(
        settings.google_auth_uri, settings.google_token_uri, settings.google_revoke_uri
    )
    return GoogleConsent(purpose, addresses, now=now)


def _without(scope: str, words: str) -> Callable[[frozenset[str]], tuple[Lack, ...]]:
    """Return what tells what lacks where one permission does all."""
    lack = Lack((scope,), words, is_needed=True)
    return lambda scopes: () if scope in scopes else (lack,)


def _tiktok_consent(settings: ConsentSettings, now: Clock) -> Authorizer:
    """Return who leads through the consent to TikTok."""
    from integrations.tiktok.consent import TikTokConsent

    return TikTokConsent(settings.tiktok_auth_uri, settings.tiktok_api_base, now=now)


def _tiktok(settings: ConsentSettings, consent: str, now: Clock) -> Publisher:
    """Return the publisher of TikTok's account."""
    from integrations.tiktok.publisher import TikTokVideos

    return TikTokVideos(consent, api_base=settings.tiktok_api_base, now=now)


KINDS: Mapping[str, ConsentKind] = {
    "google_meet": ConsentKind(_meet_consent, google_scopes.lacks_of),
    "youtube": ConsentKind(
        _youtube_consent, _without(google_scopes.PUBLISHES, "publicar en YouTube"), connect_youtube
    ),
    "tiktok": ConsentKind(
        _tiktok_consent, _without("video.publish", "publicar en TikTok"), _tiktok
    ),
}
