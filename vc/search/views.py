"""The pages of the search of everything: its own, and what the window over every page shows."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, render_template, request

from vc.access import allow, can, can_all, clock, only_answers
from vc.db import db
from vc.inputs import number_of
from vc.permissions import Capability
from vc.search import service
from vc.search.hooks import FINDERS, OFFERS, Asked, Finder, Group
from vc.search.places import PLACES
from vc.services import services

bp = Blueprint("search", __name__)

IN_WINDOW = 4
ON_PAGE = 6
OF_ONE_KIND = 25


@bp.get("/buscar")
@allow(Capability.READ)
def index() -> str:
    """Show the page that searches. An address may say what for; no page of ours does."""
    return _page(request.args)


@bp.post("/buscar")
@allow(Capability.READ)
@only_answers
def results() -> str:
    """Search everything, or all of one kind: a name that is searched for stands in no log."""
    return _page(request.form)


def _page(asked: Mapping[str, str]) -> str:
    """Return the page with what was found."""
    words = service.words_of(asked.get("q", ""))
    number = number_of(asked.get("pagina")) or 1
    chosen = [one for one in _finders() if one.key == request.values.get("en")]
    size = OF_ONE_KIND if chosen else ON_PAGE
    groups = _groups(chosen or _finders(), words, size, number if chosen else 1)
    offers = [] if chosen else _offers(asked.get("q", ""), groups)
    return render_template(
        "search/index.html", words=words, groups=groups, chosen=chosen, offers=offers
    )


@bp.post("/buscar/ventana")
@allow(Capability.READ)
@only_answers
def find() -> str:
    """Answer what is being typed into the window."""
    words = service.words_of(request.form.get("q", ""))
    groups = _groups(_finders(), words, IN_WINDOW)
    offers = _offers(request.form.get("q", ""), groups)
    return render_template("search/_window_found.html", words=words, groups=groups, offers=offers)


def _finders() -> tuple[Finder, ...]:
    """Return what features find, and pages and actions behind all of it."""
    return (*services().registry.added_to(FINDERS), PLACES)


def _offers(text: str, groups: Sequence[Group]) -> list[service.Offered]:
    """Return what the current person can begin with what was typed."""
    offers = [one for one in services().registry.added_to(OFFERS) if can(one.endpoint)]
    return list(service.offered(offers, text, has_found=bool(groups)))


def _groups(finders: Sequence[Finder], words: str, size: int, page: int = 1) -> list[Group]:
    """Return what the current person finds."""
    asked = Asked(words=words, now=clock(), size=size, page=page)
    return service.search(db.session(), finders, asked, opens=can, opens_all=can_all)
