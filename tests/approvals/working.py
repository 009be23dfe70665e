"""What tests of approving do: settle a clip's list, and decide."""

from datetime import datetime

from tests.booking.sessions import ZONE
from vc.accounts.models import Person
from vc.approvals import service
from vc.approvals.models import Review
from vc.booking.hooks import PENDING
from vc.checklists import service as checklists
from vc.checklists import watched
from vc.checklists.models import Evidence, Reply
from vc.checklists.service import NewAnswer
from vc.clips import service as clips
from vc.clips.models import Clip
from vc.db import db
from vc.evidence import KeptFile
from vc.services import services

LETTER = KeptFile("e/1.pdf", "oficio.pdf", "1" * 64)


def settle(clip: Clip, now: datetime, *, by: Person, reviewer: Person) -> None:
    """Settle the whole list, as people would who had looked at everything."""
    session = db.session()
    clips.review_captions(session, clip, now=now, by=by)
    longest = watched.longest(clip)
    watched.note(session, longest, [(0, longest.duration_ms)], now=now, by=reviewer)
    answer_all(clip, now, by=by, reviewer=reviewer)
    assert checklists.state(session, clip, now=now, zone=ZONE, reviewer=reviewer).missing == ()


def answer_all(clip: Clip, now: datetime, *, by: Person, reviewer: Person) -> None:
    """Answer every point that holds the clip up and that a person may answer."""
    session = db.session()
    for found in checklists.state(session, clip, now=now, zone=ZONE, reviewer=reviewer).items:
        if not found.holds_up or not found.is_answerable:
            continue
        kind = found.item.evidence
        new = NewAnswer(
            reply=Reply.NOT_APPLICABLE if found.may_waive else Reply.YES,
            note="Lo revisé cuadro por cuadro.",
            link="https://example.org/oficio" if kind is Evidence.LINK else "",
            **({"file": LETTER} if kind is Evidence.FILE else {}),
        )
        people = (by, reviewer) if found.item.needs_two else (by,)
        for person in people:
            checklists.answer(session, clip, found.item.id, new, now=now, zone=ZONE, by=person)
    session.commit()


def approve(clip: Clip, now: datetime, by: Person, **changes: object) -> Review:
    """Approve what is there now, and commit."""
    seen = {"files": service.files_sha256(clip), "text": clip.text_sha256}
    review = service.approve(db.session(), clip, now=now, zone=ZONE, by=by, **(seen | changes))
    db.session.commit()
    return review


def pending_of(key: str, person: Person) -> list[int]:
    """Return the numbers of what of a kind waits for a person, the first of them first."""
    kinds = services().registry.added_to(PENDING)
    query = next(one for one in kinds if one.key == key).waiting(person, services().clock())
    return [] if query is None else [number for number, _ in db.session.execute(query)]
