"""The nginx lines of docs/nginx.md, as printed, in a real nginx before the real product."""

import base64
import os
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from bs4 import BeautifulSoup
from flask import request
from requests.adapters import HTTPAdapter

from app import create_app
from tests.booking.sessions import book, make_licence
from tests.conftest import Clock, make_settings
from tests.people import PASSWORD, make_person
from tests.processes import ROOT, environment, wait_until
from tests.recordings.depot import serving, video
from tests.recordings.working import expect, fetch_until
from vc.access import anybody
from vc.accounts.models import Role
from vc.assets import KEPT
from vc.config import Settings
from vc.db import db
from vc.recordings.hooks import FILE_STORED
from vc.recordings.models import FileStatus
from vc.services import services_of
from vc.serving import Serving
from vc.uploads.service import MOST_PIECE_BYTES

pytestmark = pytest.mark.xdist_group("nginx")

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENT = (ROOT / "docs/nginx.md").read_text(encoding="utf-8")
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
HOST = "127.0.0.1"
WEB_USER = "www-data"
IS_ROOT = os.name == "posix" and os.geteuid() == 0
PIECE = MOST_PIECE_BYTES
FILM = video(300_000)
EMAIL = "anfitriona@secesp.example"
VISITOR = "127.0.0.2"
"""Where people come from, so that they can be told from the proxy, which is 127.0.0.1."""
AROUND = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; {user}
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types; access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    {site}
}}
"""


@dataclass(frozen=True, slots=True)
class Site:
    """The product behind nginx: where people find it, and what it keeps."""

    url: str
    certificate: str
    port: int
    film: str
    film_name: str
    public_film: str
    """Where everybody would have it, had it been published."""
    settings: Settings

    def session(self) -> requests.Session:
        """Return a browser that comes from the visitor's address."""
        session = requests.Session()
        session.trust_env = False
        session.mount("https://", FromVisitor())
        session.verify = self.certificate
        return session

    def get(self, session: requests.Session, path: str, **more: object) -> requests.Response:
        """Ask for a path below the prefix."""
        return session.get(self.url + path, timeout=60, allow_redirects=False, **more)

    def signed_in(self) -> tuple[requests.Session, requests.Response]:
        """Return a browser in which somebody has just signed in, and the answer to that."""
        session = self.session()
        page = BeautifulSoup(self.get(session, "/entrar?next=/sesiones").text, "lxml")
        form = page.find("input", {"name": "email"}).find_parent("form")
        fields = {one["name"]: one.get("value", "") for one in form.find_all("input")}
        fields |= {"email": EMAIL, "password": PASSWORD}
        where = f"{self.url}/entrar?next=/sesiones"
        answer = session.post(
            where, data=fields, headers={"Referer": where}, timeout=60, allow_redirects=False
        )
        return session, answer


class FromVisitor(HTTPAdapter):
    """Connects from the visitor's address."""

    def init_poolmanager(self, *args: object, **more: object) -> None:
        """Bind to it."""
        super().init_poolmanager(*args, source_address=(VISITOR, 0), **more)


def block(language: str, *, after: str) -> str:
    """Return the first block of docs/nginx.md in that language after a heading."""
    text = DOCUMENT[DOCUMENT.index(after) :]
    return re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)[1]


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder into which another user may look; pytest's own are closed."""
    if NGINX is None or shutil.which("openssl") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("nginx or openssl is not installed")
    path = Path(tempfile.mkdtemp(prefix="nginx-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def certificate(folder) -> Path:
    """A certificate for the site's name, signed by itself."""
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30"
    made = ["-keyout", folder / "key.pem", "-out", folder / "cert.pem"]
    about = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=IP:{HOST}"]
    subprocess.run(["openssl", *words.split(), *made, *about], check=True, capture_output=True)
    return folder / "cert.pem"


@pytest.fixture(scope="module", params=["", "/vc"], ids=["at the root", "below a path"])
def site(request, folder, certificate, empty_database) -> Iterator[Site]:
    """The product at the root by gunicorn, and below a path by what `make run` has."""
    prefix: str = request.param
    ports = {name: free_port() for name in ("app", "http", "https")}
    public = f"https://{HOST}:{ports['https']}{prefix}"
    instance, media = folder / f"instance{prefix[1:]}", folder / f"media{prefix[1:]}"
    instance.mkdir(mode=0o700)
    shutil.copyfile(empty_database, instance / "vc.sqlite3")
    given = make_media_folder(media)
    settings = make_settings(instance, public_url=public, port=ports["app"], media_reserve_mb=1)
    settings = replace(
        settings,
        media_folder=str(media),
        media_accel=given["MEDIA_ACCEL"],
        trusted_proxies=int(given["TRUSTED_PROXIES"]),
    )
    films = fill(settings)
    start = gunicorn if not prefix else waitress
    conf = write_conf(folder, prefix, ports, media)
    with start(settings), nginx(conf, ports["https"]):
        yield Site(public, str(certificate), ports["https"], *films, settings)


def make_media_folder(media: Path) -> dict[str, str]:
    """Make the folder by its own line; return the settings that the next line exports."""
    first, second = block("sh", after="# nginx in front").splitlines()
    words = shlex.split(first.replace("/srv/vc/media", str(media)))
    assert words[:3] == ["sudo", "install", "-d"]
    words[words.index("-o") + 1] = str(os.geteuid())
    if not IS_ROOT:
        words[words.index("-g") + 1] = str(os.getegid())
    subprocess.run(words[1:], check=True)
    return dict(word.split("=") for word in second.split()[1:])


def fill(settings: Settings) -> tuple[str, str, str]:
    """Add somebody who may hand in, and a session with its film; return where that is."""
    app = create_app(settings)
    services_of(app).clock = Clock(datetime(2031, 3, 4, 16, 0, tzinfo=UTC))
    with app.app_context(), serving(FILM) as depot:
        services_of(app).file_sources = {"depot": depot.link}
        services_of(app).registry.added[FILE_STORED] = ()
        host = make_person(db.session, Role.HOST, email=EMAIL)
        make_licence()
        now = services_of(app).clock()
        event = book(app, host, now + timedelta(days=2))
        file = expect(event, now)
        fetch_until(app, file, FileStatus.STORED)
        found = f"/grabaciones/archivos/{file.id}", file.name
        found += (f"/s/{event.slug}/grabacion/{file.id}",)
        db.session.remove()
        db.engine.dispose()
    return found


def write_conf(folder: Path, prefix: str, ports: dict[str, int], media: Path) -> Path:
    """Write its block with this machine's ports and paths, and what has to be around it."""
    site = block("nginx", after="# nginx in front")
    for ours, theirs in {
        "videoconferencias.example": HOST,
        "listen 80;": f"listen 127.0.0.1:{ports['http']};",
        "listen 443 ssl;": f"listen 127.0.0.1:{ports['https']} ssl;",
        "/etc/ssl/vc/fullchain.pem": str(folder / "cert.pem"),
        "/etc/ssl/vc/privkey.pem": str(folder / "key.pem"),
        "http://127.0.0.1:8000": f"http://127.0.0.1:{ports['app']}",
        "/srv/vc/media/": f"{media}/",
    }.items():
        assert ours in site, f"its lines lack {ours}"
        site = site.replace(ours, theirs)
    if prefix:
        assert "`location /vc/ {` in place of `location / {`" in DOCUMENT
        site = site.replace("location / {", f"location {prefix}/ {{")
    place = folder / f"nginx{prefix[1:]}"
    place.mkdir()
    user = f"user {WEB_USER};" if IS_ROOT else ""
    (place / "nginx.conf").write_text(AROUND.format(folder=place, user=user, site=site))
    return place / "nginx.conf"


@contextmanager
def nginx(conf: Path, port: int) -> Iterator[None]:
    """Run nginx."""
    with process([NGINX, "-e", str(conf.parent / "error.log"), "-c", str(conf)], port, None):
        yield
    print((conf.parent / "error.log").read_text()[-3000:])


@contextmanager
def gunicorn(settings: Settings) -> Iterator[None]:
    """Run gunicorn by README's line."""
    line = re.search(r"\.venv/bin/gunicorn (.*)", README)[1].replace("8000", str(settings.port))
    words = [shutil.which("python3", path=str(Path(os.sys.executable).parent)), "-m", "gunicorn"]
    with process([*words, *shlex.split(line)], settings.port, environment(settings)):
        door = f"http://127.0.0.1:{settings.port}/healthz"
        assert requests.get(door, timeout=90).ok
        yield


@contextmanager
def process(command: list[str], port: int, env: dict[str, str] | None) -> Iterator[None]:
    """Run a server until it is told to stop, which it then does."""
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(command, cwd=ROOT, env=env, stdout=said, stderr=said)
        try:
            wait_until(lambda: listens(port) or running.poll() is not None, command[0])
            assert running.poll() is None
            yield
        finally:
            running.terminate()
            try:
                assert running.wait(timeout=40) == 0
            finally:
                running.kill()
                said.seek(0)
                print(said.read().decode(errors="replace")[-3000:])


@contextmanager
def waitress(settings: Settings) -> Iterator[None]:
    """Serve the pages as `make run` does, and one that tells who asked."""
    app = create_app(settings)
    app.add_url_rule("/who", "who", anybody(lambda: f"{request.remote_addr} {request.is_secure}"))
    server = Serving(app, "127.0.0.1", settings.port, threads=4)
    server.answer()
    yield
    server.close()


def listens(port: int) -> bool:
    """Tell whether anybody listens at a port."""
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def test_who_signs_in_stays_on_the_site_with_a_cookie_for_https_alone(site):
    session, answer = site.signed_in()

    prefix = urlsplit(site.url).path
    cookie = answer.headers["Set-Cookie"]
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{prefix}/sesiones")
    assert "Secure; HttpOnly" in cookie
    assert f"Path={prefix or '/'};" in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    assert site.get(session, "/sesiones").status_code == 200


def test_without_tls_everything_leads_to_it(site):
    conf = next(Path(site.certificate).parent.glob(f"nginx{urlsplit(site.url).path[1:]}/*.conf"))
    port = int(re.search(r"listen 127\.0\.0\.1:(\d+);", conf.read_text())[1])

    answer = requests.get(
        f"http://127.0.0.1:{port}/a/b?c=d",
        headers={"Host": HOST},
        timeout=60,
        allow_redirects=False,
    )

    assert (answer.status_code, answer.headers["Location"]) == (301, f"https://{HOST}/a/b?c=d")


def test_a_module_is_kept_for_good_and_compressed_and_so_is_what_it_imports(site):
    session = site.session()
    page = BeautifulSoup(site.get(session, "/entrar").text, "lxml")
    address = page.find("script", {"type": "module"})["src"]
    editor = urljoin(address, "editor/main.js")

    for one in (address, editor, urljoin(editor, "../app.js")):
        answer = site.get(session, one.removeprefix(urlsplit(site.url).path))
        assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Cache-Control"] == KEPT


@pytest.mark.parametrize(
    ("asked", "first", "last"), [("bytes=0-99", 0, 99), ("bytes=1000-", 1000, 299_999)]
)
def test_a_part_of_a_film_comes_from_nginx(site, asked, first, last):
    session, _ = site.signed_in()

    answer = site.get(session, site.film, headers={"Range": asked})

    assert (answer.status_code, answer.content) == (206, FILM[first : last + 1])
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(FILM)}"
    assert answer.headers["Content-Type"] == "video/mp4"
    assert "inline; filename=" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "X-Accel-Redirect" not in answer.headers


def test_the_whole_film_comes_again_where_it_is_another_one(site):
    session, _ = site.signed_in()
    etag = site.get(session, site.film).headers["ETag"]
    asked = {"Range": "bytes=5-9"}

    same = site.get(session, site.film, headers=asked | {"If-Range": etag})
    other = site.get(session, site.film, headers=asked | {"If-Range": '"another"'})
    had = site.get(session, site.film, headers={"If-None-Match": etag})
    head = session.head(site.url + site.film, timeout=60)

    assert (same.status_code, same.content) == (206, FILM[5:10])
    assert (other.status_code, other.content) == (200, FILM)
    assert (had.status_code, had.content) == (304, b"")
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(FILM)))


def test_films_are_read_by_another_user_who_sees_no_key(site):
    if not IS_ROOT:
        pytest.skip("only root can run nginx as somebody else")
    path = Path(site.settings.media_folder) / site.film_name

    seen = [path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777]

    assert seen == [0o640, 0o750]
    assert path.group() == WEB_USER
    as_them = ["setpriv", f"--reuid={WEB_USER}", f"--regid={WEB_USER}", "--clear-groups", "cat"]
    read = [
        subprocess.run([*as_them, one], check=False, capture_output=True).returncode
        for one in (path, site.settings.instance / "vc.sqlite3")
    ]
    assert read == [0, 1]


@pytest.mark.parametrize("way", ["", "%2e%2e%2f", "..%2f", "..;/", "/", "./", "%5f", "x/../"])
def test_a_stranger_gets_no_film_by_any_way(site, way):
    session = site.session()
    tricks = [
        f"/_media/{way}{site.film_name}",
        f"/_media{way}/{site.film_name}",
        f"/static/{way}_media/{site.film_name}",
        f"/{way}_media/{site.film_name}",
        f"/_media/{way}{way}instance/vc.sqlite3",
    ]
    root = site.url.removesuffix(urlsplit(site.url).path)

    answers = {
        base + path: raw(session, site, base + path) for path in tricks for base in {root, site.url}
    }

    assert {path: one for path, one in answers.items() if one in (200, 206)} == {}
    assert site.get(session, site.film).status_code == 303
    assert raw(session, site, site.url + site.film, Range="bytes=0-9") == 303
    assert site.get(session, site.public_film).status_code == 404


def raw(session: requests.Session, site: Site, url: str, **headers: str) -> int:
    """Return the status of an address that is sent as it is written."""
    asked = requests.Request("GET", url, headers=headers)
    prepared = session.prepare_request(asked)
    prepared.url = url
    return session.send(
        prepared, timeout=60, allow_redirects=False, verify=site.certificate
    ).status_code


def test_a_film_is_handed_in_by_pieces_one_of_which_breaks_off(site):
    session, _ = site.signed_in()
    page = BeautifulSoup(site.get(session, "/grabaciones/material/nuevo").text, "lxml")
    film = video(PIECE + 100_000)
    fields = {
        one["name"]: one.get("value", "")
        for one in page.find(id="upload").find_all("input")
        if one.get("name")
    }
    fields |= {"title": "Entrevista", "filename": "telefono.mp4", "material_kind": "interview"}
    told = ",".join(
        f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in fields.items()
    )
    common = {
        "Tus-Resumable": "1.0.0",
        "X-CSRFToken": page.find(id="upload")["data-token"],
        "Referer": f"{site.url}/grabaciones/material/nuevo",
    }
    begun = session.post(
        f"{site.url}/grabaciones/subidas",
        headers=common | {"Upload-Length": str(len(film)), "Upload-Metadata": told},
        timeout=60,
    )
    assert begun.status_code == 201, begun.text
    place = site.url.removesuffix(urlsplit(site.url).path) + begun.headers["Location"]

    def send(at: int, piece: bytes) -> requests.Response:
        kind = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(at)}
        return session.patch(place, data=piece, headers=common | kind, timeout=60)

    break_off(site, session, urlsplit(place).path, common)
    stand = session.head(place, headers=common, timeout=60).headers["Upload-Offset"]
    first = send(int(stand), film[:PIECE])
    last = send(PIECE, film[PIECE:])

    assert begun.headers["Location"].startswith(f"{urlsplit(site.url).path}/grabaciones/subidas/")
    assert stand == "0"
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, str(PIECE))
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(film)))
    assert send(len(film), bytes(PIECE + 2_000_000)).status_code == 413


def break_off(site: Site, session: requests.Session, path: str, common: dict[str, str]) -> None:
    """Send a part of a piece, and hang up."""
    tls = ssl.create_default_context(cafile=site.certificate)
    cookie = "; ".join(f"{one.name}={one.value}" for one in session.cookies)
    lines = [f"PATCH {path} HTTP/1.1", f"Host: {HOST}:{site.port}", f"Cookie: {cookie}"]
    lines += [f"{name}: {value}" for name, value in common.items()]
    lines += ["Content-Type: application/offset+octet-stream", "Upload-Offset: 0"]
    lines += [f"Content-Length: {PIECE}", "", ""]
    with (
        socket.create_connection((HOST, site.port), timeout=60) as line,
        tls.wrap_socket(line, server_hostname=HOST) as shut,
    ):
        shut.sendall("\r\n".join(lines).encode() + FILM)


def test_the_visitor_is_who_really_asks(site):
    if not urlsplit(site.url).path:
        pytest.skip("gunicorn serves the product alone")
    forged = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "forged.example",
        "X-Forwarded-Prefix": "/forged",
    }

    answer = site.get(site.session(), "/who", headers=forged)

    assert answer.text == f"{VISITOR} True"


def test_addresses_for_others_are_below_the_public_one_whatever_the_host(site):
    page = site.get(site.session(), "/difusion/feed.json", headers={"Host": "forged.example"})

    assert page.json()["feed_url"] == f"{site.url}/difusion/feed.json"
    assert "forged" not in page.text
