"""How our access to the Page stands: the token, its permissions, whether the Page may stream."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from integrations.base import Connection
from integrations.bodies import object_in, text_in
from integrations.errors import BlockedError, CredentialsError, IntegrationError
from integrations.facebook_errors import RECONNECT, TOKEN_REFUSED, TOKEN_WORDS
from integrations.facebook_session import FacebookSession, FacebookSettings
from integrations.http import Call, is_loopback

SCOPES = ("pages_manage_posts", "pages_read_engagement")
"""Live Video API on a Page: to make posts, and to read them."""
LEAST_FOLLOWERS = 100
"""Since 2024-06-10 a Page needs so many followers to broadcast."""
SOON = timedelta(days=7)

WORKS = "La conexión con Facebook funciona."
MISSING = "A la aplicación de Meta le faltan permisos: {names}. Otórguelos y genere otro token."
OTHER_APP = "El token es de otra aplicación: revise META_APP_ID y META_PAGE_TOKEN."
OTHER_PAGE = "El token no es de la página que dice META_PAGE_ID: genere el de esa página."
FEW = "La página tiene {count} seguidores; Facebook pide al menos 100 para transmitir."
HIDDEN = "La página no está publicada: nadie vería la transmisión. Publíquela en Facebook."
ENDS_SOON = "El token vence el {day}. {reconnect}"


def check(
    session: FacebookSession,
    settings: FacebookSettings,
    now: datetime,
    *,
    scopes: tuple[str, ...] = SCOPES,
) -> Connection:
    """Try the token and name which of `scopes` it lacks; never raises for a refusal."""
    mode = "emulator" if is_loopback(settings.api_base) else "live"
    facts = {"Dirección": settings.versioned_base}
    try:
        token = _token(session, settings)
        facts = _facts_of_token(token) | facts
        # Without permissions the Page is closed to us, and names only some of what is missing.
        missing = _missing(token, scopes)
        refusal = _refusal(session, settings, token, missing)
        if refusal:
            return Connection(False, mode, refusal, missing, facts, is_refused=True)
        fields = "id,name,followers_count,is_published"
        page = _read(session, "read_page", f"/{settings.page_id}", fields)
    except (CredentialsError, BlockedError) as error:
        missing = getattr(error, "missing_scopes", ())
        return Connection(False, mode, error.message, missing, facts, is_refused=True)
    except IntegrationError as error:
        return Connection(False, mode, error.message, facts=facts)
    words = " ".join((WORKS, *_warnings(page, token, now)))
    return Connection(True, mode, words, facts=_facts_of_page(page) | facts)


def _read(session: FacebookSession, operation: str, path: str, fields: str) -> Mapping[str, object]:
    """Read an object."""
    call = Call(operation, "GET", path, params={"fields": fields}, is_write=False)
    return object_in(session.call(call).body)


def _token(session: FacebookSession, settings: FacebookSettings) -> Mapping[str, object]:
    """Return what Meta says of our token; it tells only the application or its developers."""
    params = {"input_token": settings.page_token}
    call = Call("debug_token", "GET", "/debug_token", params=params, is_write=False)
    body = session.call(call, is_by_app=True).body
    return object_in(object_in(body).get("data"))


def _refusal(
    session: FacebookSession,
    settings: FacebookSettings,
    token: Mapping[str, object],
    missing: tuple[str, ...],
) -> str:
    """Return why the token cannot be used; empty when it can."""
    if token.get("is_valid") is False:
        subcode = object_in(token.get("error")).get("subcode")
        return TOKEN_WORDS.get(subcode if isinstance(subcode, int) else 0, TOKEN_REFUSED)
    if text_in(token.get("app_id")) not in ("", settings.app_id):
        return OTHER_APP
    if missing:
        return MISSING.format(names=", ".join(missing))
    # Meta tells whose token it is with the token of a Page, and with no other.
    owner = text_in(token.get("profile_id"))
    owner = owner or text_in(_read(session, "read_me", "/me", "id").get("id"))
    return OTHER_PAGE if owner not in ("", settings.page_id) else ""


def _missing(token: Mapping[str, object], wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the permissions that the token lacks; none when Meta does not tell them."""
    scopes = token.get("scopes")
    if token.get("is_valid") is False or not isinstance(scopes, list):
        return ()
    return tuple(name for name in wanted if name not in scopes)


def _warnings(page: Mapping[str, object], token: Mapping[str, object], now: datetime) -> list[str]:
    """Return what keeps the Page from broadcasting, or soon will, although the token works."""
    found: list[str] = []
    count, ends_at = page.get("followers_count"), _seconds(token.get("expires_at"))
    if isinstance(count, int) and count < LEAST_FOLLOWERS:
        found.append(FEW.format(count=count))
    if page.get("is_published") is False:
        found.append(HIDDEN)
    if ends_at and ends_at < now.timestamp() + SOON.total_seconds():
        found.append(ENDS_SOON.format(day=_date(ends_at), reconnect=RECONNECT))
    return found


def _facts_of_page(page: Mapping[str, object]) -> dict[str, str]:
    """Return what the page of the connections shows of the Page."""
    known = {"Página": page.get("name"), "Seguidores": page.get("followers_count")}
    return {label: text_in(value) for label, value in known.items() if text_in(value)}


def _facts_of_token(token: Mapping[str, object]) -> dict[str, str]:
    """Return what the page of the connections shows of the token."""
    scopes = token.get("scopes")
    known = {
        "Vence": _date(token.get("expires_at")),
        "Acceso a datos hasta": _date(token.get("data_access_expires_at")),
        "Permisos": ", ".join(map(str, scopes)) if isinstance(scopes, list) else "",
    }
    return {label: value for label, value in known.items() if value}


def _seconds(value: object) -> int | None:
    """Return a Unix second, None for anything else; Meta writes 0 for what does not end."""
    is_second = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1e11
    return value if is_second else None


def _date(value: object) -> str:
    """Return the day of a Unix second; empty for anything else."""
    second = _seconds(value)
    if second is None:
        return ""
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%d}" if second else "No vence"
