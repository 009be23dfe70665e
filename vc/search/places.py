"""Pages and actions, found by their names and by what else people call them.

They are the rows of the page «Oficina», and what features' labels have beside them, endpoints that
need nothing else: `PAGES = {"booking.new": Named("Agendar sesión", words="nueva")}`.
"""

from sqlalchemy.orm import Session

from vc.access import can
from vc.folding import folded, found_in
from vc.office.hooks import OFFICE_ROWS
from vc.paging import Page
from vc.search import labels
from vc.search.hooks import Asked, Finder, Hit
from vc.search.service import page_of_list
from vc.services import services

Place = tuple[str, str, str]
"""An endpoint, its name, and other words for it."""


def places() -> list[Place]:
    """Return the pages and actions that the current person may open."""
    registry = services().registry
    rows = {one.endpoint: one for one in registry.added_to(OFFICE_ROWS)}
    named = {endpoint: (one.title, one.words) for endpoint, one in rows.items()}
    for feature in registry.features:
        for endpoint, (name, others) in getattr(feature.labels, "PAGES", {}).items():
            row = rows.get(endpoint)
            named[endpoint] = (name, f"{others} {row.title} {row.words}" if row else others)
    return [(endpoint, *words) for endpoint, words in named.items() if can(endpoint)]


def _find(session: Session, asked: Asked) -> Page[Hit]:
    """Return the places that are called so: those whose name begins with it come first."""
    found = [one for one in places() if found_in(asked.words, *one[1:])]
    found.sort(key=lambda one: _rank(one, folded(asked.words)))
    hits = [
        Hit(title=name, endpoint=endpoint, names=(name, *others.split()))
        for endpoint, name, others in found
    ]
    return page_of_list(hits, asked)


def _rank(place: Place, words: str) -> int:
    """Return how far a place's words are from what is asked for."""
    _, *texts = map(folded, place)
    begins = [text.startswith(words) or f" {words}" in text for text in texts]
    return begins.index(True) if True in begins else len(begins)


PLACES = Finder(
    key="paginas", title=labels.PLACES, endpoint="search.index", icon="arrow", find=_find, least=1
)
