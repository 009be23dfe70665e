"""What was put off, as the page of what waits shows it."""

from itertools import groupby

from vc.access import clock
from vc.booking.context import put_off
from vc.booking.pending import MOST_SHOWN, PendingRow
from vc.booking.postponed import Postponed
from vc.booking.postponing import PutOff
from vc.db import db


def rows_put_off() -> list[tuple[Postponed, PendingRow]]:
    """Return what still waits for whoever asks and was put off, with its rows."""
    by_kind = sorted(put_off()[:MOST_SHOWN], key=lambda one: one.kind.key)
    found = []
    for _, of_kind in groupby(by_kind, key=lambda one: one.kind.key):
        found += _rows(list(of_kind))
    return sorted(found, key=lambda one: (one[0].back_at, one[0].id))


def _rows(of_kind: list[PutOff]) -> list[tuple[Postponed, PendingRow]]:
    """Return what was put off of one kind, with its rows."""
    said = {one.row.row_id: one.row for one in of_kind}
    rows = of_kind[0].kind.rows(db.session(), list(said), clock())
    return [(said[row.id], row) for row in rows]
