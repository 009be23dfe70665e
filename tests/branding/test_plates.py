"""Plates are handed in by a form, never change once kept, and are drawn into clips."""

import io

import pytest
from PIL import Image

from tests.people import make_person
from tests.reconciliation.working import form_to
from vc.accounts.models import Role
from vc.branding import pictures, queries, service
from vc.branding.models import Corner, Plate
from vc.branding.service import NewPlate
from vc.db import db
from vc.errors import RuleError


def picture(size=(600, 300), colour="#611232", kind="PNG", **more) -> bytes:
    """Return a picture."""
    written = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size, colour).save(written, kind, **more)
    return written.getvalue()


@pytest.fixture
def boss(context):
    """Who keeps plates."""
    return make_person(db.session, Role.COORDINATOR)


def test_a_plate_is_kept_by_the_form_and_shown(browser_of):
    browser = browser_of(Role.COORDINATOR)
    form = form_to(browser.get("/plantillas-graficas/nueva"), "/plantillas-graficas")
    form["name"], form["corner"], form["logo_width_pct"] = "Prevenimos Juntos", "top-left", "20"
    form["logo"] = ("logo.png", picture())
    form["card"] = ("cierre.png", picture((800, 800)))

    page = form.submit().follow()

    assert "Prevenimos Juntos" in page.text
    assert "Arriba a la izquierda, 20 % del ancho" in page.text
    logo = browser.get("/plantillas-graficas/1/logotipo.png")
    assert logo.content_type == "image/png"
    browser.get("/plantillas-graficas/1/otra.png", status=404)


def test_what_is_no_picture_is_told_and_what_was_typed_stays(browser_of):
    browser = browser_of(Role.COORDINATOR)
    form = form_to(browser.get("/plantillas-graficas/nueva"), "/plantillas-graficas")
    form["name"], form["logo"] = "Prevenimos", ("logo.svg", b"<svg/>")

    page = form.submit(status=422)

    assert "Guarde un SVG antes como PNG" in page.text
    assert form_to(page, "/plantillas-graficas")["name"].value == "Prevenimos"


def test_a_plate_without_any_picture_is_refused(boss, clock):
    with pytest.raises(RuleError, match="al menos un logotipo"):
        service.keep(db.session(), NewPlate(name="Nada"), now=clock(), by=boss)


def test_a_change_is_a_new_version_that_keeps_the_pictures(boss, clock):
    session = db.session()
    first = service.keep(session, NewPlate(name="P", logo=picture()), now=clock(), by=boss)

    second = service.keep(
        session, NewPlate(name="P", corner=Corner.BOTTOM_LEFT), now=clock(), by=boss
    )

    assert (first.version, second.version) == (1, 2)
    assert (first.corner, second.corner) == (Corner.TOP_RIGHT, Corner.BOTTOM_LEFT)
    assert second.logo == first.logo
    assert [service.is_current(session, one) for one in (first, second)] == [False, True]
    assert queries.offered(session) == [second]


def test_a_retired_plate_is_offered_no_more_until_it_is_brought_back(boss, clock):
    session = db.session()
    plate = service.keep(session, NewPlate(name="P", logo=picture()), now=clock(), by=boss)

    service.retire(session, plate, now=clock(), by=boss)
    assert (queries.offered(session), service.is_current(session, plate)) == ([], False)
    service.bring_back(session, plate, now=clock(), by=boss)
    assert queries.offered(session) == [plate]


def test_pictures_lose_what_programs_wrote_into_them_and_keep_what_is_transparent():
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Author", "Ana")
    source = picture((2400, 1200), (0, 0, 0, 0), pnginfo=told)

    logo = pictures.as_logo(source)

    with Image.open(io.BytesIO(logo)) as found:
        assert (found.size, found.mode) == ((1200, 600), "RGBA")
        assert found.getpixel((5, 5))[3] == 0
        assert found.text == {}
    assert b"Ana" not in logo


def test_the_ground_of_a_card_is_the_colour_of_its_edge():
    assert pictures.as_card(picture((300, 300), "#123456"))[1] == "0x123456"


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", picture()[:200], b"\x89PNG\r\n\x1a\n" + b"x" * 99]
)
def test_whatever_is_handed_in_is_a_picture_or_refused(content):
    with pytest.raises(RuleError):
        pictures.as_logo(content)


def test_who_makes_a_version_while_somebody_else_does_is_shown_both(browser_of, reading):
    browsers = [browser_of(Role.COORDINATOR) for _ in range(2)]
    form = form_to(browsers[0].get("/plantillas-graficas/nueva"), "/plantillas-graficas")
    form["name"], form["logo"] = "Prevenimos", ("logo.png", picture())
    form.submit().follow()
    first, late = (
        form_to(browser.get("/plantillas-graficas/1/cambiar"), "/plantillas-graficas")
        for browser in browsers
    )
    first["corner"] = "bottom-left"
    first.submit().follow()
    late["logo_width_pct"] = "30"

    page = late.submit(status=409)

    assert "Alguien más guardó otra versión" in page.text
    assert page.html.find(id="corner-beside") is not None
    again = form_to(page, "/plantillas-graficas")
    assert again["logo_width_pct"].value == "30"
    again["corner"] = "bottom-left"
    again.submit(status=303)
    db.session.rollback()
    kept = db.session.query(Plate).order_by(Plate.version).all()
    assert [(one.version, one.corner.value, one.logo_width_pct) for one in kept] == [
        (1, "top-right", 14),
        (2, "bottom-left", 14),
        (3, "bottom-left", 30),
    ]


def test_only_coordination_keeps_plates(browser_of):
    browser_of(Role.HOST).get("/plantillas-graficas/nueva", status=403)
    assert "Todavía no hay plantillas" in browser_of(Role.HOST).get("/plantillas-graficas").text
