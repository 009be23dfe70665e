"""Coverages through their forms, and photographs as a telephone takes them."""

import io

from PIL import Image
from webtest import TestApp, TestResponse, Upload

from tests.reconciliation.working import form_to
from vc.coverage.models import Coverage, Municipality
from vc.db import db

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def plan(browser: TestApp, town: str, day: str, **answers: str) -> TestResponse:
    """Plan a coverage by the form; return what it answers."""
    form = next(
        one for one in browser.get("/cobertura/nueva").forms.values() if "on_day" in one.fields
    )
    form["municipality_id"].select(
        text=next(
            text for _, _, text in form["municipality_id"].options if text.startswith(f"{town} (")
        )
    )
    form["on_day"] = day
    for name, value in answers.items():
        form[name] = value
    return form.submit(status="*")


def planned(browser: TestApp, town: str, day: str, **answers: str) -> int:
    """Plan a coverage; return its id."""
    return int(plan(browser, town, day, **answers).location.rpartition("/")[2])


def photograph(colour: str = "#611232", *, turned: bool = False) -> bytes:
    """Return a photograph with what a telephone writes into it: maker, place, how it was held."""
    picture = Image.new("RGB", (60, 40), colour)
    exif = Image.Exif()
    exif[MAKER] = "Telefono"
    exif[ORIENTATION] = 6 if turned else 1
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (22.0, 9.0, 0.0)
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif)
    return written.getvalue()


def bring(
    browser: TestApp, coverage_id: int, *files: tuple[str, bytes], **answers: str
) -> TestResponse:
    """Hand in photographs by the form; return what it answers."""
    page = browser.get(f"/cobertura/{coverage_id}/fotografias")
    form = next(one for one in page.forms.values() if "photographs" in one.fields)
    form["photographs"] = [Upload(*one) for one in files]
    for name, value in answers.items():
        form[name] = value
    return form.submit(status="*")


def coverage(coverage_id: int) -> Coverage:
    """Return a coverage as it is kept now."""
    db.session.rollback()
    return db.session.get_one(Coverage, coverage_id, populate_existing=True)


def town_id(name: str) -> int:
    """Return the id of a municipality."""
    db.session.rollback()
    return db.session.query(Municipality.id).filter_by(name=name).scalar()


__all__ = ["bring", "coverage", "form_to", "photograph", "plan", "planned", "town_id"]
