"""What every answer carries: OWASP ASVS 4.0.3, level 2, chapters 3.4 and 14.4."""

import gzip

import pytest
from webtest import TestResponse

from vc.access import anybody
from vc.accounts.models import Role

PAGES = [
    "/entrar",
    "/agenda",
    "/suscribirse",
    "/no-existe",
    "/feeds/publico.ics",
    "/feeds/no-existe.ics",
    "/healthz",
    "/static/app.css",
    "/static/no-existe.css",
]


def policy_of(response: TestResponse) -> dict[str, str]:
    """Return the Content Security Policy as directive → sources."""
    parts = response.headers["Content-Security-Policy"].split("; ")
    return {part.partition(" ")[0]: part.partition(" ")[2] for part in parts}


def check_headers(response: TestResponse) -> None:
    """Check what every answer carries, whatever it is."""
    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"].startswith("camera=()")
    assert policy_of(response)["default-src"] == "'none'"


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_security_headers(anyone, path):
    check_headers(anyone.get(path, status="*"))


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/healthz"])
def test_text_comes_with_its_kind_and_character_set(anyone, path):
    kind = anyone.get(path, status="*").headers["Content-Type"]

    assert kind.partition(";")[0] in ("text/html", "text/css", "text/plain", "text/calendar")
    assert kind.partition("; charset=")[2] == "utf-8"


@pytest.mark.parametrize("path", PAGES)
def test_the_content_policy_allows_nothing_inline_and_nothing_evaluated(anyone, path):
    policy = policy_of(anyone.get(path, status="*"))

    assert policy["script-src"] == "'self'"
    # Our own style sheets may stand in a page: each by its digest, see tests/test_assets.py.
    assert {one.partition("-")[0] for one in policy["style-src"].split()} <= {"'self'", "'sha256"}
    assert policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in " ".join(policy.values())


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("POST", "/cuenta", 400), ("GET", "/personas", 403), ("PUT", "/hoy", 405)],
)
def test_refusals_carry_them_too(browser_of, method, path, status):
    response = browser_of(Role.VIEWER).request(path, method=method, status=status)

    check_headers(response)
    assert response.headers["Cache-Control"] == "no-store"


def test_a_failure_of_ours_carries_them_too_and_shows_no_inner_word(app, anyone):
    def fail() -> str:
        raise ValueError("muy adentro")

    app.add_url_rule("/falla", "failing", anybody(fail))

    page = anyone.get("/falla", status=500)

    check_headers(page)
    assert "Algo falló de nuestro lado" in page.text
    assert "muy adentro" not in page.text


@pytest.mark.parametrize("path", ["/hoy", "/sesiones", "/calendario", "/cuenta", "/auditoria"])
def test_pages_for_staff_are_kept_by_no_cache(browser_of, path):
    page = browser_of(Role.ADMINISTRATOR).get(path)

    assert page.headers["Cache-Control"] == "no-store"


def test_no_answer_names_the_software_behind_it(anyone):
    headers = anyone.get("/entrar").headers

    assert {"Server", "X-Powered-By"} & set(headers) == set()


def test_over_https_the_browser_is_told_to_stay_there(anyone):
    page = anyone.get("/entrar", extra_environ={"wsgi.url_scheme": "https"})

    assert page.headers["Strict-Transport-Security"].startswith("max-age=")


def test_static_files_are_compressed(app):
    plain = app.test_client().get("/static/app.css")
    packed = app.test_client().get("/static/app.css", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_an_error_page_says_what_to_do_and_shows_no_inner_word(anyone):
    page = anyone.get("/no-existe", status=404)

    assert "No se encontró" in page.text
    assert "Traceback" not in page.text
