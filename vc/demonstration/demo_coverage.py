"""The coverage of the CMSP in the demonstration: some months covered, one swapped, photographs."""

import io
from datetime import date, datetime, time, timedelta

from PIL import Image, ImageDraw
from sqlalchemy import select

from vc.accounts.models import Person
from vc.coverage import months, photographs, rotation, service, zones
from vc.coverage.models import Coverage, Shown
from vc.coverage.photographs import About
from vc.coverage.service import NewCoverage
from vc.demonstration import queries
from vc.demonstration.stage import Stage

EVENING = time(18)
WIDE, HIGH = 640, 480
WALL, TABLE, BANNER = "#d9cfc2", "#7a5c3e", "#611232"
COATS = ("#2f4858", "#8a4b5b", "#4b6b4f", "#6d5b8c", "#a3703b")


def add(stage: Stage) -> None:
    """Swap a month, and cover the municipalities of the months before. The caller commits."""
    told = queries.coverage()
    today = stage.now.astimezone(stage.zone).date()
    for one in told["swaps"]:
        _swap(stage, one, today)
    for number, one in enumerate(told["covered"]):
        _cover(stage, one, today, number)
    _prove_last_session(stage, told["last"], today)


def _swap(stage: Stage, told: dict, today: date) -> None:
    """Give a month to the zone that the data name."""
    month = months.index_of(today) + told["month"]
    zone = next(one for one in zones.zones(stage.session) if one.name == told["zone"])
    if rotation.turn_of(stage.session, month).zone is not zone:
        at = datetime.combine(months.first_day(month), EVENING, stage.zone)
        by = stage.people["comunicacion"]
        rotation.swap(stage.session, month, zone.id, told["reason"], by=by, now=at)


def _cover(stage: Stage, told: dict, today: date, number: int) -> None:
    """Cover the municipality that the data name for the zone of a month."""
    month = months.index_of(today) + told["month"]
    zone = rotation.turn_of(stage.session, month).zone
    town = zones.named(stage.session, told["towns"][zone.name]) if zone is not None else None
    if town is None:
        return
    day = months.first_day(month) + timedelta(days=told["day"])
    at = datetime.combine(day, EVENING, stage.zone)
    by = stage.people["enlace"]
    new = NewCoverage(municipality_id=town.id, on_day=day, goes_id=by.id)
    row = service.plan(stage.session, new, by=by, now=at - timedelta(days=9), zone=stage.zone)
    _prove(stage, row, told["caption"], by, at, number)


def _prove_last_session(stage: Stage, told: dict, today: date) -> None:
    """Prove the coverage of the last session of the CMSP that took place."""
    query = select(Coverage).where(Coverage.on_day < today, Coverage.event_id.is_not(None))
    row = stage.session.scalar(query.order_by(Coverage.on_day.desc()).limit(1))
    if row is not None:
        at = row.starts_at + timedelta(hours=3)
        _prove(stage, row, told["caption"], stage.people["enlace"], at, len(COATS))


def _prove(
    stage: Stage, row: Coverage, caption: str, by: Person, at: datetime, number: int
) -> None:
    """Hand in the drawn photograph of a coverage."""
    about = About(caption.format(municipality=row.municipality.name), Shown.NOBODY)
    file = photographs.read("mesa.jpg", drawn(number))
    photographs.bring(
        *(stage.session, stage.store, row, [file], about), by=by, now=at, today=row.on_day
    )


def drawn(number: int) -> bytes:
    """Return a drawing of a council at its table, seen from behind: nobody can be recognised."""
    picture = Image.new("RGB", (WIDE, HIGH), WALL)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((120, 60, WIDE - 120, 150), fill=BANNER)
    pen.rectangle((150, 95, WIDE - 150, 115), fill="#e2c79b")
    pen.rectangle((60, 250, WIDE - 60, 300), fill=TABLE)
    for place in range(4 + number % 3):
        left, coat = 90 + place * 80, COATS[(place + number) % len(COATS)]
        pen.ellipse((left + 12, 280, left + 58, 330), fill="#3b2c27")
        pen.rounded_rectangle((left, 325, left + 70, HIGH), radius=22, fill=coat)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=70)
    return written.getvalue()
