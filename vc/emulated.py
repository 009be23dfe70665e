"""How the demonstration is wired: the vendors' addresses and credentials at the emulator.

None of it opens anything but the emulator, which listens on this machine only.
"""

import secrets
from collections.abc import Mapping
from pathlib import Path

WORD = "emulator"
"""Account, client and secret that the emulator takes."""
PAGE, ACCOUNT = "104000000000001", "178400000000001"
"""The Facebook Page and the Instagram account that it holds."""
CONSENT = (
    '{"client_id": "emulator", "client_secret": "emulator", "refresh_token": "emulator-youtube"}'
)
"""The consent of its YouTube channel."""
KEY_FILE = "emulator_google.json"
"""Its service account of Google, in the instance folder; made at the first need."""
OWN = {
    "zoom_client_id": WORD,
    "meta_app_id": WORD,
    "youtube_authorized_user": CONSENT,
    "x_api_key": WORD,
    "google_client_id": WORD,
}
"""By which of its settings a vendor is known to be the emulator."""


def key_path(instance: Path) -> str:
    """Return the path of the emulator's service account."""
    return str(instance / KEY_FILE)


def values(url: str, instance: Path) -> Mapping[str, str]:
    """Return the settings that point every vendor at the emulator at `url`."""
    addresses = dict.fromkeys(
        (
            *("google_api_base", "graph_api_base", "permalink_base", "youtube_api_base"),
            "x_api_base",
        ),
        url,
    )
    words = dict.fromkeys(
        (
            *("zoom_account_id", "zoom_client_id", "zoom_client_secret", "meta_app_id"),
            *("meta_app_secret", "meta_page_token", "x_api_key", "x_api_secret"),
            *("x_access_token", "x_access_secret"),
            *("google_client_id", "google_client_secret"),
        ),
        WORD,
    )
    return {
        **addresses,
        **words,
        "zoom_api_base": f"{url}/v2",
        "zoom_oauth_url": f"{url}/oauth/token",
        "google_token_uri": f"{url}/token",
        "google_auth_uri": f"{url}/o/oauth2/v2/auth",
        "google_revoke_uri": f"{url}/revoke",
        "google_service_account_file": key_path(instance),
        "google_authorized_user_file": "",
        "meta_page_id": PAGE,
        "instagram_user_id": ACCOUNT,
        "youtube_authorized_user": CONSENT,
    }


def new_secrets() -> Mapping[str, str]:
    """Return words that only the emulator and we know, for its messages to us."""
    names = ("zoom_webhook_secret", "meta_verify_token")
    return {name: secrets.token_urlsafe(24) for name in names}
