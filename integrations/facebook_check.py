"""How our access to the Page stands: the token, its permissions, whether the Page may stream."""

from datetime import UTC, datetime

from integrations.base import Connection
from integrations.errors import BlockedError, CredentialsError, IntegrationError
from integrations.facebook_session import FacebookSession, FacebookSettings
from integrations.http import Call, is_loopback

SCOPES = ("pages_manage_posts", "pages_read_engagement")
"""Live Video API on a Page: to make posts, and to read them."""
LEAST_FOLLOWERS = 100
"""Since 2024-06-10 a Page needs so many followers to broadcast."""

WORKS = "La conexión con Facebook funciona."
MISSING = "A la aplicación de Meta le faltan permisos: {names}. Otórguelos y genere otro token."
DEAD = "El token de la página ya no es válido. Genere otro y póngalo en META_PAGE_TOKEN."
OTHER_PAGE = "El token no es de la página que dice META_PAGE_ID."
FEW = "La página tiene {count} seguidores; Facebook pide al menos 100 para transmitir."
HIDDEN = "La página no está publicada: nadie vería la transmisión. Publíquela en Facebook."


def check(session: FacebookSession, settings: FacebookSettings, now: datetime) -> Connection:
    """Try the token and name what is missing; never raises for a refusal."""
    mode = "emulator" if is_loopback(settings.api_base) else "live"
    facts = {"Dirección": settings.versioned_base}
    try:
        token = _read(session, "debug_token", "/debug_token", input_token=settings.page_token)
        token = token.get("data") if isinstance(token.get("data"), dict) else {}
        page = _read(
            session,
            "read_page",
            f"/{settings.page_id}",
            fields="id,name,followers_count,is_published",
        )
    except (CredentialsError, BlockedError) as error:
        missing = getattr(error, "missing_scopes", ())
        return Connection(False, mode, error.message, missing, facts, is_refused=True)
    except IntegrationError as error:
        return Connection(False, mode, error.message, facts=facts)
    facts = _facts(page, token) | facts
    if token.get("is_valid") is False:
        return Connection(False, mode, DEAD, facts=facts, is_refused=True)
    missing = _missing(token)
    if missing:
        message = MISSING.format(names=", ".join(missing))
        return Connection(False, mode, message, missing, facts, is_refused=True)
    return Connection(True, mode, f"{WORKS}{_warning(page)}", facts=facts)


def _read(session: FacebookSession, operation: str, path: str, **params: str) -> dict[str, object]:
    """Read an object."""
    body = session.call(Call(operation, "GET", path, params=params, is_write=False)).body
    return body if isinstance(body, dict) else {}


def _missing(token: dict[str, object]) -> tuple[str, ...]:
    """Return the permissions that the token lacks; none when Meta does not tell them."""
    scopes = token.get("scopes")
    if not isinstance(scopes, list):
        return ()
    return tuple(name for name in SCOPES if name not in scopes)


def _warning(page: dict[str, object]) -> str:
    """Return what keeps the Page from broadcasting although the token works."""
    count = page.get("followers_count")
    if isinstance(count, int) and count < LEAST_FOLLOWERS:
        return " " + FEW.format(count=count)
    return f" {HIDDEN}" if page.get("is_published") is False else ""


def _facts(page: dict[str, object], token: dict[str, object]) -> dict[str, str]:
    """Return what the page of the connections shows."""
    known = {
        "Página": page.get("name"),
        "Seguidores": page.get("followers_count"),
        "Vence el token": _date(token.get("expires_at"), never="No vence"),
        "Vence el acceso a datos": _date(token.get("data_access_expires_at"), never="No vence"),
        "Permisos": ", ".join(map(str, token.get("scopes") or ())),
    }
    return {label: str(value) for label, value in known.items() if value not in (None, "")}


def _date(value: object, *, never: str) -> str:
    """Return the day of a Unix second; Meta writes 0 for what does not end."""
    if not isinstance(value, int) or isinstance(value, bool):
        return ""
    return never if value == 0 else f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d}"
