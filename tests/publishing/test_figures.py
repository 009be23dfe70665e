"""The page of figures: each number opens its rows, and the file has the very same."""

import csv
import io

import pytest
from openpyxl import load_workbook

from tests.publishing.working import HOUR, REEL, plan, work
from vc.accounts.models import Role
from vc.db import db
from vc.publishing import metrics, proof
from vc.publishing.models import Moment

VIEWS = 1_234


@pytest.fixture
def out(app, context, approved, facebook, clock, network_pages):
    """A publication on Facebook that was watched so often."""
    network_pages.answers["/reel/1234567890"] = 200
    row = plan(context(), approved, facebook, clock() + HOUR)
    proof.report(context(), row, REEL)
    db.session.commit()
    row = work(app, row)
    clock.advance(hours=2)
    metrics.keep(context(), row, Moment.HOUR, {"views": VIEWS, "reach": 2_000})
    db.session.commit()
    return row


@pytest.fixture
def page(browser_of, out):
    """The page of figures, as somebody who only reads sees it."""
    return browser_of(Role.VIEWER).get("/publicaciones/cifras")


def test_one_number_is_large_and_each_of_them_opens_its_rows(page, out):
    large = page.html.select_one(".figure--one")
    assert large.b.get_text() == "1,234"
    links = {one["href"] for one in page.html.select(".figure, .figure-table th a, .as-table a")}

    assert len([one for one in links if "/cifras/filas" in one]) > 4
    for link in links:
        rows = page.goto(link)
        assert out.clip.title in rows.text or "Nadie" in rows.text


def test_a_day_lights_up_and_names_what_was_watched_most(page, out):
    section = page.html.select_one("section:has(#by-day)")

    assert f"1,234, sobre todo «{out.clip.title}»" in section.get_text()
    bars = section.select("rect")
    assert len([one for one in bars if "f5" not in one.get("class", [])]) == 1
    assert len(bars) >= 28


@pytest.mark.parametrize(
    ("narrowed", "is_there"),
    [({}, True), ({"canal": "0"}, False), ({"campana": "987"}, False),
     ({"dia": "2020-01-01"}, False),
     ({"canal": "x", "dia": "nunca"}, False), ({"mes": "no"}, True)],
)  # fmt: skip
def test_rows_are_those_that_the_address_asks_for(page, out, narrowed, is_there):
    rows = page.test_app.get("/publicaciones/cifras/filas", narrowed)

    assert (out.clip.title in rows.html.main.get_text()) is is_there


def test_the_file_has_the_same_numbers_with_native_types(page, out):
    book = load_workbook(io.BytesIO(page.test_app.get("/publicaciones/cifras.xlsx").body))
    heads, row = book.active.iter_rows(values_only=True)
    found = dict(zip(heads, row, strict=True))
    assert (found["Clip"], found["Vistas"], found["Alcance"]) == (out.clip.title, VIEWS, 2_000)
    assert found["Salió"].year == out.published_at.year

    table = page.test_app.get("/publicaciones/cifras.csv").body.decode("utf-8-sig")
    assert [*csv.reader(io.StringIO(table))][1][0] == out.clip.title
    page.test_app.get("/publicaciones/cifras.pdf", status=404)
