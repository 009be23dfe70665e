"""The consent that a search of everything finds: by its folio alone, as it holds names."""

import re

from sqlalchemy.orm import Session

from vc.consents.models import Consent
from vc.folding import folded
from vc.paging import Page
from vc.search.hooks import Asked, Finder, Hit
from vc.search.service import page_of_list

FOLIO = re.compile(r"con-(\d{1,9})")


def _find(session: Session, asked: Asked) -> Page[Hit]:
    """Return the consent of a folio that was typed whole."""
    typed = FOLIO.fullmatch(folded(asked.words))
    consent = session.get(Consent, int(typed[1])) if typed else None
    if consent is None:
        return page_of_list([], asked)
    hit = Hit(
        title=consent.folio,
        args={"consent_id": consent.id},
        row=consent,
        about=consent.event.summary if consent.event else "",
        at=consent.valid_from,
        names=(consent.folio,),
    )
    return page_of_list([hit], asked)


CONSENTS = Finder(
    key="consentimientos",
    title="Consentimientos",
    endpoint="consents.show",
    icon="people",
    find=_find,
)
