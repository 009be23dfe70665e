"""The two ways of a film to Instagram: we send its bytes, or Instagram fetches it from us.

Bytes are taken from applications with Facebook Login for Business only (Meta's guide «Upload Video
to Meta Servers» of 2026-03-15). From any other the film's address is taken, which has to open from
outside («Media on a public server» in Meta's guide «Content Publishing»). What Meta answers to a
refused upload stands on none of its pages: any refusal of a permission that names none is read so.
"""

import json
import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from integrations.contracts.publishing import Way
from integrations.errors import IntegrationError
from integrations.http.call import VendorResponse, is_loopback
from integrations.http.fields import object_in
from integrations.meta.errors import INVALID, PERMISSION

CAPABILITY = 3
"""Graph's code for what an application as such may not do."""
ABOUT_SENDING = re.compile(r"upload_type|resumable", re.IGNORECASE)
UNAUTHORIZED = re.compile(r"unauthori[sz]ed|not authori[sz]ed|permission", re.IGNORECASE)
INSIDE = frozenset({"local", "lan", "internal", "intranet", "localhost"})

SET_IT = "Ponga ahí la dirección https:// con la que este sistema se abre desde fuera."
NO_ADDRESS = "PUBLIC_URL no está puesta. " + SET_IT
NOT_SAFE = "PUBLIC_URL no empieza con https://. " + SET_IT
ONLY_INSIDE = "PUBLIC_URL dice {host}, que solo se abre dentro de la oficina. " + SET_IT
WAYS = {
    Way.SENT: "Se envía el archivo",
    Way.FETCHED: "Instagram lo recoge de {host}: no acepta que esta aplicación se lo envíe",
}
"""How the check of the connection says which way is used."""


def is_about_sending(error: IntegrationError) -> bool:
    """Tell whether a refusal is one of sending bytes, and not of what they are for."""
    if getattr(error, "missing_scopes", ()):
        return False
    code = int(error.code or 0)
    is_of_words = code == INVALID and bool(ABOUT_SENDING.search(error.message))
    return code == CAPABILITY or code in PERMISSION or is_of_words


def refuses_bytes(answer: VendorResponse) -> bool:
    """Tell whether the host that takes bytes refuses ours as such; Graph's codes are not its."""
    said = object_in(answer.body)
    if object_in(said.get("error")).get("code") is not None:
        return False
    told = json.dumps(said.get("debug_info", said.get("error", "")))
    return answer.status in (401, 403) or bool(UNAUTHORIZED.search(told))


def lack_of(url: str, api_base: str) -> str:
    """Return the reason why Instagram cannot fetch from an address, in Spanish; empty when it can.

    Beside an emulator on this machine, an address of this machine will do.
    """
    if not url:
        return NO_ADDRESS
    if is_loopback(api_base) and is_loopback(url):
        return ""
    if urlsplit(url).scheme != "https":
        return NOT_SAFE
    host = host_of(url)
    return ONLY_INSIDE.format(host=host) if _is_inside(host) else ""


def host_of(url: str) -> str:
    """Return the host of an address, which is no secret."""
    return urlsplit(url).hostname or ""


def _is_inside(host: str) -> bool:
    """Tell whether a host's name or number means something only in a network of one's own."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        name, _, last = host.rpartition(".")
        return not name or last.lower() in INSIDE
