"""Reports through their pages: what they count, what opens it, and that frozen means frozen."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete, select, update

from tests.checklists.working import signed_in
from tests.people import make_person, may_write
from tests.reconciliation.working import form_to
from tests.reports.working import ZONE, counted, emergency, held, out
from vc.accounts.models import Person, Role
from vc.attendance.models import Attendance, Registration, RegistrationStatus
from vc.booking.models import Event, EventKind
from vc.booking.states import EventStatus
from vc.channels import service as channels
from vc.db import db, read_only
from vc.licences.models import Platform
from vc.live.models import Broadcast, BroadcastMode, BroadcastStatus
from vc.networks.facts import Network
from vc.programme.held import KINDS
from vc.publishing.models import Publication
from vc.reports import service
from vc.reports.models import Report, ReportStatus
from vc.reports.snapshot import sha256_of
from vc.services import services_of
from vc.states import advance

MARCH, PATH = "2031-03", "/informes/2031-03"
BY_HAND = {"platform": Platform.OTHER, "pasted_url": "https://example.org/sala"}
SECRET_NAME = "Guillermina Olvera"


def local(day: int, hour: int, month: int = 3) -> datetime:
    """Return an hour of the office's."""
    return datetime(2031, month, day, hour, tzinfo=ZONE)


@pytest.fixture
def boss(approved_story, context) -> Person:
    """A coordinator."""
    return make_person(db.session, Role.COORDINATOR, name="Cora Coordinadora")


@pytest.fixture
def march(app, approved_story, boss, clock):
    """A March in which something of each kind happened; now it is the second of April."""
    talk = held(app, boss, local(10, 10), municipality="San Luis Potosí", **BY_HAND)
    late = held(app, boss, local(31, 23), municipality="san luis  potosi", **BY_HAND)
    following = held(app, boss, local(1, 0, 4), **BY_HAND)
    silent = held(app, boss, local(13, 10), municipality="Rioverde", **BY_HAND)
    off = held(app, boss, local(11, 10), **BY_HAND)
    advance(off, EventStatus.CANCELLED, now=clock())
    db.session.commit()
    own = held(
        app, boss, local(12, 10), summary=f"Entrevista a {SECRET_NAME}",
        kind=EventKind.INTERVIEW, **BY_HAND,
    )  # fmt: skip
    own.meeting.started_at = own.starts_at
    counted(talk, 40, 35)
    counted(late, 12, 12)
    counted(following, 3, 3)
    db.session.add(
        Broadcast(
            event_id=talk.id,
            mode=BroadcastMode.BY_HAND,
            status=BroadcastStatus.ARCHIVED,
            title="Plática",
            planned_at=clock(),
            reach=900,
            views=400,
            peak_viewers=55,
        )
    )
    db.session.add(
        Registration(
            event_id=talk.id,
            email="guillermina@example.org",
            name=SECRET_NAME,
            status=RegistrationStatus.CONFIRMED,
            token="t",
            token_hash="h" * 64,
            consented_at=clock(),
            created_at=clock(),
        )
    )
    made = channels.add_first(db.session(), now=clock(), by=boss)
    facebook = next(one for one in made if one.network is Network.FACEBOOK)
    clip = approved_story.row("clip")
    row = out(clip, facebook.id, local(20, 12), views=300, reach=700)
    emergency(clip, local(19, 9))
    db.session.commit()
    clock.now = local(2, 9, 4).astimezone(UTC)
    return {"talk": talk, "late": late, "interview": own, "silent": silent, "publication": row}


@pytest.fixture
def browser(browser_of, march, boss):
    """The coordinator's browser, after March."""
    opened = signed_in(browser_of, boss)
    read_only(True)
    db.session.rollback()
    return opened


def figures(page):
    """Return the figures of a report's page, each by its part and title."""
    return {
        (part["id"], one.dt.text): one.dd.find(string=True).strip()
        for part in page.html.select("section.panel[id]")
        for one in part.select(".report-figures > div")
    }


def kept() -> Report:
    """Return the newest version of March, as the database has it."""
    db.session.rollback()
    query = select(Report).where(Report.period == MARCH).order_by(Report.version.desc())
    return db.session.scalars(query.limit(1)).one()


def comment_form(browser):
    """Return the form that comments on March."""
    page = browser.get(f"{PATH}/comentario")
    return next(form for form in page.forms.values() if "text" in form.fields)


def frozen(browser) -> Report:
    """Freeze March by its button."""
    form_to(browser.get(PATH), f"{PATH}/congelar").submit().follow()
    return kept()


def test_a_month_counts_what_took_place_in_it_by_the_offices_clock(browser):
    shown = figures(browser.get(PATH))

    # The talks, the interview and what the clip was cut of: that of the first of April at 0:00 is
    # not, nor is the one of which nothing shows that it took place.
    assert shown["sessions", "Sesiones realizadas"] == "4"
    assert shown["sessions", "Sesiones canceladas"] == "1"
    assert shown["sessions", "Horas de sesión"] == "4.0 h"
    assert shown["attendance", "Asistentes"] == "52"
    assert shown["attendance", "Máximo a la vez"] == "35"
    # However its name is written.
    assert shown["municipalities", "Municipios atendidos"] == "1"
    assert shown["lives", "Alcance en vivo"] == "900"
    assert shown["clips", "Clips publicados"] == "1"
    assert shown["publications", "Vistas"] == "300"
    assert shown["emergencies", "Aprobaciones de emergencia"] == "1"
    assert figures(browser.get("/informes/2031"))["sessions", "Sesiones realizadas"] == "5"
    assert figures(browser.get("/informes/2031-T2"))["sessions", "Sesiones realizadas"] == "1"


def test_what_nothing_shows_to_have_been_held_is_told_apart_and_counts_in_no_other_figure(
    browser, march
):
    shown = figures(browser.get(PATH))
    assert shown["sessions", "Sesiones sin comprobar"] == "1"
    rows = browser.get(f"{PATH}/filas/sessions?cifra=unproven").html.select("main tbody tr")
    assert [one.th.text for one in rows] == [f"{march['silent'].folio} {march['silent'].summary}"]
    with may_write():
        counted(db.session.merge(march["silent"]), 7, 7)

    shown = figures(browser.get(PATH))

    assert shown["sessions", "Sesiones sin comprobar"] == "0"
    assert shown["sessions", "Sesiones realizadas"] == "5"
    assert shown["municipalities", "Municipios atendidos"] == "2"


def test_what_it_calls_held_is_what_the_programme_calls_proven(browser, march):
    told = json.loads(db.session.get_one(Report, frozen(browser).id).content)
    (part,) = (one for one in told["parts"] if one["key"] == "sessions")
    spans = local(1, 0).astimezone(UTC), local(1, 0, 4).astimezone(UTC)

    pieces = [one for kind in KINDS for one in kind.pieces(db.session(), *spans)]

    for figure, is_proven in (("held", True), ("unproven", False)):
        rows = {one["key"] for one in part["rows"] if figure in one["counted"]}
        assert rows == {one.key for one in pieces if one.is_proven is is_proven}
        assert rows


def test_what_lasts_is_not_held_yet_and_a_correction_counts_before_the_vendor(
    browser, march, clock
):
    clock.now = local(31, 23).astimezone(UTC)
    assert figures(browser.get(PATH))["sessions", "Sesiones realizadas"] == "3"
    clock.now = local(2, 9, 4).astimezone(UTC)
    with may_write():
        db.session.execute(update(Attendance).values(corrected=5))
        db.session.commit()

    assert figures(browser.get(PATH))["attendance", "Asistentes"] == "10"


def test_each_number_opens_the_rows_that_it_counts(browser):
    page = browser.get(PATH)
    links = page.html.select("main section.panel a, .report-top a")
    opened = {one["href"]: one for one in links if "/filas/" in one["href"]}

    assert len(opened) > 20
    for address, link in opened.items():
        rows = browser.get(address).html.select("main tbody tr")
        assert rows, address
        is_count = any(
            key in address for key in ("held", "unproven", "cancelled", "made", "published", "out")
        )
        if is_count and link.text.strip().isdecimal() and "renglon" not in address:
            assert len(rows) == int(link.text), address


def test_a_row_leads_to_its_page(browser, march):
    rows = browser.get(f"{PATH}/filas/sessions?cifra=held&renglon=talk")

    assert rows.click(href=f"/sesiones/{march['talk'].id}$").status_int == 200


def test_a_number_says_how_it_compares_in_words_beside_its_shape(browser):
    page = browser.get("/informes/2031-04")
    top = page.html.select_one(".report-top a").text

    assert "3 menos que en marzo" in top
    assert "▼" in top
    assert "1 más que en abril de 2030" in top


def test_what_is_frozen_stays_whatever_becomes_of_the_rows(browser, march):
    report = frozen(browser)
    page, content = browser.get(PATH), db.session.get_one(Report, report.id).content
    before, digest = figures(page), report.sha256
    files = {kind: browser.get(f"{PATH}.{kind}").body for kind in ("pdf", "csv")}
    assert digest == sha256_of(content)
    with may_write():
        db.session.rollback()
        db.session.execute(update(Event).values(summary="Otro título", municipality="Rioverde"))
        db.session.execute(delete(Attendance))
        db.session.execute(
            update(Publication).values(published_at=local(1, 9, 4).astimezone(UTC), title="Otra")
        )
        advance(
            db.session.get_one(Event, march["late"].id), EventStatus.CANCELLED, now=local(2, 9, 4)
        )
        db.session.commit()

    again = browser.get(PATH)

    assert figures(again) == before
    assert "Dice lo mismo que ese día." in again
    assert (kept().content, kept().sha256) == (content, digest)
    assert {kind: browser.get(f"{PATH}.{kind}").body for kind in files} == files
    rows = browser.get(f"{PATH}/filas/sessions?cifra=held")
    assert "Otro título" not in rows.html.select_one("main").text
    assert len(rows.html.select("main tbody tr")) == 4


def test_its_bytes_are_canonical(browser):
    content = db.session.get_one(Report, frozen(browser).id).content
    told = json.loads(content)

    assert (
        content
        == json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    )
    assert (told["frozen_by"], told["version"]) == ("Cora Coordinadora", 1)
    assert told["span"] == {"start": "2031-03-01T06:00:00Z", "end": "2031-04-01T06:00:00Z"}


def test_bytes_that_somebody_altered_are_told_apart(browser):
    report = frozen(browser)
    with may_write():
        altered = report.content.replace(b"Cora", b"Sara")
        db.session.execute(update(Report).values(content=altered))
        db.session.commit()

    page = browser.get(PATH)

    assert "se alteró después de congelarse" in page
    assert "Dice lo mismo que ese día." not in page


def test_no_name_of_a_person_outside_is_frozen(browser, march):
    content = db.session.get_one(Report, frozen(browser).id).content.decode()

    assert SECRET_NAME not in content
    assert "guillermina" not in content.lower()
    assert f"{march['interview'].folio} Entrevista" in content


def test_it_is_frozen_once_and_only_when_its_time_is_over(browser, boss):
    early = browser.get("/informes/2031-04")
    assert not early.html.select("form[action$='/congelar']")
    token = form_to(browser.get(PATH), f"{PATH}/congelar")["csrf_token"].value
    refused = browser.post("/informes/2031-04/congelar", {"csrf_token": token}, status=422)
    assert "se podrá congelar desde el 1 de mayo" in refused
    frozen(browser)

    again = browser.post(f"{PATH}/congelar", {"csrf_token": token}, status=422)

    assert "haga la versión 2" in again


def test_a_correction_is_another_version_and_the_first_stays_readable(browser):
    form = comment_form(browser)
    form["text"] = "Hubo veda."
    form.submit().follow()
    first = frozen(browser)
    content = db.session.get_one(Report, first.id).content
    with may_write():
        db.session.execute(update(Attendance).values(corrected=100))
        db.session.commit()

    page = browser.get(f"{PATH}/corregir")
    form = next(form for form in page.forms.values() if "reason" in form.fields)
    assert "Escriba qué corrige" in form.submit(status=422)
    form["reason"] = "Faltaba una lista."
    page = form.submit().follow()

    assert figures(page)["attendance", "Asistentes"] == "200"
    assert "Corrige: Faltaba una lista." in page
    assert "Hubo veda." in page
    second = frozen(browser)
    assert second.version == 2
    old = browser.get(f"{PATH}?version=1")
    assert figures(old)["attendance", "Asistentes"] == "52"
    assert db.session.get_one(Report, first.id).content == content
    rows = browser.get(f"{PATH}/filas/attendance?cifra=people&version=1")
    assert "40 personas" in rows
    assert browser.get(f"{PATH}?version=3", status=404)


def test_nobody_writes_into_what_is_frozen(browser):
    form = comment_form(browser)
    frozen(browser)
    form["text"] = "Después"

    assert "no cambia" in form.submit(status=422)


def test_two_who_comment_at_once_lose_nothing(browser):
    form = comment_form(browser)
    other = comment_form(browser)
    other["text"] = "Lo primero"
    other.submit().follow()
    form["text"] = "Lo segundo"

    refused = form.submit(status=409)

    assert "Lo primero" in refused
    assert "Lo segundo" in refused


def test_a_draft_begins_by_itself_waits_for_a_coordinator_and_is_done_once_frozen(
    app, browser, boss
):
    with may_write():
        service.begin_due(db.session(), services_of(app))
        service.begin_due(db.session(), services_of(app))
    begun = db.session.scalars(select(Report)).all()
    # Nothing was done in the year before; the quarter is over as the month is.
    assert sorted((one.period, one.status) for one in begun) == [
        ("2031-03", ReportStatus.DRAFT),
        ("2031-T1", ReportStatus.DRAFT),
    ]

    waiting = browser.get("/pendientes")
    assert "Informe de marzo de 2031" in waiting
    page = waiting.click("Informe de marzo de 2031")
    form_to(page, f"{PATH}/congelar").submit().follow()

    assert "Informe de marzo de 2031" not in browser.get("/pendientes")


def test_the_first_of_a_month_is_the_offices_and_not_that_of_the_server(app, browser, clock):
    # In UTC it is April by then.
    clock.now = local(31, 20).astimezone(UTC)
    with may_write():
        service.begin_due(db.session(), services_of(app))

    assert db.session.scalars(select(Report)).all() == []


def test_everybody_reads_and_only_coordination_writes(browser, browser_of):
    viewer = browser_of(Role.VIEWER)
    page = viewer.get(PATH)

    assert figures(page) == figures(browser.get(PATH))
    assert not page.html.select("form[action$='/congelar']")
    assert not page.html.select("a[href$='/comentario']")
    assert viewer.get(f"{PATH}/comentario", status=403)
    assert "Informe" not in viewer.get("/pendientes").html.select_one("main").text


def test_it_is_reached_from_figures_from_the_office_and_by_the_search(browser):
    assert browser.get("/publicaciones/cifras").click("Informes").status_int == 200
    assert browser.get("/oficina").click("Informes").status_int == 200
    index = browser.get("/informes")
    assert index.click("Marzo de 2031").status_int == 200
    found = browser.get("/buscar", params={"q": "informe mensual"})
    assert "/informes" in {one["href"] for one in found.html.select("main a")}


def test_what_names_no_report_is_not_found(browser):
    for path in ("/informes/2031-13", "/informes/2031-T5", "/informes/x", "/informes/2032-01",
                 f"{PATH}/filas/nada", f"{PATH}.doc"):  # fmt: skip
        browser.get(path, status=404)


def test_the_workbook_has_native_values_and_no_formula(browser, march):
    with may_write():
        db.session.execute(update(Event).where(Event.id == march["talk"].id).values(summary="=1+1"))
        db.session.execute(
            update(Event).where(Event.id == march["talk"].id).values(municipality="=HYPERLINK(1)")
        )
        db.session.commit()
    book = load_workbook(io.BytesIO(browser.get(f"{PATH}.xlsx").body))

    titles = [one.text for one in browser.get(PATH).html.select("section.panel[id] h2")]
    # None is longer than the 31 signs that a sheet's name may have.
    assert book.sheetnames == ["Resumen", *titles[1:]]
    summary = {row[1].value: row[2] for row in book["Resumen"].iter_rows(min_row=2)}
    assert summary["Sesiones realizadas"].value == 4
    assert summary["Horas de sesión"].number_format == "0.0"
    assert all(sheet.freeze_panes for sheet in book)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n", "d"}
    whens = [row[1].value for row in book["Sesiones"].iter_rows() if row[1].is_date]
    assert local(10, 10).replace(tzinfo=None) in whens
    assert "=HYPERLINK(1)" in [cell.value for cell in book["Municipios"]["A"]]


def test_the_table_opens_in_a_spreadsheet_and_the_paper_is_one(browser, march):
    with may_write():
        db.session.execute(update(Event).values(municipality="=cmd()"))
        db.session.commit()

    body = browser.get(f"{PATH}.csv").body
    paper = browser.get(f"{PATH}.pdf")

    assert body.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert ["Sesiones", "", "Sesiones realizadas", "4", "", "0", "0"] in lines
    assert any(line[1] == "'=cmd()" for line in lines)
    assert paper.body.startswith(b"%PDF")
    assert b"/MediaBox [0 0 612.00 792.00]" in paper.body
    assert "informe-2031-03-v1.pdf" in paper.headers["Content-Disposition"]


def test_the_text_for_the_titular_says_what_the_page_says(browser):
    text = browser.get(PATH).html.select_one("#titular-text").text

    assert text.startswith("Informe de marzo de 2031, SECESP")
    assert "• Sesiones realizadas: 4; Horas de sesión: 4.0 h" in text
    assert "• Clips publicados: 1" in text


def test_where_the_hours_went_adds_up_to_the_whole(browser, march, context):
    clip = march["publication"].clip
    ends_at = clip.event.ends_at
    with may_write():
        clip.file.stored_at = ends_at + timedelta(hours=3)
        db.session.commit()

    told = browser.get(f"{PATH}.csv").body.decode("utf-8-sig")
    lines = [line for line in csv.reader(io.StringIO(told)) if line[0].startswith("De la plática")]

    whole = next(float(line[3]) for line in lines if line[2].startswith("Horas hasta"))
    stretches = {line[1]: float(line[3]) for line in lines if line[2] == "Mediana de horas"}
    assert stretches["Se descarga"] == 3
    assert sum(stretches.values()) == pytest.approx(whole, abs=0.001)


def test_a_draft_is_corrected_by_no_other_version(browser):
    comment_form(browser).submit()

    assert "Todavía es un borrador" in browser.get(f"{PATH}/corregir", status=422)


def test_a_month_in_which_nothing_was_done_begins_no_report(app, browser, clock):
    clock.now = local(2, 9, 7).astimezone(UTC)
    with may_write():
        service.begin_due(db.session(), services_of(app))
        begun = set(db.session.scalars(select(Report.period)))
        db.session.rollback()

    assert "2031-06" not in begun
