"""The settings of the vendors and the mail server: where they are, what they know us by."""

import re
from dataclasses import dataclass, field, fields
from pathlib import Path

from vc.hosts import is_loopback
from vc.setting_rules import check, check_url
from vc.vendor_settings import (
    ACCOUNT,
    CONSENT,
    PAGE,
    VendorTable,
    address,
    credential,
    key_path,
    shared_word,
)

ZOOM_API = "https://api.zoom.us/v2"
ZOOM_OAUTH = "https://zoom.us/oauth/token"
GRAPH_API = "https://graph.facebook.com"
X_API = "https://api.x.com"
TIKTOK_API = "https://open.tiktokapis.com"
TIKTOK_AUTH = "https://www.tiktok.com/v2/auth/authorize/"
GOOGLE_TOKEN = "https://oauth2.googleapis.com/token"  # noqa: S105
GOOGLE_AUTH = "https://accounts.google.com/o/oauth2/v2/auth"
GOOGLE_REVOKE = "https://oauth2.googleapis.com/revoke"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendors:
    """Whom else an installation reaches: vendors and the mail server."""

    smtp_host: str = ""
    """Mail server; empty means that messages wait in the outbox to be passed on by hand."""
    smtp_port: int = 587
    """Port of the mail server."""
    smtp_user: str = ""
    """User at the mail server; empty means that it asks for none."""
    smtp_password: str = credential(emulated=None)
    """Password at the mail server."""
    smtp_from: str = ""
    """Address that mail comes from; empty means `OFFICE_EMAIL`, where answers go in any case."""
    smtp_from_name: str = ""
    """Name that mail comes from; empty means `OFFICE_NAME`."""
    smtp_security: str = "starttls"
    """`starttls`, `ssl`, or `none` for a mail server on this machine."""
    zoom_api_base: str = address(ZOOM_API, emulated="{url}/v2")
    """Root of Zoom's API; another server that speaks the contract may stand here."""
    zoom_oauth_url: str = address(ZOOM_OAUTH, emulated="{url}/oauth/token")
    """Zoom's token address."""
    zoom_account_id: str = credential("zoom", is_secret=False)
    """Server-to-Server OAuth: account ID."""
    zoom_client_id: str = credential(
        "zoom", sent_to="zoom_api_base", is_secret=False, marks_emulator=True
    )
    """Server-to-Server OAuth: client ID."""
    zoom_client_secret: str = credential("zoom")
    """Server-to-Server OAuth: client secret."""
    zoom_webhook_secret: str = shared_word()
    """Secret token of Zoom's webhooks; the vendor's door stays shut without it."""
    zoom_webhook_secret_previous: str = field(default="", repr=False)
    """The secret token before it was changed; set it while Zoom may still sign with it."""
    google_service_account_file: str = credential(
        emulated="{key}", sent_to="google_api_base", is_secret=False, is_kept=False
    )
    """A service account's JSON file; it acts for each licence's account (delegation)."""
    google_authorized_user_file: str = credential(
        emulated="", sent_to="google_api_base", is_secret=False, is_kept=False
    )
    """One account's consent (`authorized_user` JSON), instead of a service account."""
    google_token_uri: str = address(GOOGLE_TOKEN, emulated="{url}/token")
    """Google's token address."""
    google_client_id: str = credential(
        "google", sent_to="google_token_uri", is_secret=False, marks_emulator=True
    )
    """The OAuth client by which accounts consent on the page «Integraciones»: its id."""
    google_client_secret: str = credential("google")
    """The OAuth client's secret."""
    google_auth_uri: str = address(GOOGLE_AUTH, emulated="{url}/o/oauth2/v2/auth")
    """Where Google asks an account for its consent."""
    google_revoke_uri: str = address(GOOGLE_REVOKE, emulated="{url}/revoke")
    """Where Google takes a consent back."""
    google_api_base: str = address()
    """Root of another server for Calendar, Meet and Drive; empty means Google's own."""
    graph_api_base: str = address(GRAPH_API)
    """Root of Meta's Graph API; where it names no version (`/v26.0`), ours is appended."""
    permalink_base: str = address()
    """Root of another server for the networks' own pages, where posts are looked at."""
    meta_app_id: str = credential("meta", is_secret=False, marks_emulator=True)
    """Meta: the application's id."""
    meta_app_secret: str = credential("meta")
    """Meta: the application's secret; signs our calls and Meta's webhooks."""
    meta_page_id: str = credential("meta", emulated=PAGE, is_secret=False)
    """Meta: the id of the office's Facebook Page."""
    meta_page_token: str = credential("meta", sent_to="graph_api_base")
    """Meta: an access token of that Page."""
    instagram_user_id: str = credential(emulated=ACCOUNT, is_secret=False)
    """Instagram: the id of the professional account that belongs to the Page."""
    youtube_api_base: str = address()
    """Root of another server for YouTube; empty means Google's own."""
    youtube_authorized_user: str = credential(
        emulated=CONSENT, sent_to="youtube_api_base", marks_emulator=True
    )
    """YouTube: the consent of the channel's account, the JSON itself (`authorized_user`)."""
    x_api_base: str = address(X_API)
    """Root of X's API; another server that speaks the contract may stand here."""
    x_api_key: str = credential("x", is_secret=False, marks_emulator=True)
    """X: the application's API key."""
    x_api_secret: str = credential("x")
    """X: the application's API key secret."""
    x_access_token: str = credential("x", sent_to="x_api_base")
    """X: the account's access token (OAuth 1.0a)."""
    x_access_secret: str = credential("x")
    """X: the account's access token secret."""
    tiktok_api_base: str = address(TIKTOK_API)
    """Root of TikTok's API; another server that speaks the contract may stand here."""
    tiktok_auth_uri: str = address(TIKTOK_AUTH, emulated="{url}/v2/auth/authorize/")
    """Where TikTok asks an account for its consent."""
    tiktok_client_key: str = credential(
        "tiktok", sent_to="tiktok_api_base", is_secret=False, marks_emulator=True
    )
    """TikTok: the application by which its account consents on the page: its client key."""
    tiktok_client_secret: str = credential("tiktok")
    """TikTok: the application's client secret."""
    meta_verify_token: str = shared_word()
    """Meta: the word of ours that Meta repeats when the webhook's address is set."""

    def _check_mail(self) -> None:
        """Refuse a mail server that cannot be, or that a password would reach in the open."""
        check(1 <= self.smtp_port <= 65535, "SMTP_PORT", "escriba un número de 1 a 65535")
        is_known = self.smtp_security in ("starttls", "ssl", "none")
        check(is_known, "SMTP_SECURITY", "escriba starttls, ssl o none")
        is_safe = self.smtp_security != "none" or is_loopback(f"smtp://{self.smtp_host}")
        check(is_safe, "SMTP_SECURITY", "none es solo para un servidor de correo de este equipo")

    def _check_vendors(self, instance: Path) -> None:
        """Refuse what opens nothing, naming the variable."""
        for name in VENDORS.addresses:
            check_url(name, getattr(self, name))
        for names in VENDORS.groups:
            given = [getattr(self, name) for name in names]
            words = f"van juntas: ponga las {len(names)}, o ninguna"
            check(all(given) or not any(given), ", ".join(names), words)
        self._check_google(instance)
        self._check_mail()
        consent = self.youtube_authorized_user
        is_object = not consent or bool(re.fullmatch(r"\s*\{.*\}\s*", consent, re.DOTALL))
        check(is_object, "YOUTUBE_AUTHORIZED_USER", "ponga el JSON de la cuenta autorizada")

    def _check_google(self, instance: Path) -> None:
        """Refuse credentials that cannot be read, and two at once."""
        service, consent = self.google_service_account_file, self.google_authorized_user_file
        names = ("google_service_account_file", "google_authorized_user_file")
        check(not (service and consent), ", ".join(names), "ponga solo una de las dos")
        for name in names:
            path = getattr(self, name)
            # The emulator's own is made when it is first needed.
            if path and path != key_path(instance):
                check(Path(path).is_file(), name, "no hay un archivo que se pueda leer en esa ruta")

    @property
    def has_zoom(self) -> bool:
        """Tell whether credentials for Zoom are set."""
        return bool(self.zoom_client_id)

    @property
    def zoom_webhook_secrets(self) -> tuple[str, ...]:
        """Return the secrets that Zoom may sign with; none means that the door is shut."""
        known = (self.zoom_webhook_secret, self.zoom_webhook_secret_previous)
        return tuple(secret for secret in known if secret)

    @property
    def has_google(self) -> bool:
        """Tell whether credentials for Google are set."""
        return bool(self.google_service_account_file or self.google_authorized_user_file)

    def given(self, *names: str) -> dict[str, str]:
        """Return, by name, the values of those of these variables that are set."""
        found = {name: getattr(self, name.lower()) for name in names}
        return {name: value for name, value in found.items() if value}

    @property
    def has_meta(self) -> bool:
        """Tell whether credentials for the Facebook Page are set."""
        return bool(self.meta_page_token)


VENDORS = VendorTable.of(fields(Vendors))
"""The settings of the vendors, and what follows from them."""
