"""Static files: kept for good under their own version, and no module beside one of another."""

import re
import shutil
from base64 import b64encode
from gzip import decompress as gunzip
from hashlib import sha256
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient

from tests.test_headers import policy_of
from vc.assets import KEPT, STYLES_COOKIE, modules, static_url
from vc.modules import EXPORT, IMPORT, SHARED, Modules

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "vc/static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.fixture
def own(app: Flask, tmp_path: Path) -> Path:
    """The static files of an app, to change."""
    app.static_folder = str(shutil.copytree(STATIC, tmp_path / "static"))
    return tmp_path / "static"


@pytest.fixture
def ours(app: Flask) -> Modules:
    """Our modules as they are."""
    with app.test_request_context():
        return modules()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody's browser, without a memory."""
    return app.test_client()


def addresses_on(client: FlaskClient, path: str = "/entrar") -> list[str]:
    """Return the addresses of the static files that a page asks for."""
    return re.findall(r'(?:src|href|data-sheet)="(/static/[^"]+)"', client.get(path).text)


def styles_in(answer) -> list[Tag]:
    """Return the style sheets that stand in a page."""
    return BeautifulSoup(answer.text, "html.parser").select("style[data-sheet]")


def sheets_of(answer) -> list[str]:
    """Return the addresses of the style sheets that a page names."""
    links = BeautifulSoup(answer.text, "html.parser").select("link[rel=stylesheet]")
    return [str(one["href"]) for one in links]


def kept(client: FlaskClient, address: str) -> str:
    """Return how long a browser keeps what an address gives."""
    return client.get(address).headers["Cache-Control"]


def change(path: Path) -> None:
    """Change a file."""
    path.write_text(path.read_text("utf-8") + "// Cambiado\n", "utf-8")


def test_what_a_page_asks_for_is_kept_for_good(client):
    addresses = addresses_on(client)

    assert {address: kept(client, address) for address in addresses} == dict.fromkeys(
        addresses, KEPT
    )
    assert {Path(address.partition("?")[0]).suffix for address in addresses} == {".css", ".js"}


def test_a_change_of_one_module_changes_the_address_of_each(client, own: Path):
    before = set(addresses_on(client))

    change(own / "editor/draft.js")

    changed = before - set(addresses_on(client))
    assert [Path(address).name for address in changed] == ["app.js"]


def test_a_change_elsewhere_leaves_their_address(client, own: Path):
    before = set(addresses_on(client))

    change(own / "app.css")

    changed = before - set(addresses_on(client))
    assert [Path(address.partition("?")[0]).name for address in changed] == ["app.css"]


@pytest.mark.parametrize("name", ["app.js", "app.css"])
def test_a_page_of_before_an_upgrade_gets_what_there_is_now_and_keeps_it_not(
    client, own: Path, name: str
):
    [before] = [address for address in addresses_on(client) if name in address]

    change(own / name)

    answer = client.get(before)
    assert (answer.status_code, answer.text) == (200, (own / name).read_text("utf-8"))
    assert answer.headers["Cache-Control"] == "no-cache, max-age=0"
    for how in ("identity", "gzip"):
        asked = {"Accept-Encoding": how}
        asked["If-None-Match"] = client.get(before, headers=asked).headers["ETag"]
        assert client.get(before, headers=asked).status_code == 304


def test_a_browser_gets_our_styles_inside_the_page_until_it_has_them(client, own: Path):
    [style] = styles_in(client.get("/entrar"))
    client.set_cookie(STYLES_COOKIE, f"another.{style['data-version']}")
    known = client.get("/entrar")
    change(own / "app.css")
    changed = client.get("/entrar")

    assert ".btn--primary" in style.text
    assert "/*" not in style.text
    assert (styles_in(known), sheets_of(known)) == ([], [style["data-sheet"]])
    assert [one["data-sheet"] != style["data-sheet"] for one in styles_in(changed)] == [True]


def test_the_policy_allows_the_styles_of_the_page_and_no_others(client):
    inside = client.get("/entrar")
    client.set_cookie(STYLES_COOKIE, styles_in(inside)[0]["data-version"])
    named = client.get("/entrar")

    digests = [sha256(one.text.encode()).digest() for one in styles_in(inside)]
    allowed = [f"'sha256-{b64encode(one).decode()}'" for one in digests]
    assert policy_of(inside)["style-src"] == " ".join(("'self'", *allowed))
    assert policy_of(named)["style-src"] == "'self'"


def test_what_styles_inside_a_page_name_is_there(client):
    [style] = styles_in(client.get("/entrar"))

    named = re.findall(r'url\("([^"]+)"\)', style.text)
    assert {client.get(one).status_code for one in named if not one.startswith("data:")} == {200}


def test_a_page_goes_compressed_and_its_size_says_nothing(client):
    packed = [client.get("/entrar", headers={"Accept-Encoding": "gzip"}) for _ in range(9)]

    assert {one.headers["Content-Encoding"] for one in packed} == {"gzip"}
    assert gunzip(packed[0].data).decode().startswith("<!doctype html>")
    assert len({len(one.data) for one in packed}) > 1


@pytest.mark.parametrize("address", ["/static/app.js", "/static/editor/main.js", "/static/app.css"])
def test_an_address_without_a_version_is_asked_for_each_time(client, address: str):
    assert kept(client, address) == "no-cache, max-age=0"


@pytest.mark.parametrize(
    "name", ["no-existe.js", "editor", "../assets.py", "../../run.py", "v-0123456789ab/app.js"]
)
def test_a_version_leads_to_nothing_but_static_files(client, ours: Modules, name: str):
    assert client.get(f"/static/v-{ours.version}/{name}").status_code == 404


def test_relative_imports_stay_below_the_version(client, ours: Modules):
    main = client.get(f"/static/v-{ours.version}/editor/main.js")

    assert 'from "../app.js"' in main.text
    assert kept(client, f"/static/v-{ours.version}/app.js") == KEPT


def test_every_import_leads_to_a_module(ours: Modules):
    assert {one for name in ours.texts for one in ours.imports_of(name)} <= set(ours.texts)


def test_every_module_is_on_a_page_or_imported_and_none_is_loaded_in_another_way(ours: Modules):
    text = "".join(path.read_text("utf-8") for path in TEMPLATES)
    entries = re.findall(r'\{\{ module\("([^"]+)"\) \}\}', text)

    entries += re.findall(r'import\("\./([^"]+)"\)', Path(STATIC, "app.js").read_text("utf-8"))
    needed = {one for entry in entries for one in ours.order_of(entry)}
    assert needed == set(ours.texts)
    others = re.findall(r"<script(?! type=\"application/(?:ld\+)?json\")[^>]*>", text)
    assert [one for one in others if "static_url('vendor/" not in one] == []


def test_a_page_asks_for_its_module_once_with_all_that_it_imports(client, ours: Modules):
    joined = client.get(f"/static/v-{ours.version}/editor/main.js").text

    held = [name for name in ours.order_of("editor/main.js") if name != SHARED]
    assert len(held) > 10
    assert re.findall("^import .*", joined, re.M) == ['import * as $shared from "../app.js";']
    for name in held:
        said = re.search(r"^export (?:async )?(?:function|const) (\w+)", ours.texts[name], re.M)
        assert said is None or joined.count(f"function {said[1]}(") + joined.count(
            f"const {said[1]} ="
        )


def test_modules_are_written_in_the_forms_that_are_read(ours: Modules):
    wrong = [
        f"{name}: {line}"
        for name, text in ours.texts.items()
        for line in text.splitlines()
        if (
            re.match(r"(import|export)\b(?!\()", line)
            and not IMPORT.fullmatch(line)
            and not EXPORT.match(line)
        )
        or re.match(r"\s+(import|export) |.*\bimport\.meta|await ", line)
    ]

    assert wrong == []


def test_no_module_imports_itself_through_others(ours: Modules):
    for name in ours.texts:
        assert len(set(ours.order_of(name))) == len(ours.order_of(name))


def test_the_files_of_others_say_their_version_in_their_folder(app: Flask, client):
    with app.test_request_context():
        address = static_url("vendor/htmx-4.0.1/htmx.min.js")

    assert kept(client, address) == kept(client, address.partition("?")[0]) == KEPT
