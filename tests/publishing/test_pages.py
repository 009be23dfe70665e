"""Publications through their forms: what was typed stays, and every button says what it did."""

import pytest

from tests.approvals.conftest import waiting  # noqa: F401
from tests.checklists.working import signed_in
from tests.people import may_write
from tests.publishing.working import HOUR, REEL, ZONE, only, plan, work
from tests.reconciliation.working import form_to
from vc.accounts.models import Role
from vc.channels.models import Mode
from vc.db import db, read_only
from vc.networks.facts import Network
from vc.publishing import proof
from vc.publishing.models import Pause, Publication, PublicationStatus
from vc.services import services_of

S = PublicationStatus


@pytest.fixture
def opened(browser_of):
    """Return a function: a person → their browser; from then on the test only looks."""

    def open_browser(person):
        db.session.commit()
        browser = signed_in(browser_of, person)
        read_only(True)
        db.session.rollback()
        return browser

    return open_browser


def rows() -> list[Publication]:
    """Return the publications as they are in the database."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Publication).order_by(Publication.id).all()


def test_a_clip_goes_to_several_channels_with_one_form(opened, approved, all_channels, author):
    number, ids = approved.id, [one.id for one in all_channels]
    site = only(all_channels, Network.WEBSITE).id
    browser = opened(author)
    page = browser.get(f"/clips/{number}").click("Publicar en canales")
    form = form_to(page, "/publicar")

    # X is off; of the others our own page is marked: a person would have to do the rest.
    assert f"{ids[3]}-is_wanted" not in form.fields
    marked = {name for name, value in form.submit_fields() if name.endswith("-is_wanted")}
    assert marked == {f"{site}-is_wanted"}
    form[f"{ids[0]}-is_wanted"] = form[f"{ids[0]}-is_own"] = True
    form[f"{ids[0]}-text"] = "Texto solo para Facebook"
    page = form.submit().follow()

    assert "Se planearon 2" in page.text
    first, second = rows()
    assert (first.text, second.text) == (
        "Texto solo para Facebook",
        "Cuide su contraseña. #PrevenimosJuntos",
    )
    assert (first.status, second.status) == (S.QUEUED, S.QUEUED)
    page = browser.get(f"/publicaciones/{first.id}")
    assert "El texto de este canal espera aprobación" in page.text


def test_what_is_refused_stays_as_it_was_typed(opened, approved, facebook, author):
    number, channel = approved.id, facebook.id
    browser = opened(author)
    form = form_to(browser.get(f"/clips/{number}/publicar"), "/publicar")
    form[f"{channel}-is_wanted"] = form[f"{channel}-is_own"] = True
    form[f"{channel}-clock"] = "23:30"
    form[f"{channel}-text"] = "Lo que escribí"

    page = form.submit(status=422)

    assert "horas de silencio" in page.text
    assert "Lo que escribí" in page.text
    form = form_to(page, "/publicar")
    assert form[f"{channel}-clock"].value == "23:30"
    assert rows() == []
    form[f"{channel}-insists"] = True
    form.submit().follow()
    # Facebook, and the office's own page, which goes out by itself.
    assert len(rows()) == 2


def test_without_a_channel_nothing_is_planned(opened, approved, all_channels, author):
    number = approved.id
    ids = [one.id for one in all_channels if one.is_on]
    browser = opened(author)
    form = form_to(browser.get(f"/clips/{number}/publicar"), "/publicar")
    for one in ids:
        form[f"{one}-is_wanted"] = False

    assert "Marque al menos un canal" in form.submit(status=422).text


def test_the_preview_follows_what_is_typed(opened, approved, all_channels, author):
    number, ids = approved.id, [one.id for one in all_channels]
    browser = opened(author)
    form = form_to(browser.get(f"/clips/{number}/publicar"), "/publicar")
    token = form["csrf_token"].value

    page = browser.post(
        f"/clips/{number}/publicar/{ids[1]}/vista",
        {
            "csrf_token": token,
            f"{ids[1]}-is_own": "y",
            f"{ids[1]}-text": "a" * 130 + " #a #b #c #d #e #f",
        },
    )

    assert "… ver más" in page.text
    assert "148 de 2,200" in page.text
    assert "5 etiquetas cuando mucho" in page.text


def test_what_a_post_on_x_costs_is_told_before_it_is_planned(
    opened, approved, all_channels, author
):
    channel = only(all_channels, Network.X)
    channel.is_on, channel.mode = True, Mode.API
    number, first = approved.id, channel.id
    browser = opened(author)
    token = form_to(browser.get(f"/clips/{number}/publicar"), "/publicar")["csrf_token"].value

    def preview(text: str) -> str:
        words = {"csrf_token": token, "text": text, f"{first}-film": "full 16:9"}
        words |= {f"{first}-day": "2031-03-05", f"{first}-clock": "10:00"}
        return browser.post(f"/clips/{number}/publicar/{first}/vista", words).text

    assert "X cobra 0.015 USD" in preview("Hola")
    page = preview("Vea https://secesp.example/aviso")
    assert "X cobra 0.20 USD" in page
    assert "quítela o confirme que la quiere" in page


def test_the_same_text_twice_in_thirty_days_is_told(
    opened, context, approved, facebook, author, clock
):
    plan(context(), approved, facebook, clock() + HOUR)
    number, channel = approved.id, facebook.id
    browser = opened(author)
    form = form_to(browser.get(f"/clips/{number}/publicar"), "/publicar")
    assert not form[f"{channel}-is_wanted"].checked
    fields = [(name, value) for name, value in form.submit_fields()]

    page = browser.post(f"/clips/{number}/publicar/{channel}/vista", fields)

    assert "Este mismo texto ya está planeado en Facebook" in page.text
    assert "Este mismo archivo ya está planeado en Facebook" in page.text


def test_a_person_publishes_by_hand_with_everything_on_one_page(
    app, opened, context, approved, facebook, author, clock, network_pages
):
    row = plan(context(), approved, facebook, clock() + HOUR)
    number = row.id
    clock.advance(hours=1)
    work(app, row)
    browser = opened(author)

    page = browser.get(f"/publicaciones/{number}")
    assert "Publíquelo ahora" in page.text
    assert page.html.select_one("#texto").text == "Cuide su contraseña. #PrevenimosJuntos"
    assert page.html.select_one("img.qr")["src"].startswith("data:image/svg+xml")
    form = form_to(page, "/enlace")
    form["permalink_url"] = "https://www.facebook.com/secespslp"
    page = form.submit(status=422)
    assert "no de una publicación" in page.text
    form = form_to(page, "/enlace")
    assert form["permalink_url"].value == "https://www.facebook.com/secespslp"
    form["permalink_url"] = REEL
    page = form.submit().follow()
    assert "Comprobando el enlace" in page.text

    network_pages.answers["/reel/1234567890"] = 200
    with may_write():
        work(app, rows()[0])
    read_only(True)
    assert "Publicada" in browser.get(f"/publicaciones/{number}").text
    assert rows()[0].status is S.PUBLISHED


def test_the_board_shows_causes_and_queues_them_again_at_once(
    app, opened, context, approved, facebook, reviewer, clock
):
    facebook.most_per_day = 9
    made = [
        plan(context(), approved, facebook, clock() + hours * HOUR, insists=True)
        for hours in (1, 2)
    ]
    clock.advance(hours=9)
    for one in made:
        work(app, one)
    browser = opened(reviewer)

    page = browser.get("/publicaciones")
    assert "Por qué no salieron" in page.text
    form = form_to(page, "/reintentar")
    page = form.submit().follow()

    assert "Volvieron 2 a la cola" in page.text
    first, second = rows()
    assert first.status is second.status is S.QUEUED
    assert second.publish_after - first.publish_after >= 3 * HOUR


def test_everything_is_held_and_let_go_from_the_board(
    opened, context, approved, facebook, reviewer, clock
):
    plan(context(), approved, facebook, clock() + HOUR)
    browser = opened(reviewer)
    form = form_to(browser.get("/publicaciones"), "/pausas")
    page = form.submit(status=422)
    assert "Escriba por qué" in page.text
    form = form_to(page, "/pausas")
    form["reason"] = "Luto"
    page = form.submit().follow()
    assert "En pausa: todos los canales" in page.text
    assert rows()[0].status is S.PAUSED

    page = form_to(page, "/terminar").submit().follow()

    assert "Terminó la pausa" in page.text
    assert rows()[0].status is S.QUEUED
    assert db.session.query(Pause).one().lifted_at is not None


def test_the_plan_shows_clashes_and_moves(opened, context, approved, facebook, author, clock):
    plan(context(), approved, facebook, clock() + HOUR)
    near = plan(context(), approved, facebook, clock() + 2 * HOUR, insists=True)
    number = near.id
    browser = opened(author)
    page = browser.get("/publicaciones/plan")
    assert page.text.count("demasiado cerca") >= 2
    assert "Sitio web: nada en las semanas del" in page.text
    token = page.html.select_one("[data-plan]")["data-csrf"]

    answer = browser.post(
        f"/publicaciones/{number}/mover",
        {"csrf_token": token, "day": "2031-03-07", "seen": _seen(page, number)},
        headers={"Accept": "application/json"},
    )
    assert answer.json["message"] == "Se movió la publicación."
    answer = browser.post(
        f"/publicaciones/{number}/mover",
        {"csrf_token": token, "day": "2031-03-08", "seen": _seen(page, number)},
        headers={"Accept": "application/json"},
        status=422,
    )
    assert "Alguien más cambió esto" in answer.json["message"]
    page = browser.get("/publicaciones/plan")
    assert rows()[1].publish_after == clock() + 2 * HOUR + 72 * HOUR
    answer = browser.post(
        f"/publicaciones/{number}/mover",
        {"csrf_token": token, "day": "2031-03-01", "seen": _seen(page, number)},
        headers={"Accept": "application/json"},
        status=422,
    )
    assert "ya pasó" in answer.json["message"]
    assert "demasiado cerca" not in browser.get("/publicaciones/plan?mes=2031-03").text


def test_a_move_is_taken_back_from_the_plan_as_long_as_nothing_else_changed(
    opened, context, approved, facebook, author, clock
):
    number = plan(context(), approved, facebook, clock() + HOUR).id
    browser = opened(author)

    def moved(day: str):
        form = form_to(browser.get("/publicaciones/plan"), f"/{number}/mover")
        form["day"], form["clock"] = day, "11:00"
        return form.submit().follow()

    page = moved("2031-03-07")
    assert page.request.path == "/publicaciones/plan"
    toast = page.html.select_one("[data-toast]")
    assert "pasó al" in toast.text
    page = _undo_of(page).submit().follow()
    assert "La publicación volvió a su hora" in page.text
    assert rows()[0].publish_after == clock() + HOUR

    old = _undo_of(moved("2031-03-08"))
    moved("2031-03-10")
    page = old.submit().follow()
    assert "Alguien más cambió esta publicación" in page.text
    assert f"{rows()[0].publish_after.astimezone(ZONE):%d %H:%M}" == "10 11:00"


def _undo_of(page):
    """Return the form of what was just done, which takes it back."""
    return next(one for one in page.forms.values() if "/deshacer?" in one.action)


def _seen(page, number: int) -> str:
    """Return which time of a publication a plan shows, as it sends it along."""
    return page.html.find(attrs={"data-move": f"/publicaciones/{number}/mover"})["data-seen"]


def test_the_text_of_a_channel_is_approved_by_somebody_else(
    opened, context, approved, facebook, author, reviewer, clock
):
    row = plan(context(), approved, facebook, clock() + HOUR, text="Otra cosa")
    number = row.id
    mine = opened(author)
    assert "/texto" not in mine.get(f"/publicaciones/{number}").text
    theirs = opened(reviewer)

    page = form_to(theirs.get(f"/publicaciones/{number}"), "/texto").submit().follow()

    assert "El texto quedó aprobado" in page.text
    assert "espera aprobación" not in page.text


def test_it_is_taken_down_by_its_page_with_a_picture_as_proof(
    app, opened, context, approved, facebook, author, clock, network_pages
):
    network_pages.answers["/reel/1234567890"] = 200
    row = plan(context(), approved, facebook, clock() + HOUR)
    number = row.id
    proof.report(context(), row, REEL)
    db.session.commit()
    work(app, row)
    browser = opened(author)
    form = form_to(browser.get(f"/publicaciones/{number}"), "/retirar")
    form["why"] = "Una queja"
    page = form.submit().follow()
    assert "Hay que retirarla antes de las 13:00 h" in page.text
    form = form_to(page, "/retirar/listo")
    page = form.submit(status=422)
    assert "Escriba cómo lo comprobó" in page.text

    form = form_to(page, "/retirar/listo")
    form["proof"] = "Da error 404"
    form["file"] = ("captura.png", b"\x89PNG\r\n\x1a\n picture", "image/png")
    page = form.submit().follow()

    assert "Retirada" in page.text
    (row,) = rows()
    assert row.status is S.RETRACTED
    assert services_of(app).store.open(row.retract_key).read().startswith(b"\x89PNG")


def test_figures_are_typed_and_summed(
    app, opened, context, approved, facebook, author, clock, network_pages
):
    network_pages.answers["/reel/1234567890"] = 200
    row = plan(context(), approved, facebook, clock() + HOUR)
    number = row.id
    proof.report(context(), row, REEL)
    db.session.commit()
    work(app, row)
    clock.advance(days=1)
    browser = opened(author)
    assert "Faltan cifras" in browser.get("/publicaciones/cifras").text
    for moment, views in (("1h", "100"), ("24h", "1500")):
        form = form_to(browser.get(f"/publicaciones/{number}"), "/cifras")
        form["moment"], form["views"] = moment, views
        form.submit().follow()

    page = browser.get("/publicaciones/cifras")

    assert "1,500" in page.text
    assert "Faltan cifras" not in page.text


def test_whoever_only_looks_gets_no_buttons(opened, browser_of, context, approved, facebook, clock):
    row = plan(context(), approved, facebook, clock() + HOUR)
    number = row.id
    db.session.rollback()
    browser = browser_of(Role.VIEWER)
    read_only(True)

    for path in ("/publicaciones", "/publicaciones/plan", f"/publicaciones/{number}", "/canales"):
        page = browser.get(path)
        actions = [form.action for form in page.forms.values() if form.method == "POST"]
        assert set(actions) <= {"/salir"}, path


def test_it_is_changed_by_its_form(opened, context, approved, facebook, author, clock):
    row = plan(context(), approved, facebook, clock() + HOUR)
    number = row.id
    browser = opened(author)
    form = form_to(browser.get(f"/publicaciones/{number}").click("Cambiar"), "/cambiar")
    assert form["film"].value == "full 16:9"
    form["clock"] = "18:00"
    form["embargo_day"], form["embargo_clock"] = "2031-03-05", "09:00"

    form.submit().follow()

    (row,) = rows()
    assert row.publish_after == clock() + 8 * HOUR
    assert row.due_at == row.embargo_until == clock() + 23 * HOUR
    form = form_to(browser.get(f"/publicaciones/{number}/cambiar"), "/cambiar")
    assert form["embargo_day"].value == "2031-03-05"
    old = form_to(browser.get(f"/publicaciones/{number}/cambiar"), "/cambiar")
    form["clock"] = "18:30"
    form.submit()
    old["text"] = "Lo que escribí"
    page = old.submit(status=409)
    assert "Alguien más cambió" in page.text
    assert page.html.find(id="text").text.strip() == "Lo que escribí"
    assert page.html.find(id="text-beside").get_text().startswith("Guardado ahora: ")
    form_to(page, "/cambiar").submit(status=303)
    assert rows()[0].text == "Lo que escribí"


def test_one_clip_is_one_card_however_many_channels_it_goes_to_at_that_hour(
    opened, context, approved, facebook, site, reviewer, clock
):
    at = clock() + HOUR
    plan(context(), approved, facebook, at)
    plan(context(), approved, site, at, insists=True)
    plan(context(), approved, facebook, clock() + 9 * 24 * HOUR, insists=True)

    page = opened(reviewer).get("/publicaciones")

    columns = {one.h2.get_text(" ", strip=True): one for one in page.html.select(".board section")}
    assert [name for name in columns if not name.endswith(" 0")] == ["Hoy y mañana 2", "Después 1"]
    (card,) = columns["Hoy y mañana 2"].select(".pub")
    assert [one["aria-label"] for one in card.select(".net")] == [
        facebook.name,
        f"{approved.title} en {site.name}",
    ]


def test_what_was_taken_out_has_a_page_of_its_own(
    opened, context, approved, facebook, reviewer, clock
):
    made = plan(context(), approved, facebook, clock() + HOUR)
    browser = opened(reviewer)
    assert "Nada retirado" in browser.get("/publicaciones?ver=retiradas").text
    form_to(browser.get(f"/publicaciones/{made.id}"), "/quitar").submit()

    page = browser.get("/publicaciones?ver=retiradas")

    assert approved.title in page.html.select_one(".rows").get_text()
    assert page.html.select(".board .pub") == []
