"""The pages of licences and connections, through their forms and over real HTTP to the emulator."""

import pytest
import requests
from sqlalchemy import select
from webtest import TestApp

from tests.booking.sessions import make_licence
from tests.conftest import make_settings
from tests.people import may_write
from tests.vendor import zoom_at
from vc.accounts.models import Role
from vc.audit import AuditLine
from vc.db import db
from vc.licences.models import Licence, LicenceBlock, LicenceUse


@pytest.fixture
def settings(tmp_path, vendor):
    """Settings that point Zoom at the emulator."""
    return make_settings(tmp_path, **zoom_at(vendor))


@pytest.fixture
def office(browser_of, reading) -> TestApp:
    """A coordinator's browser."""
    return browser_of(Role.COORDINATOR)


def form_with(page, name: str):
    """Return the form that has a field of that name."""
    return next(form for form in page.forms.values() if name in form.fields)


def licences() -> list[Licence]:
    """Return the licences that are stored."""
    db.session.rollback()
    return list(db.session.scalars(select(Licence).order_by(Licence.id)))


def test_an_empty_list_says_what_to_do(office):
    assert "Todavía no hay cuentas" in office.get("/licencias").text


def test_importing_proposes_what_the_vendor_says_of_each_licensed_account(office):
    page = office.get("/licencias/importar")
    form = form_with(page, "email")

    form.submit().follow()

    found = {one.account_email: one for one in licences()}
    assert set(found) == {f"{name}@secesp.example" for name in ("sala1", "sala2", "sala3", "foros")}
    assert found["foros@secesp.example"].kinds == {"meeting", "webinar", "recording", "streaming"}
    assert found["sala2@secesp.example"].largest_audience == 300
    assert (found["sala1@secesp.example"].capacity, found["sala1@secesp.example"].buffer_min) == (
        1,
        15,
    )


def test_what_is_here_already_is_not_proposed_again(office):
    make_licence("sala1@secesp.example")

    page = office.get("/licencias/importar")

    assert 'value="sala1@secesp.example"' not in page.text
    assert 'value="sala2@secesp.example"' in page.text


def test_only_what_was_ticked_is_added(office):
    form = form_with(office.get("/licencias/importar"), "email")
    for box in form.fields["email"]:
        box.checked = box._value == "sala3@secesp.example"

    form.submit()

    assert [one.account_email for one in licences()] == ["sala3@secesp.example"]


def test_a_vendor_that_does_not_answer_is_said_in_words(office, vendor):
    vendor.fail("list_users", "500", times=10)

    page = office.get("/licencias/importar")

    assert "No se pudo leer la lista de Zoom" in page.text


def add(office: TestApp, **values: str):
    """Fill and send the form that adds a licence."""
    form = form_with(office.get("/licencias/nueva"), "account_email")
    known = {"label": "Sala 9", "account_email": "sala9@secesp.example", "platform": "zoom"}
    for name, value in (known | values).items():
        form[name] = value
    return form.submit(status="*")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("label", ""),
        ("account_email", "no es correo"),
        ("capacity", "0"),
        ("largest_audience", "0"),
        ("buffer_min", "-1"),
    ],
)
def test_a_licence_that_cannot_be_gets_a_message_and_keeps_what_was_typed(office, field, value):
    page = add(office, **{"label": "Sala 9", field: value})

    assert page.html.find(id=f"{field}-error") is not None
    assert form_with(page, "account_email")[field].value == value
    assert licences() == []


def test_the_same_account_cannot_be_added_twice(office):
    add(office)

    page = add(office, label="Otra")

    assert page.status_int == 422
    assert "Ya está en la lista una cuenta con ese correo." in page.text
    assert len(licences()) == 1


def test_changing_a_licence_leaves_its_line_and_makes_it_usable_again(office):
    licence_id = make_licence(unusable_reason="Zoom ya no la reconoce.").id
    form = form_with(office.get(f"/licencias/{licence_id}"), "account_email")
    form["buffer_min"] = "30"

    form.submit(status=303)

    one = licences()[0]
    line = db.session.scalar(select(AuditLine).where(AuditLine.action == "licence.change"))
    assert (one.buffer_min, one.unusable_reason) == (30, "")
    assert (line.before["buffer_min"], line.after["buffer_min"]) == (15, 30)


def test_two_who_edit_the_same_licence_do_not_write_over_each_other(office):
    licence_id = make_licence().id
    first = form_with(office.get(f"/licencias/{licence_id}"), "account_email")
    second = form_with(office.get(f"/licencias/{licence_id}"), "account_email")
    first["label"], second["label"] = "Primera", "Segunda"
    first.submit(status=303)

    page = second.submit(status=409)

    assert "Alguien más cambió esta cuenta" in page.text
    assert licences()[0].label == "Primera"


def test_a_licence_is_blocked_for_whole_days_and_freed_again(office):
    licence_id = make_licence().id
    form = form_with(office.get(f"/licencias/{licence_id}"), "starts_on")
    form["starts_on"], form["ends_on"], form["reason"] = "2031-04-01", "2031-04-02", "Renovación"

    page = form.submit().follow()

    db.session.rollback()
    block = db.session.scalars(select(LicenceBlock)).one()
    assert block.starts_at.isoformat() == "2031-04-01T06:00:00+00:00"
    assert block.ends_at.isoformat() == "2031-04-03T06:00:00+00:00"
    free = next(form for form in page.forms.values() if form.action.endswith("/quitar"))
    free.submit()
    db.session.rollback()
    assert db.session.scalars(select(LicenceBlock)).all() == []


def test_a_block_of_days_that_are_over_is_refused(office):
    licence_id = make_licence().id
    form = form_with(office.get(f"/licencias/{licence_id}"), "starts_on")
    form["starts_on"], form["ends_on"], form["reason"] = "2030-04-01", "2030-04-02", "Renovación"

    assert "Esos días ya pasaron" in form.submit(status=422).text


def test_an_account_that_can_host_nothing_is_refused(office):
    form = form_with(office.get("/licencias/nueva"), "label")
    form["label"], form["account_email"] = "Sala 1", "sala1@secesp.example"
    form["has_meeting"] = False

    page = form.submit(status=422)

    assert "Marque reuniones, seminarios web o ambos" in page.text
    form = form_with(page, "label")
    form["has_webinar"] = True
    form.submit(status=303)


def test_a_block_that_ends_before_it_begins_is_refused(office):
    licence_id = make_licence().id
    form = form_with(office.get(f"/licencias/{licence_id}"), "starts_on")
    form["starts_on"], form["ends_on"], form["reason"] = "2031-04-05", "2031-04-02", "Al revés"

    page = form.submit(status=422)

    assert "El último día no puede ser anterior al primero." in page.text
    assert form_with(page, "starts_on")["reason"].value == "Al revés"


def test_the_page_shows_today_s_changes_and_at_what_hour_they_reset(office, clock):
    licence_id = make_licence().id
    with may_write():
        db.session.add(LicenceUse(licence_id=licence_id, used_on=clock().date(), writes=37))
        db.session.commit()
        db.session.rollback()

    page = office.get("/licencias")

    assert "37 de 100" in page.text
    assert "Los cambios se cuentan de nuevo a las 18:00 h." in page.text


def test_the_connection_can_be_tried(office):
    page = form_for(office.get("/integraciones"), "/integraciones/zoom/probar").submit()

    assert "La conexión funciona" in page.text


def test_permissions_that_are_missing_are_named(office, vendor):
    scopes = ["meeting:write:meeting:admin", "user:read:list_users:admin"]
    requests.post(f"{vendor.url}/_emulator/scopes", json={"scopes": scopes}, timeout=60)

    page = form_for(office.get("/integraciones"), "/integraciones/zoom/probar").submit()

    found = page.html.find(class_="callout").get_text(" ", strip=True)
    assert "Hay que revisar la conexión" in found
    assert "No se podrá crear, cambiar ni cancelar reuniones" in found
    assert "meeting:delete:meeting:admin" in found
    assert "meeting:write:meeting:admin" not in found


def form_for(page, action: str):
    """Return the form that is sent to that address."""
    return next(form for form in page.forms.values() if form.action == action)


def test_an_import_that_is_sent_twice_adds_each_account_once(office):
    one, late = (form_with(office.get("/licencias/importar"), "email") for _ in range(2))

    one.submit().follow()
    late.submit().follow()

    accounts = [found.account_email for found in licences()]
    assert (len(accounts), len(set(accounts))) == (4, 4)
