"""Decides whether a link that a person pasted can lead to a room, and hides what it must hide."""

import re
import unicodedata
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, urlsplit, urlunsplit

from integrations.errors import RejectedError, Where

MOST_CHARACTERS = 1000

PASTE = "Pegue el enlace de la sala (empieza con https://)."
NOT_A_LINK = "Eso no es un enlace. Cópielo completo, desde https://."
OTHER_PLATFORM = "El enlace no es de {name}: debe llevar a {hosts}."
PASTE_LIVE = "Pegue el enlace de la transmisión en Facebook (empieza con https://)."
NOT_A_LIVE = "Ese enlace no lleva a una transmisión: ábrala en Facebook y copie su dirección."
UNSEEN = "El enlace tiene un signo que no se ve: cópielo otra vez, desde donde se lo dieron."
THE_HOSTS_OWN = (
    "Ese enlace es el del anfitrión: quien lo abra entra como tal. Pegue el de invitación."
)
ONES_OWN = "Ese enlace es de una sola persona, el de su registro. Pegue el de invitación."
NOT_PUBLIC = "El enlace debe llevar a una dirección pública de internet."

ZOOM_HOSTS = ("zoom.us", "*.zoom.us")
MEET_HOSTS = ("meet.google.com",)
# Not everything below facebook.com: l.facebook.com leads wherever its query says.
FACEBOOK_HOSTS = (
    *("facebook.com", "www.facebook.com", "m.facebook.com", "web.facebook.com"),
    *("fb.watch", "fb.me"),
)
ANY_HOST = ("*",)


def check_link(url: str, hosts: tuple[str, ...], *, vendor: str, name: str) -> None:
    """Raise RejectedError, in Spanish, unless `url` is an https link to one of `hosts`.

    A host is written out, or "*.zoom.us" for what is below it, or "*" for any public site.
    """
    where: Where = {"vendor": vendor, "operation": "check_link"}
    if not url.strip():
        raise RejectedError(PASTE, **where)
    if any(_is_unseen(one) for one in url.strip()):
        raise RejectedError(UNSEEN, **where)
    parts = _split(url)
    if parts is None:
        raise RejectedError(NOT_A_LINK, **where)
    if lack := _lack_of(parts):
        raise RejectedError(lack, **where)
    host = parts.hostname or ""
    if not _is_public(host):
        raise RejectedError(NOT_PUBLIC, **where)
    if not any(_matches(host, pattern) for pattern in hosts):
        raise RejectedError(OTHER_PLATFORM.format(name=name, hosts=_named(hosts)), **where)


def _named(hosts: tuple[str, ...]) -> str:
    """Return the hosts that people are told of: those that are written out, and no part of one."""
    return ", ".join(host for host in hosts if "*" not in host and not _is_below(host, hosts))


def check_live_link(url: str) -> None:
    """Raise RejectedError, in Spanish, unless `url` can be a live video's address at Facebook."""
    where: Where = {"vendor": "facebook", "operation": "check_link"}
    if not url.strip():
        raise RejectedError(PASTE_LIVE, **where)
    check_link(url, FACEBOOK_HOSTS, vendor="facebook", name="Facebook")
    path = urlsplit(url).path.strip("/")
    # The front page is nobody's broadcast, and l.php passes people on to any site.
    if path in ("", "l.php"):
        raise RejectedError(NOT_A_LIVE, **where)


def masked_link(url: str) -> str:
    """Return a link without its query and fragment, which can hold a passcode: safe to show."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


def _split(url: str) -> SplitResult | None:
    """Return the parts of an https address; None when it is not one, or hides another in itself."""
    if len(url) > MOST_CHARACTERS or re.search(r"[\s\\<>\"\x00-\x1f\x7f]", url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    is_plain = parts.username is None and parts.password is None
    return parts if parts.scheme == "https" and parts.hostname and is_plain else None


def _is_unseen(sign: str) -> bool:
    """Tell whether a sign takes no place that anybody would notice."""
    return sign != " " and unicodedata.category(sign) in ("Cf", "Cc", "Zs", "Zl", "Zp")


def _lack_of(parts: SplitResult) -> str:
    """Return why a link is not for everybody; empty when it is.

    Zoom's `start_url` (/s/… with a `zak`) makes whoever opens it the host; `tk` names one
    registrant.
    """
    names = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    is_zoom = any(_matches(parts.hostname or "", one) for one in ZOOM_HOSTS)
    if "zak" in names or (is_zoom and parts.path.startswith("/s/")):
        return THE_HOSTS_OWN
    return ONES_OWN if is_zoom and "tk" in names else ""


def _is_public(host: str) -> bool:
    """Tell whether a host can be one of the public internet; addresses by number are not taken."""
    try:
        ip_address(host)
    except ValueError:
        # A name without a dot, or below these, leads into the office's own network.
        names = host.split(".")
        is_private = names[-1] in ("local", "localhost", "internal", "lan") or names[-1].isdigit()
        return len(names) > 1 and all(names) and not is_private
    return False


def _matches(host: str, pattern: str) -> bool:
    """Tell whether a host is what the pattern says."""
    if pattern == "*":
        return True
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern


def _is_below(host: str, hosts: tuple[str, ...]) -> bool:
    """Tell whether a host lies below another one of these, which names it well enough."""
    return any(host.endswith(f".{other}") for other in hosts)
