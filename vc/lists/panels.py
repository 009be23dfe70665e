"""What each list shows of the filters that whoever looks at it has kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request, url_for

from vc.access import signed_in
from vc.db import db
from vc.lists import service
from vc.lists.hooks import LISTS, Listing
from vc.services import services

TABS = ("periodo", "ver")
"""What leads to a part of a list; alone it is a tab that is there already, and no filter."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A kept filter on top of its list."""

    id: int
    name: str
    url: str
    is_here: bool
    gone: tuple[str, ...]
    """What it names and is offered no longer, in Spanish."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The filters of one person in one list, and whether the present one can be kept."""

    filters: list[Shown]
    can_keep: bool


def listing(endpoint: str) -> Listing | None:
    """Return the list of a page."""
    known = {one.endpoint: one for one in services().registry.added_to(LISTS)}
    return known.get(endpoint)


def address(endpoint: str, values: Mapping[str, str]) -> str:
    """Return where a list is narrowed so; what was kept never becomes an argument of `url_for`."""
    return f"{url_for(endpoint)}?{urlencode(dict(values))}"


def kept_filters() -> Kept:
    """Return what the present list shows of them."""
    here = listing(request.endpoint or "")
    if here is None:
        return Kept([], can_keep=False)
    session, now = db.session(), here.values(request.args)
    shown = [
        Shown(
            row.id,
            row.name,
            address(here.endpoint, row.values),
            row.values == now,
            tuple(here.gone(session, row.values)),
        )
        for row in service.kept(session, signed_in(), here.endpoint)
    ]
    is_on = bool(set(now) - set(TABS))
    return Kept(shown, can_keep=is_on and not any(one.is_here for one in shown))
