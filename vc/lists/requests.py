"""What a list's page sends: many rows to work on, or to have as a file."""

from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlencode

from flask import flash, redirect, request, url_for
from sqlalchemy import Select
from sqlalchemy.sql.base import ExecutableOption
from werkzeug.wrappers import Response

from vc.access import signed_in
from vc.db import db
from vc.errors import RuleError
from vc.lists.chosen import GONE, Chosen, Row, each
from vc.permissions import Capability
from vc.spreadsheet import MOST_ROWS


def exported(
    listed: Callable[[Mapping[str, str]], Select[Row]], *options: ExecutableOption
) -> Iterable[Row]:
    """Return the rows of a file: those that were chosen and sent, else all the address asks for.

    `listed` gives the ordered query of all that a list is narrowed to, by what its address asks.
    """
    if request.method == "POST":
        return Chosen.of(request.form).rows(db.session(), listed, *options).rows
    query = listed(request.args).options(*options)
    return db.session().scalars(query.limit(MOST_ROWS + 1)).unique()


def carry_out(
    endpoint: str,
    listed: Callable[[Mapping[str, str]], Select[Row]],
    act: Callable[[Row], object],
    *,
    capability: Capability,
    said: tuple[str, str, str],
) -> Response:
    """Do something to each chosen row, say what became of them, and lead back to the list.

    `said` is that of one row, of several with the place of their number, and of none.
    """
    chosen = Chosen.of(request.form)
    back = redirect(f"{url_for(endpoint)}?{urlencode(dict(chosen.asked))}", 303)
    try:
        found = chosen.rows(db.session(), listed)
    except RuleError as error:
        flash(error.message, "error")
        return back
    outcome = each(db.session(), found.rows, act, by=signed_in(), capability=capability)
    if found.missing:
        outcome.refused[GONE] += found.missing
    db.session.commit()
    tone = "error" if not outcome.done else "warning" if outcome.refused else "success"
    flash(outcome.said(*said), tone)
    return back
