"""The page «Oficina»: everything that is arranged once, with how it stands today."""

from collections.abc import Iterator

from flask import Blueprint, render_template

from vc.access import allow, can, clock, signed_in
from vc.db import db
from vc.office.hooks import OFFICE_ROWS, Group, Look, OfficeRow, Value
from vc.permissions import Capability
from vc.services import services

bp = Blueprint("office", __name__)


@bp.get("/oficina")
@allow(Capability.READ)
def index() -> str:
    """Show what there is to arrange, for whom it opens."""
    return render_template("office/index.html", groups=dict(_groups()), group=Group)


@bp.get("/oficina/partes")
@allow(Capability.INSPECT)
def parts() -> str:
    """Show every part of which pages are made, as it looks here: for whoever writes them."""
    return render_template("office/parts.html")


def _groups() -> Iterator[tuple[Group, list[tuple[OfficeRow, Value]]]]:
    """Yield the parts of the page that have something for who is signed in."""
    look = Look(db.session(), services(), signed_in(), clock())
    rows = [one for one in services().registry.added_to(OFFICE_ROWS) if can(one.endpoint)]
    for group in Group:
        found = [(one, one.value(look)) for one in rows if one.group is group]
        if found:
            yield group, found
