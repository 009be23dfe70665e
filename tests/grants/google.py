"""What somebody does at Google's own consent page, without a browser."""

from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import requests
from webtest import TestApp, TestResponse

from tests.vendor import Vendor

PUBLIC = "https://vc.secesp.example"
BACK = {one: f"{PUBLIC}/integraciones/{one}/regreso" for one in ("google_meet", "youtube")}
MEET1, CHANNEL, PERSONAL = (f"{name}@secesp.example" for name in ("meet1", "meet2", "starter"))


def google_addresses(vendor: Vendor) -> dict[str, str]:
    """Return the settings that point Google at the vendor, and say nothing of who we are."""
    return {
        "google_api_base": vendor.url,
        "youtube_api_base": vendor.url,
        "google_token_uri": f"{vendor.url}/token",
        "google_auth_uri": f"{vendor.url}/o/oauth2/v2/auth",
        "google_revoke_uri": f"{vendor.url}/revoke",
    }


def behave(vendor: Vendor, **conduct: object) -> None:
    """Let Google behave in another way: redirect_uris, is_testing, gives_lasting."""
    answer = requests.post(f"{vendor.url}/_emulator/google/conduct", json=conduct, timeout=60)
    answer.raise_for_status()


def withdraw(vendor: Vendor) -> None:
    """Take every consent back, as its owner does at Google."""
    door = f"{vendor.url}/_emulator/google/consents/withdraw"
    requests.post(door, json={}, timeout=60).raise_for_status()


def answered(
    url: str, account: str = MEET1, *, without: Iterable[str] = (), decision: str = "allow"
) -> str:
    """Answer the page at `url`, and return where Google leads back to."""
    page = requests.get(url, timeout=60)
    assert page.status_code == 200, page.text
    offered = _Boxes(page.text).scopes
    form = {
        "query": urlsplit(url).query,
        "account": account,
        "decision": decision,
        "scope": [one for one in offered if one not in without],
    }
    base = url.partition("?")[0]
    answer = requests.post(base, data=form, allow_redirects=False, timeout=60)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def pressed(browser: TestApp, purpose: str = "google_meet", **typed: str) -> str:
    """Press the button of a connection's page, and return where it leads."""
    form = browser.get(f"/integraciones/{purpose}/conexion").forms
    chosen = next(one for one in form.values() if one.action.endswith("/conectar"))
    for name, value in typed.items():
        chosen[name] = value
    return chosen.submit(status=303).location


def brought(browser: TestApp, location: str) -> TestResponse:
    """Follow where Google leads back, to the page that tells what became of it."""
    parts = urlsplit(location)
    answer = browser.get(f"{parts.path}?{parts.query}", status=303)
    assert not {"code", "state"} & set(parse_qs(urlsplit(answer.location).query))
    return answer.follow()


def connected(
    browser: TestApp, purpose: str = "google_meet", account: str = MEET1, **how: object
) -> TestResponse:
    """Connect an account from the button to the end."""
    return brought(browser, answered(pressed(browser, purpose), account, **how))


def asked_of(url: str) -> Mapping[str, str]:
    """Return what an address asks Google for."""
    return {name: found[0] for name, found in parse_qs(urlsplit(url).query).items()}


class _Boxes(HTMLParser):
    """Reads the boxes of the consent page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scopes: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a box."""
        found = dict(attrs)
        if tag == "input" and found.get("name") == "scope":
            self.scopes.append(str(found["value"]))
