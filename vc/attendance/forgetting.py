"""Forgets who registered: what was counted stays, and nobody is told by it any more."""

import secrets
from collections.abc import Iterable, Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from vc.attendance.hooks import Forget
from vc.attendance.models import Registration
from vc.attendance.service import token_hash
from vc.mail.models import Told


def forget(
    session: Session, registrations: Sequence[Registration], forgetters: Iterable[Forget]
) -> None:
    """Forget the names, addresses and links of people; municipality and minutes stay.

    The caller commits.
    """
    for one in registrations:
        # What their invitations said is only asked while the session is to come.
        told = delete(Told).where(Told.event_id == one.event_id, Told.address == one.email)
        session.execute(told.execution_options(synchronize_session=False))
        one.name, one.email, one.institution, one.accepted_from = "", "", "", ""
        one.corrected_why = ""
        # Together with the session these tell rows apart.
        one.name_key = str(one.id)
        # Nobody has it: their own link leads nowhere from now on.
        one.token = secrets.token_urlsafe(24)
        one.token_hash = token_hash(one.token)
    ids = [one.id for one in registrations]
    for also in forgetters:
        also(session, ids)
