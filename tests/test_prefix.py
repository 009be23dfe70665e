"""Every address that we write is below PUBLIC_URL, and nothing else decides which that is."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from webtest import TestResponse

from tests.conftest import make_settings
from tests.people import PASSWORD, make_person, sign_in_cookie
from tests.processes import ROOT
from vc.accounts.models import Role
from vc.db import db
from vc.demonstration.demo import load_demo
from vc.services import services_of
from vc.setting_rules import SettingsError

OFFICE = "https://comunicacion.example/vc"
FORGED = {
    "Host": "localhost.local",
    "X-Forwarded-Host": "forged.example",
    "X-Forwarded-Prefix": "/forged",
    "X-Forwarded-Proto": "https",
}
ATTRIBUTES = ("href", "src", "action", "formaction", "poster", "content", "value")
"""What holds an address in a page, beside everything that begins with `hx-` or `data-`."""
ABSOLUTE = re.compile(r"_external=True|\burl_root\b|\bhost_url\b|\brequest\.(host|base_url|url)\b")


@pytest.fixture
def settings(tmp_path):
    """The demonstration, below a path, behind one proxy that is believed."""
    public = {"public_url": OFFICE, "trusted_proxies": 1, "demo_open": True, "port": 18_765}
    return make_settings(tmp_path, demo=True, **public)


def test_only_one_place_makes_an_absolute_url_out_of_a_request():
    sources = [*(ROOT / "vc").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]

    found = {str(one.relative_to(ROOT)) for one in sources if ABSOLUTE.search(one.read_text())}

    assert found == {"vc/addresses.py"}


def test_whoever_signs_in_comes_to_the_page_that_was_asked_for_below_the_prefix(app, anyone):
    with app.app_context():
        make_person(db.session, Role.VIEWER, email="alguien@secesp.example")
        db.session.commit()

    asked = anyone.get("/vc/sesiones?pagina=2", status=303)
    form = anyone.get(asked.location).forms[0]
    form["email"], form["password"] = "alguien@secesp.example", PASSWORD
    answer = form.submit(status=303)

    assert urlsplit(asked.location).path == "/vc/entrar"
    assert answer.location == "/vc/sesiones?pagina=2"
    assert "Path=/vc;" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("path", ["/vc//sesiones", "//vc//entrar", "/vc//forged.example/x"])
def test_a_redirect_by_the_routes_themselves_names_no_host(anyone, path):
    answer = anyone.get(path, headers=FORGED, status="*")

    location = answer.headers.get("Location", "/vc/")
    assert urlsplit(location)[:2] == ("", "")
    assert location.startswith("/vc/")


def test_the_feed_and_the_door_of_health_answer_with_and_without_the_prefix(anyone):
    answers = [anyone.get(f"{prefix}/feeds/publico.ics") for prefix in ("/vc", "", "/vc", "")]

    assert len({answer.body for answer in answers}) == 1
    assert f"{OFFICE}/agenda" in answers[0].text
    assert anyone.get("/healthz").json["status"] == "ok"
    assert anyone.get("/vcx/healthz", status=404).status_int == 404


@pytest.mark.parametrize(
    "value", ["vc.example", "https://", "https://a/b?c", "https://a b", "https://a/#x", "ftp://a"]
)
def test_a_public_address_that_is_none_stops_the_start(tmp_path, value):
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        make_settings(tmp_path, public_url=value)


class TestWithoutAnAddressOfItsOwn:
    """Nobody said under which address people come, and nobody stands in front."""

    @pytest.fixture
    def settings(self, tmp_path):
        """Settings without PUBLIC_URL and TRUSTED_PROXIES."""
        return make_settings(tmp_path)

    @pytest.mark.parametrize("path", ["/suscribirse", "/difusion/feed.rss", "/entrar"])
    def test_what_a_proxy_would_say_is_not_believed(self, anyone, path):
        page = anyone.get(path, headers=FORGED)

        assert "forged" not in page.text + str(page.headers)
        assert "Strict-Transport-Security" not in page.headers


@pytest.fixture
def staff(app, anyone):
    """An administrator's browser, with the demonstration's data to look at."""
    with app.app_context():
        load_demo(db.session, now=services_of(app).clock(), app=app)
        person = make_person(db.session, Role.ADMINISTRATOR, email="alguien@secesp.example")
        anyone.set_cookie("vc", sign_in_cookie(app, db.session, person))
        db.session.remove()
    return anyone


def addresses_in(page: TestResponse) -> Iterator[str]:
    """Yield every address of this site that stands in a page or in its headers."""
    yield from (value for name, value in page.headers.items() if name == "Location")
    if page.content_type != "text/html":
        return
    for tag in BeautifulSoup(page.body, "lxml").find_all(True):
        for name, value in tag.attrs.items():
            is_address = name in ATTRIBUTES or name.startswith(("hx-", "data-"))
            if is_address and isinstance(value, str) and value.startswith("/"):
                yield value


def crawl(app, browser) -> Iterator[tuple[str, TestResponse]]:
    """Yield a page of every view that can be reached by links, each once."""
    routes = app.url_map.bind("localhost")
    waiting = [rule.rule for rule in app.url_map.iter_rules() if is_plain(rule)]
    seen = set()
    while waiting:
        path = waiting.pop()
        try:
            endpoint, _ = routes.match(urlsplit(path).path.removeprefix("/vc") or "/")
        except Exception:  # noqa: S112 - what cannot be asked for by GET is no page
            continue
        if endpoint in seen or endpoint in ("static", "public_clips.film", "recordings.content"):
            continue
        seen.add(endpoint)
        page = browser.get(path, headers=FORGED, status="*")
        yield endpoint, page
        waiting.extend(addresses_in(page))


def is_plain(rule) -> bool:
    """Tell whether a rule's address is complete as it stands."""
    return "GET" in rule.methods and not rule.arguments


def test_no_page_leads_out_of_the_prefix_or_to_a_forged_host(app, staff):
    pages = dict(crawl(app, staff))

    out = {
        (endpoint, address)
        for endpoint, page in pages.items()
        for address in addresses_in(page)
        if not address.startswith("/vc/") and address != "/vc"
    }
    forged = {name for name, page in pages.items() if b"forged" in page.body}
    forged |= {name for name, page in pages.items() if "forged" in str(page.headers)}
    assert (out, forged) == (set(), set())
    failed = {name for name, page in pages.items() if page.status_int >= 500}
    # No worker runs here, which is what it is there to say.
    assert failed == {"health.readyz"}
    # As many views as there are is no promise, but a crawl that finds few proves little.
    assert len(pages) > 60
