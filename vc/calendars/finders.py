"""The observances that a search of everything finds."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.access import office_date
from vc.calendars.models import Observance
from vc.folding import found_in
from vc.paging import Page
from vc.search.hooks import Asked, Finder, Hit
from vc.search.service import page_of_list


def _find(session: Session, asked: Asked) -> Page[Hit]:
    """Return the observances that are called so, the next ones first, each leading to its month."""
    today = office_date()
    rows = session.scalars(select(Observance).order_by(Observance.observed_on, Observance.id))
    found = [one for one in rows if found_in(asked.words, one.name)]
    found.sort(key=lambda one: (one.ends_on < today, abs(one.observed_on - today)))
    hits = [
        Hit(
            title=one.name,
            args={"mes": f"{one.observed_on:%Y-%m}"},
            about=one.action,
            at=one.observed_on,
            names=(one.name,),
        )
        for one in found
    ]
    return page_of_list(hits, asked)


OBSERVANCES = Finder(
    key="efemerides", title="Efemérides", endpoint="calendars.staff", icon="sun", find=_find
)
