"""What every answer carries: OWASP ASVS 4.0.3, level 2, chapters 3.4 and 14.4."""

import gzip

import pytest

from vc.accounts.models import Role

PAGES = ["/entrar", "/agenda", "/suscribirse", "/no-existe", "/feeds/publico.ics", "/healthz"]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_security_headers(anyone, path):
    headers = anyone.get(path, status="*").headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"].startswith("camera=()")


@pytest.mark.parametrize("path", PAGES)
def test_the_content_policy_allows_nothing_inline_and_nothing_evaluated(anyone, path):
    policy = anyone.get(path, status="*").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_pages_for_staff_are_kept_by_no_cache(browser_of):
    page = browser_of(Role.HOST).get("/hoy")

    assert page.headers["Cache-Control"] == "no-store"


def test_over_https_the_browser_is_told_to_stay_there(anyone):
    page = anyone.get("/entrar", extra_environ={"wsgi.url_scheme": "https"})

    assert page.headers["Strict-Transport-Security"].startswith("max-age=")


def test_static_files_are_compressed_and_kept_for_a_year(app):
    plain = app.test_client().get("/static/app.css")
    packed = app.test_client().get("/static/app.css", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3
    assert "max-age=31536000" in plain.headers["Cache-Control"]
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_an_error_page_says_what_to_do_and_shows_no_inner_word(anyone):
    page = anyone.get("/no-existe", status=404)

    assert "No se encontró" in page.text
    assert "Traceback" not in page.text
