"""The request that a search of everything finds: by its folio alone, as it holds names."""

import re

from sqlalchemy.orm import Session

from vc.folding import folded
from vc.paging import Page
from vc.search.hooks import Asked, Finder, Hit
from vc.search.service import page_of_list
from vc.talk_requests.models import TalkRequest

FOLIO = re.compile(r"sol-(\d{1,9})")


def _find(session: Session, asked: Asked) -> Page[Hit]:
    """Return the request of a folio that was typed whole."""
    typed = FOLIO.fullmatch(folded(asked.words))
    found = session.get(TalkRequest, int(typed[1])) if typed else None
    if found is None or found.arrived_at is None:
        return page_of_list([], asked)
    hit = Hit(
        title=found.topic,
        args={"request_id": found.id},
        row=found,
        about=f"{found.folio} · {found.institution}",
        at=found.arrived_at,
        names=(found.folio,),
    )
    return page_of_list([hit], asked)


REQUESTS = Finder(
    key="solicitudes",
    title="Solicitudes",
    endpoint="talk_requests.review",
    icon="chat",
    find=_find,
)
