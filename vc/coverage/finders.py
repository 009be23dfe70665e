"""The municipalities that a search of everything finds."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.coverage.models import Municipality
from vc.folding import found_in
from vc.paging import Page
from vc.search.hooks import Asked, Finder, Hit
from vc.search.service import page_of_list


def _find(session: Session, asked: Asked) -> Page[Hit]:
    """Return the municipalities that are called so."""
    rows = session.scalars(select(Municipality).order_by(Municipality.key))
    hits = [
        Hit(
            title=one.name,
            args={"municipality_id": one.id},
            row=one,
            about=f"Zona {one.zone.name}",
            names=(one.name,),
        )
        for one in rows
        if found_in(asked.words, one.name)
    ]
    return page_of_list(hits, asked)


MUNICIPALITIES = Finder(
    key="municipios",
    title="Municipios",
    endpoint="coverage.municipality",
    icon="pin",
    find=_find,
)
