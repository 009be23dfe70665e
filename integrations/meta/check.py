"""How our access to the Page stands: the token, its permissions, whether the Page may stream."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from integrations.contracts.common import Connection, Lack, without
from integrations.errors import BlockedError, CredentialsError, IntegrationError
from integrations.http.call import VendorRequest, is_loopback
from integrations.http.fields import object_in, objects_in, text_in
from integrations.meta.errors import RECONNECT, TOKEN_REFUSED, TOKEN_WORDS
from integrations.meta.scopes import NEWS, Part, lacks_of
from integrations.meta.session import FacebookSession, FacebookSettings

LISTENED = ("live_videos",)
"""The fields of a Page of which we are told; the rest is asked for."""
LEAST_FOLLOWERS = 100
"""Since 2024-06-10 a Page needs so many followers to broadcast."""
SOON = timedelta(days=7)

WORKS = "La conexión con Facebook funciona."
MISSING = (
    "A la aplicación de Meta le faltan permisos. No se podrá {without}. Otórguelos y dé el permiso "
    "otra vez."
)
PARTLY = "Le faltan permisos a la aplicación de Meta: no se podrá {without}."
OTHER_APP = "El token es de otra aplicación: revise META_APP_ID y META_PAGE_TOKEN."
OTHER_PAGE = "El token no es de la página que dice META_PAGE_ID: genere el de esa página."
FEW = "Facebook pide al menos 100 seguidores para transmitir; la página tiene {count}."
HIDDEN = "La página no está publicada: nadie vería la transmisión. Publíquela en Facebook."
SUBSCRIBED = "Facebook avisa al momento de sus transmisiones"
NOT_SUBSCRIBED = "Facebook no la aceptó; el sistema pregunta por su cuenta"
ENDS_SOON = "El permiso vence el {day}. {reconnect}"


def check(
    session: FacebookSession,
    settings: FacebookSettings,
    now: datetime,
    *,
    parts: tuple[Part, ...],
) -> Connection:
    """Try the token and name what it does not permit of some parts; never raises for a refusal."""
    mode = "emulator" if is_loopback(settings.api_base) else "live"
    facts = {"Dirección": settings.versioned_base}
    try:
        token = _token(session, settings)
        facts = _facts_of_token(token) | facts
        # Without permissions the Page is closed to us, and names only some of what is missing.
        lacks = lacks_of(_granted(token), parts)
        refusal = _refusal(session, settings, token, lacks)
        if refusal:
            return Connection(False, mode, refusal, lacks, facts, is_refused=True)
        fields = "id,name,followers_count,is_published"
        page = _read(session, "read_page", f"/{settings.page_id}", fields)
    except (CredentialsError, BlockedError) as error:
        found = lack_told_by(error, parts)
        return Connection(False, mode, error.message, found, facts, is_refused=True)
    except IntegrationError as error:
        return Connection(False, mode, error.message, facts=facts)
    facts = _facts_of_page(page) | facts
    if settings.listens and NEWS in parts and NEWS.lack(_granted(token)) is None:
        facts["Mensajes de Facebook"] = _subscription(session, settings)
    told = [PARTLY.format(without=without(lacks))] if lacks else []
    words = " ".join((WORKS, *told, *_warnings(page, token, now)))
    return Connection(True, mode, words, lacks, facts)


def subscribe(session: FacebookSession, settings: FacebookSettings) -> bool:
    """Have the Page's messages sent to our application; tell whether they are now.

    Meta keeps one list of fields for each application: what somebody added there stays.
    """
    path = f"/{settings.page_id}/subscribed_apps"
    call = VendorRequest("list_subscribed_apps", "GET", path, is_write=False)
    apps = objects_in(object_in(session.call(call).body).get("data"))
    told = [
        one.get("subscribed_fields") for one in apps if text_in(one.get("id")) == settings.app_id
    ]
    fields = [text_in(name) for one in told if isinstance(one, list) for name in one]
    if set(LISTENED) <= set(fields):
        return True
    body = {"subscribed_fields": list(dict.fromkeys((*fields, *LISTENED)))}
    said = object_in(session.call(VendorRequest("subscribe_app", "POST", path, body=body)).body)
    return said.get("success") is True


def _subscription(session: FacebookSession, settings: FacebookSettings) -> str:
    """Return how the subscription stands, made where it was not."""
    try:
        return SUBSCRIBED if subscribe(session, settings) else NOT_SUBSCRIBED
    except IntegrationError as error:
        return error.message


def lack_told_by(error: IntegrationError, parts: tuple[Part, ...]) -> tuple[Lack, ...]:
    """Return the permission that a refusal names as lacking; nothing when it names none."""
    names = getattr(error, "missing_scopes", ())
    return (Lack(names, parts[0].words, is_needed=True),) if names else ()


def _read(session: FacebookSession, operation: str, path: str, fields: str) -> Mapping[str, object]:
    """Read an object."""
    call = VendorRequest(operation, "GET", path, params={"fields": fields}, is_write=False)
    return object_in(session.call(call).body)


def _token(session: FacebookSession, settings: FacebookSettings) -> Mapping[str, object]:
    """Return what Meta says of our token; it tells only the application or its developers."""
    params = {"input_token": settings.page_token}
    call = VendorRequest("debug_token", "GET", "/debug_token", params=params, is_write=False)
    body = session.call(call, is_by_app=True).body
    return object_in(object_in(body).get("data"))


def _refusal(
    session: FacebookSession,
    settings: FacebookSettings,
    token: Mapping[str, object],
    lacks: tuple[Lack, ...],
) -> str:
    """Return why the token cannot be used; empty when it can."""
    if token.get("is_valid") is False:
        subcode = object_in(token.get("error")).get("subcode")
        return TOKEN_WORDS.get(subcode if isinstance(subcode, int) else 0, TOKEN_REFUSED)
    if text_in(token.get("app_id")) not in ("", settings.app_id):
        return OTHER_APP
    if any(one.is_needed for one in lacks):
        return MISSING.format(without=without(lacks, needed_only=True))
    # Meta tells whose token it is with the token of a Page, and with no other.
    owner = text_in(token.get("profile_id"))
    owner = owner or text_in(_read(session, "read_me", "/me", "id").get("id"))
    return OTHER_PAGE if owner not in ("", settings.page_id) else ""


def _granted(token: Mapping[str, object]) -> list[str] | None:
    """Return what a token permits; None where Meta does not tell, or takes it no more."""
    scopes = token.get("scopes")
    if token.get("is_valid") is False or not isinstance(scopes, list):
        return None
    return [text_in(name) for name in scopes]


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
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value < 1e11 else None


def _date(value: object) -> str:
    """Return the day of a Unix second; empty for anything else."""
    second = _seconds(value)
    if second is None:
        return ""
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%d}" if second else "No vence"
