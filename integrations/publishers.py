"""Who publishes clips on each network: the vendor where its credentials are set, else a person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from integrations.consents import ConsentSettings, connect_youtube
from integrations.contracts.publishing import Publisher


@dataclass(frozen=True, match_args=False)
class NetworkSettings(ConsentSettings, Protocol):
    """What `connect_publishers` reads of the application's settings."""

    graph_api_base: str
    meta_app_id: str
    meta_app_secret: str
    meta_page_id: str
    meta_page_token: str
    instagram_user_id: str
    youtube_authorized_user: str
    x_api_base: str
    x_api_key: str
    x_api_secret: str
    x_access_token: str
    x_access_secret: str

    @property
    def mail_url(self) -> str:
        """Return the address that our own ones begin with; empty where nobody said it."""
        ...


def connect_publishers(
    settings: NetworkSettings, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> dict[str, Publisher]:
    """Return, by the name of each network, who publishes clips there; without one a person does.

    Nothing is sent, and no module of a network is imported that is not used. `now` is the caller's
    clock.
    """
    found: dict[str, Publisher] = {}
    if settings.meta_page_token:
        found |= _meta(settings, now)
    if settings.youtube_authorized_user:
        found["youtube"] = connect_youtube(
            settings, settings.youtube_authorized_user, now, is_kept=False
        )
    if settings.x_access_token:
        found["x"] = _x(settings, now)
    return found


def _meta(settings: NetworkSettings, now: Callable[[], datetime]) -> dict[str, Publisher]:
    """Return the Page's publisher, and that of its Instagram account where one is named."""
    from integrations.meta.facebook_publisher import FacebookPosts
    from integrations.meta.session import FacebookSettings

    page = FacebookSettings(
        app_id=settings.meta_app_id,
        app_secret=settings.meta_app_secret,
        page_id=settings.meta_page_id,
        page_token=settings.meta_page_token,
        api_base=settings.graph_api_base,
    )
    found: dict[str, Publisher] = {"facebook": FacebookPosts(page, now=now)}
    if settings.instagram_user_id:
        from integrations.meta.instagram_publisher import InstagramReels, InstagramSettings

        account = InstagramSettings(settings.instagram_user_id, page, settings.mail_url)
        found["instagram"] = InstagramReels(account, now=now)
    return found


def _x(settings: NetworkSettings, now: Callable[[], datetime]) -> Publisher:
    """Return the publisher of the account whose keys are set."""
    from integrations.x.publisher import XPosts, XSettings

    return XPosts(
        XSettings(
            api_key=settings.x_api_key,
            api_secret=settings.x_api_secret,
            access_token=settings.x_access_token,
            access_secret=settings.x_access_secret,
            api_base=settings.x_api_base,
        ),
        now=now,
    )
