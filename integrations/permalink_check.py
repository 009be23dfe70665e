"""Whether the address of a post answers; how addresses look says `integrations.permalinks`.

A post counts as published once its address answers to somebody who is not signed in. Some networks
do not show their pages to programs: that is told apart from a post that is not there.
"""

import re
from enum import StrEnum
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import requests
from urllib3.exceptions import HTTPError

from integrations.errors import RejectedError, Where
from integrations.http.call import is_loopback
from integrations.join_links import check_link
from integrations.permalinks import POSTS, whole_link

TIME_OUTS = (5.0, 10.0)
MOST_REDIRECTS = 5
GONE = frozenset({404, 410})
HIDES = frozenset({400, 401, 403, 429, 451, 999})
"""How networks answer programs that they do not want to show anything."""
SIGN_IN = re.compile(r"/(login|accounts/login|checkpoint|consent|i/flow)\b")
# Without a name of a browser, some of them refuse before they look what is asked for.
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; vc-permalink)", "Accept": "text/html"}

PASTE = "Pegue la dirección de la publicación (empieza con https://)."
NO_POST = "Esa dirección es de {name}, pero no de una publicación: {hint}"


class PostCheck(StrEnum):
    """What was seen at the address of a post."""

    ANSWERS = "answers"
    GONE = "gone"
    """The network says that there is nothing."""
    HIDDEN = "hidden"
    """The network does not show it to us: a person has to look."""
    NO_ANSWER = "no_answer"
    """The network, or the way to it, does not work at this moment."""


def plain_post_link(url: str, network: str) -> str:
    """Return the address of a network's post in its plain form.

    Raises RejectedError, in Spanish, for what can be none.
    """
    where: Where = {"vendor": network, "operation": "check_link"}
    if not url.strip():
        raise RejectedError(PASTE, **where)
    known, whole = POSTS[network], whole_link(url)
    check_link(whole, known.hosts, vendor=network, name=known.name)
    plain = known.plain(whole)
    if not plain:
        raise RejectedError(NO_POST.format(name=known.name, hint=known.hint), **where)
    return plain


def check_post_link(url: str, network: str) -> None:
    """Raise RejectedError, in Spanish, unless `url` can be the address of a network's post."""
    plain_post_link(url, network)


def look(url: str, network: str, *, base_url: str = "") -> PostCheck:
    """Look whether the address of a post answers; never raises.

    `base_url` stands in for the networks' own pages. Redirects are followed inside the network.
    """
    known = POSTS[network]
    # Pages answer 200 with «not available» to a program; the embed's own address tells the truth.
    if known.asked_at:
        url = known.asked_at.format(url=quote(url, safe=""))
    if not base_url:
        return look_at(url, (*known.hosts, urlsplit(url).hostname or ""))
    stand_in, parts = urlsplit(base_url), urlsplit(url)
    return look_at(urlunsplit((stand_in.scheme, stand_in.netloc, parts.path, parts.query, "")))


def look_at(url: str, hosts: tuple[str, ...] = ()) -> PostCheck:
    """Look whether an address answers; never raises. Redirects lead to `hosts`, or to its own."""
    try:
        return _follow(url, hosts or (urlsplit(url).hostname or "",))
    except (requests.RequestException, HTTPError, ValueError):
        return PostCheck.NO_ANSWER


def _follow(address: str, hosts: tuple[str, ...]) -> PostCheck:
    """Ask an address, and where it leads to."""
    with requests.Session() as session:
        # A proxy of the environment knows nothing of this machine.
        session.trust_env = not is_loopback(address)
        for _ in range(MOST_REDIRECTS):
            with session.get(
                address, headers=HEADERS, timeout=TIME_OUTS, allow_redirects=False, stream=True
            ) as answer:
                status, leads_to = answer.status_code, answer.headers.get("Location", "")
            if not 300 <= status < 400 or not leads_to:
                return _check_of(status)
            address = urljoin(address, leads_to)
            parts = urlsplit(address)
            # A post that strangers may not see leads to a page that asks to sign in.
            if SIGN_IN.search(parts.path):
                return PostCheck.HIDDEN
            if parts.hostname not in hosts:
                return PostCheck.NO_ANSWER
    return PostCheck.NO_ANSWER


def _check_of(status: int) -> PostCheck:
    """Return what a status tells."""
    if status in GONE:
        return PostCheck.GONE
    if status in HIDES:
        return PostCheck.HIDDEN
    return PostCheck.ANSWERS if 200 <= status < 300 else PostCheck.NO_ANSWER
