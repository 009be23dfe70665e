"""What the office arranges itself: it holds in every process, and never instead of the server's."""

import base64
import hashlib
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select
from webtest import Upload

from app import create_app
from tests.conftest import browser_at, close_database
from tests.people import make_person
from vc import colours, kept_settings
from vc.accounts.models import Role
from vc.audit import AuditLine
from vc.config import Settings
from vc.db import db
from vc.kept_settings import SECRETS, KeptSetting
from vc.page_settings import ON_PAGES
from vc.services import services_of

SECRET = "muy-secreto-9341"


@pytest.fixture
def boss(reading):
    """The one administrator."""
    return make_person(db.session, Role.ADMINISTRATOR)


@pytest.fixture
def office(browser_of, boss):
    """The administrator's browser."""
    return browser_of(boss)


def form_of(page, name: str):
    """Return the form that has a field of that name."""
    return next(form for form in page.forms.values() if name in form.fields)


def save(office, path: str, **values: object):
    """Fill in a page of settings, and send it."""
    form = form_of(office.get(path), "seen")
    for name, value in values.items():
        form[name] = value
    return form.submit(status="*")


def kept(name: str | None = None) -> list[KeptSetting]:
    """Return what is kept now, of one setting or of all."""
    db.session.rollback()
    query = select(KeptSetting)
    return list(db.session.scalars(query.where(KeptSetting.name == name) if name else query))


def test_every_setting_of_a_page_is_one_and_has_its_words():
    fields = Settings.__dataclass_fields__

    assert set(ON_PAGES) <= set(fields)
    assert {name for name in ON_PAGES if name in SECRETS} == {
        *("smtp_password", "zoom_client_secret", "google_client_secret"),
        *("meta_app_secret", "meta_page_token", "meta_verify_token"),
        *("x_api_secret", "x_access_token", "x_access_secret", "tiktok_client_secret"),
    }


def test_the_name_holds_at_once_on_every_page_and_in_every_other_process(app, office, settings):
    other = create_app(settings)
    before = browser_at(other).get("/entrar").text

    answer = save(
        office, "/oficina/nombre", office_name="Prensa de Seguridad", office_phone="444 1"
    )

    assert answer.status_int == 303
    assert "Prensa de Seguridad" not in before
    assert "· Prensa de Seguridad</title>" in office.get("/oficina").text
    assert "· Prensa de Seguridad</title>" in browser_at(other).get("/entrar").text
    close_database(other)


def test_a_worker_works_by_the_settings_of_now(app, office, settings):
    other = create_app(settings)
    save(office, "/oficina/horario", tzid="America/Tijuana")

    with other.app_context():
        kept_settings.follow(other)

    assert services_of(other).zone.key == "America/Tijuana"
    close_database(other)


def test_each_change_is_in_the_history_with_what_it_was(office, boss):
    save(office, "/oficina/nombre", office_name="Prensa")

    db.session.rollback()
    line = db.session.scalars(select(AuditLine).where(AuditLine.action == "setting.change")).one()

    assert (line.person_id, line.before, line.after) == (
        *(boss.id, {"office_name": "SECESP"}, {"office_name": "Prensa"}),
    )
    assert "Nombre de la oficina: SECESP → Prensa" in office.get("/auditoria").text


def test_saving_a_page_as_it_is_changes_nothing(office):
    for path in ("/oficina/nombre", "/oficina/horario"):
        save(office, path)

    assert kept() == []


def test_what_the_server_fixes_is_shown_as_such_and_cannot_be_sent(app, office):
    own = services_of(app)
    own.settings = replace(own.settings, office_name="La del servidor", fixed={"office_name"})
    page = office.get("/oficina/nombre")
    form = form_of(page, "seen")
    sent = dict(form.submit_fields()) | {"office_name": "Otra", "office_phone": "444 123"}

    office.post("/oficina/nombre", sent, status=303)

    assert "office_name" not in form.fields
    assert "Lo fija el servidor (<code>OFFICE_NAME</code>)" in page.text
    assert [one.name for one in kept()] == ["office_phone"]


def test_what_no_longer_fits_the_server_is_left_aside_and_pages_open(app, office, settings, caplog):
    save(office, "/oficina/horario", office_opens="10:00", office_closes="21:00")
    fixed = replace(settings, office_closes="09:00", office_opens="08:00", fixed={"office_closes"})
    other = create_app(fixed)

    page = browser_at(other).get("/entrar")

    assert page.status_int == 200
    assert services_of(other).settings.office_opens == "08:00"
    assert "OFFICE_CLOSES" in services_of(other).memory(kept_settings.KeptSettings).fault
    caplog.clear()
    close_database(other)


@pytest.mark.parametrize(
    ("path", "values", "message"),
    [
        ("/oficina/nombre", {"office_name": " "}, "Escriba el nombre de la oficina."),
        ("/oficina/nombre", {"office_email": "prensa"}, "Escriba un correo completo"),
        ("/oficina/nombre", {"privacy_url": "javascript:alert(1)"}, "empezar con https://"),
        (
            "/oficina/nombre",
            {"office_palette": "propio", "office_colour": "rojo"},
            "Escriba el color con # y seis cifras",
        ),
        ("/oficina/horario", {"office_closes": "07:00"}, "posterior a la de abrir"),
        ("/oficina/horario", {"office_days": []}, "Elija al menos un día."),
        ("/oficina/servidor-de-correo", {"smtp_host": "https://x.mx/"}, "solo el nombre"),
        ("/oficina/servidor-de-correo", {"smtp_host": "x.mx", "smtp_port": "0"}, "de 1 a 65535"),
        (
            "/oficina/servidor-de-correo",
            {"smtp_host": "x.mx", "smtp_security": "none"},
            "este mismo equipo",
        ),
        ("/oficina/zoom", {"zoom_account_id": "a"}, "Pegue el Client ID."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(office, path, values, message):
    answer = save(office, path, **values)

    assert answer.status_int == 422
    assert message in answer.text
    assert kept() == []


def own_styles(page) -> list[str]:
    """Return the styles that stand in a page and are no file's."""
    return [one.get_text() for one in page.html.find_all("style") if not one.has_attr("data-sheet")]


def test_a_colour_of_its_own_stands_in_the_page_and_its_policy_allows_just_that(office, anyone):
    usual = own_styles(anyone.get("/entrar"))
    save(office, "/oficina/nombre", office_palette="propio", office_colour="#0D6E6E")
    page = anyone.get("/entrar")
    save(office, "/oficina/nombre")
    again = kept("office_palette")
    save(office, "/oficina/nombre", office_palette="azul")

    (own,) = own_styles(page)
    digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
    assert usual == own_styles(anyone.get("/entrar")) == []
    assert own == colours.rule("#0d6e6e")
    assert page.html.html["data-palette"] == "propio"
    assert f"'sha256-{digest}'" in page.headers["Content-Security-Policy"]
    assert [one.value for one in again] == ["#0d6e6e"]


def test_two_who_save_at_once_both_see_what_the_other_kept(office):
    form = form_of(office.get("/oficina/nombre"), "seen")
    save(office, "/oficina/nombre", office_name="Primera")
    form["office_name"] = "Segunda"

    answer = form.submit(status="*")

    assert answer.status_int == 409
    assert "Primera" in answer.text


def test_the_logo_is_drawn_anew_and_kept_under_an_address_of_its_own(app, office):
    written = BytesIO()
    Image.new("RGB", (900, 300), "#114488").save(written, "JPEG")

    save(office, "/oficina/nombre", logo=Upload("logo.jpg", written.getvalue()))

    digest = services_of(app).settings.office_logo
    answer = browser_at(app).get(f"/logo/{digest}.png")
    with Image.open(BytesIO(answer.body)) as picture:
        assert (picture.format, picture.size) == ("PNG", (480, 160))
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    save(office, "/oficina/nombre", without_logo=True)
    assert services_of(app).settings.office_logo == ""


def test_a_file_that_is_no_picture_is_refused_beside_its_field(office):
    answer = save(office, "/oficina/nombre", logo=Upload("logo.png", b"<svg/>"))

    assert answer.status_int == 422
    assert "no es un PNG o JPG" in answer.text


def test_only_administrators_arrange_it(browser_of, reading):
    coordinator = browser_of(make_person(db.session, Role.COORDINATOR))

    answers = [coordinator.get(f"/oficina/{one}", status="*") for one in ("nombre", "zoom")]

    assert [one.status_int for one in answers] == [403, 403]


class TestZoom:
    """Zoom is connected on the page: tried before it is kept, and at work without a restart."""

    @pytest.fixture
    def settings(self, settings, vendor):
        """The vendor's addresses, and no credentials."""
        return replace(
            settings,
            zoom_api_base=f"{vendor.url}/v2",
            zoom_oauth_url=f"{vendor.url}/oauth/token",
        )

    def test_credentials_that_zoom_takes_make_rooms_from_then_on(self, app, office, settings):
        other = create_app(settings)
        answer = save(
            office,
            "/oficina/zoom",
            zoom_account_id="emulator",
            zoom_client_id="emulator",
            zoom_client_secret="emulator",
        )
        with other.app_context():
            kept_settings.follow(other)

        assert (answer.status_int, answer.location) == (303, "/licencias/importar")
        assert services_of(other).providers["zoom"].makes_rooms_itself
        (row,) = kept("zoom_client_secret")
        assert (row.value, row.secret) == ("", "emulator")
        close_database(other)

    def test_credentials_that_zoom_refuses_are_not_kept_and_never_shown(self, app, office):
        answer = save(
            office,
            "/oficina/zoom",
            zoom_account_id="a",
            zoom_client_id="b",
            zoom_client_secret=SECRET,
        )

        assert answer.status_int == 422
        assert "No se guardó: " in answer.text
        assert SECRET not in answer.text
        assert not services_of(app).providers["zoom"].makes_rooms_itself
        assert kept() == []
