"""Which settings have a page: what the office itself arranges, and what they are called there.

What the environment says, or `flask set-credential` kept, goes before; the page shows it as such.
"""

import re
from collections.abc import Mapping
from datetime import time

ON_PAGES: Mapping[str, str] = {
    "office_name": "Nombre de la oficina",
    "office_email": "Correo de la oficina",
    "office_phone": "Teléfono para el público",
    "privacy_url": "Dirección del aviso de privacidad integral",
    "office_palette": "Colores",
    "office_logo": "Logotipo",
    "tzid": "Zona horaria",
    "office_days": "Días de trabajo",
    "office_opens": "Hora en que abre",
    "office_closes": "Hora en que cierra",
    "certificate_minimum": "Quién recibe constancia",
    "certificate_signer": "Quién firma las constancias",
    "certificate_signer_title": "Cargo de quien firma",
    "takes_requests": "Recibir solicitudes de pláticas",
    "request_notice_days": "Días de anticipación de una solicitud",
    "survey_days": "Días que se puede contestar la encuesta",
    "public_url": "Dirección de este sistema",
    "smtp_host": "Servidor de correo",
    "smtp_port": "Puerto",
    "smtp_user": "Usuario del correo",
    "smtp_password": "Contraseña del correo",
    "smtp_from": "Dirección desde la que sale el correo",
    "smtp_from_name": "Nombre con el que sale el correo",
    "smtp_security": "Cifrado del correo",
    "zoom_account_id": "Account ID de Zoom",
    "zoom_client_id": "Client ID de Zoom",
    "zoom_client_secret": "Client Secret de Zoom",
    "google_client_id": "ID de cliente de Google",
    "google_client_secret": "Secreto de cliente de Google",
    "meta_app_id": "Identificador de la aplicación de Meta",
    "meta_app_secret": "Clave secreta de la aplicación de Meta",
    "meta_page_id": "Identificador de la página de Facebook",
    "meta_page_token": "Token de la página de Facebook",
    "instagram_user_id": "Identificador de la cuenta de Instagram",
    "meta_verify_token": "Palabra de verificación de Meta",
    "x_api_key": "API Key de X",
    "x_api_secret": "API Key Secret de X",
    "x_access_token": "Access Token de X",
    "x_access_secret": "Access Token Secret de X",
    "tiktok_client_key": "Client key de TikTok",
    "tiktok_client_secret": "Client secret de TikTok",
}
"""By the name of the setting, its words on the page and in the history."""

CONNECTS = ("smtp_", "zoom_", "google_", "meta_", "instagram_", "x_", "tiktok_")
"""By how they begin: settings by which somebody is connected."""
NO_CERTIFICATE = "no"
MINIMUM = re.compile(r"no|(100|[1-9]\d?)%|[1-9]\d{0,2}m")


def is_minimum(code: str) -> bool:
    """Tell whether a text says how long somebody has to be there for a certificate."""
    return MINIMUM.fullmatch(code) is not None


PALETTES: Mapping[str, str] = {
    "vino": "Vino",
    "azul": "Azul",
    "verde": "Verde",
    "morado": "Morado",
    "grafito": "Grafito",
}
"""Colours whose contrast is tested on every ground, in light and dark."""
OWN_PALETTE = "propio"
"""The palette of an office that has a colour of its own in the place of a name."""
WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


def is_palette(text: str) -> bool:
    """Tell whether a setting names a palette, or is a colour that one is made of."""
    return text in PALETTES or is_own_colour(text)


def is_own_colour(text: str) -> bool:
    """Tell whether a setting is a colour as it is kept, such as `#7a1f3d`."""
    return re.fullmatch("#[0-9a-fA-F]{6}", text) is not None


def weekdays(text: str) -> tuple[int, ...]:
    """Return the days of a setting such as `1,2,3,4,5` (1 is Monday). Raises ValueError."""
    days = tuple(sorted({int(one) for one in text.split(",")}))
    if not days or days[0] < 1 or days[-1] > 7:
        raise ValueError(text)
    return days


def hour(text: str) -> time:
    """Return a time of the day such as `08:00`. Raises ValueError."""
    return time.fromisoformat(text)


def days_in_words(days: tuple[int, ...]) -> str:
    """Return working days as people say them: «lunes a viernes», «lunes, martes y jueves»."""
    names = [WEEKDAYS[day - 1] for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{names[0]} a {names[-1]}"
    *others, last = names
    return f"{', '.join(others)} y {last}" if others else last
