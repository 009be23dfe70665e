"""Takes secrets out of whatever is about to be logged, shown or raised."""

import re
from collections.abc import Mapping

from integrations.http.json import keepable

MASK = "•••"

_NAMES = (
    "access_token|refresh_token|download_token|download_access_token|client_secret|secret_token"
    "|authorization|stream_key|start_url|encrypted_password|encrypted_passcode|h323_password"
    "|h323_passcode|pstn_password|password|passcode|recording_play_passcode|dynamic_host_key"
    "|host_key|pwd|zak|tk|secret|private_key|assertion|appsecret_proof|input_token|app_secret"
    "|secure_stream_url|stream_secondary_urls|secure_stream_secondary_urls|dash_ingest_url"
    "|oauth_token|code_verifier|upload_token|oauth_consumer_key|oauth_signature|verify_token|fb_exchange_token|share_url|play_url|download_url"
)
_SECRET_NAME = re.compile(rf"(?:{_NAMES})", re.IGNORECASE)
_SECRETS_IN_TEXT = (
    # Credentials in a header, whatever the header is called.
    re.compile(r"(?P<keep>\b(?:Bearer|Basic)\s+)[\w.~+/=-]+", re.IGNORECASE),
    # A member of a JSON object or of a Python dictionary.
    re.compile(rf"""(?P<keep>["'](?:{_NAMES})["']\s*:\s*["'])(?:\\.|[^"'\\])*""", re.IGNORECASE),
    # A parameter of a query or form, and "name: value" in prose.
    re.compile(rf"""(?P<keep>\b(?:{_NAMES})\s*[=:]\s*)[^\s&"',;<>]+""", re.IGNORECASE),
    # A JSON Web Token can stand anywhere, and so can an access token of Google's.
    re.compile(r"(?P<keep>)\b(?:eyJ[\w-]{5,}(?:\.[\w-]+)*|ya29\.[\w.-]+)"),
    # Tokens of TikTok's.
    re.compile(r"(?P<keep>)\b(?:act|rft)\.[\w!*-]{8,}"),
    # An access token of Facebook's; an address that takes a picture holds its key.
    re.compile(r"(?P<keep>)\bEAA[A-Za-z0-9]{16,}"),
    re.compile(r"(?P<keep>\brtmps?://)[^\s\"'<>]+"),
    re.compile(r"(?P<keep>)\bFB-\d+-\d+-[\w-]+"),
    # The address that starts a Zoom meeting as its host.
    re.compile(r"(?P<keep>https?://[^\s/\"'<>]+/s/)[^\s\"'<>]+"),
    # The address at which a network may fetch a film of ours, also as JSON escapes it.
    re.compile(r"(?P<keep>/entrega\\?/)[^\s\"'<>]+"),
)


def redact(value: object) -> object:
    """Return `value` with every secret masked: text, mappings and lists, at any depth."""
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, Mapping):
        return {
            key: MASK if _SECRET_NAME.fullmatch(str(key)) and member else redact(member)
            for key, member in value.items()
        }
    if isinstance(value, list | tuple):
        return [redact(member) for member in value]
    return value


def redact_text(text: str) -> str:
    """Return `text` with every secret masked; names and what stands around them stay."""
    for pattern in _SECRETS_IN_TEXT:
        text = pattern.sub(lambda found: found["keep"] + MASK, text)
    return text


def said_in(raw: bytes, most: int = 2000) -> str:
    """Return the beginning of a body that could not be read, as it can be kept."""
    return redact_text(keepable(raw.decode(errors="replace")))[:most]
