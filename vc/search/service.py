"""The rules of a search of everything: what is asked, who finds it, and what comes first."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy.orm import Session

from vc.folding import folded
from vc.inputs import is_fit
from vc.paging import Page
from vc.search.hooks import Asked, Finder, Group, Hit, Offer

LONGEST = 200
"""Characters of a question; what lies beyond is not looked at."""
MOST_WORDS = 8
Found = TypeVar("Found")
Opens = Callable[[str, object], bool]
"""Whether a person may open an endpoint's page of a row."""


def words_of(text: str) -> str:
    """Return the words that are asked for: the first few of them, each once."""
    return " ".join(list(dict.fromkeys(text[:LONGEST].split()))[:MOST_WORDS])


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer with the words that it is begun with."""

    offer: Offer
    words: str
    is_asked: bool
    """Somebody asked for it in so many words; else nothing else was found."""

    @property
    def said(self) -> str:
        """Return what is offered."""
        return self.offer.said.format(words=self.words)


def offered(offers: Iterable[Offer], text: str, *, has_found: bool) -> Iterator[Offered]:
    """Yield what can be begun with a text as it was typed: here a word may come twice."""
    plain = " ".join(text[:LONGEST].split())
    if not plain or not is_fit(plain):
        return
    for one in offers:
        asked = one.asked.fullmatch(plain)
        if asked:
            yield Offered(one, asked["words"], is_asked=True)
        elif not has_found:
            yield Offered(one, plain, is_asked=False)


def search(
    session: Session,
    finders: Iterable[Finder],
    asked: Asked,
    *,
    opens: Opens,
    opens_all: Callable[[str], bool],
) -> list[Group]:
    """Return what is found, by its kind; a kind with what is called exactly so comes first.

    Nothing is counted that its door does not open: a number tells of rows too.
    """
    letters = len(folded(asked.words).replace(" ", ""))
    found = [
        _group(session, one, asked, opens, is_counted=opens_all(one.endpoint))
        for one in finders
        if letters >= one.least and opens(one.endpoint, None)
    ]
    return sorted(
        (group for group in found if group.hits),
        key=lambda group: not _is_exact(group.hits[0], asked.words),
    )


def _group(
    session: Session, finder: Finder, asked: Asked, opens: Opens, *, is_counted: bool
) -> Group:
    """Return what one finder finds for a person."""
    page = finder.find(session, asked)
    hits = [one for one in page.rows if opens(one.endpoint or finder.endpoint, one.row)]
    hits.sort(key=lambda hit: not _is_exact(hit, asked.words))
    if not is_counted:
        return Group(finder, hits, len(hits))
    return Group(finder, hits, page.total, page.is_more, replace(page, rows=hits))


def _is_exact(hit: Hit, words: str) -> bool:
    """Tell whether somebody typed the whole name of it, such as its folio."""
    return folded(words) in map(folded, hit.names)


def page_of_list(found: list[Found], asked: Asked) -> Page[Found]:
    """Return the page that is asked for of what is all at hand."""
    count = max(1, -(-len(found) // asked.size))
    number = min(asked.page, count)
    shown = found[(number - 1) * asked.size : number * asked.size]
    return Page(shown, len(found), number, asked.size, has_next=number < count)
