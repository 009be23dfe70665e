"""What was typed into a form whose sign-in ended meanwhile: kept sealed, shortly, for its owner.

Only what a page of ours sent from a browser that had been signed in is kept: its token tells.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vc import kept_settings
from vc.accounts.models import KeptForm, Person, SignIn, digest

KEPT_FOR = timedelta(hours=1)
MOST_CHARACTERS = 1_000_000
SECRETS = kept_settings.SECRETS | {
    *("password", "current", "new", "again", "csrf_token", "client_secret"),
}
"""The fields that are kept nowhere: a setting that is secret has a field of its name."""


def keep(
    session: Session, ended: str, path: str, fields: Iterable[tuple[str, str]], *, now: datetime
) -> str:
    """Keep what was sent with a sign-in that has ended; return what the browser is to call it.

    `ended` is the token of that sign-in; it returns an empty text where nobody had it. It commits.
    """
    person_id = session.scalar(select(SignIn.person_id).where(SignIn.token_hash == digest(ended)))
    body = urlencode([field for field in fields if field[0] not in SECRETS])
    if person_id is None or not body or len(body) > MOST_CHARACTERS or len(path) > 2000:
        return ""
    session.execute(
        delete(KeptForm)
        .where((KeptForm.kept_at < now - KEPT_FOR) | (KeptForm.person_id == person_id))
        .execution_options(synchronize_session=False)
    )
    token = secrets.token_urlsafe(24)
    session.add(
        KeptForm(token_hash=digest(token), person_id=person_id, path=path, body=body, kept_at=now)
    )
    session.commit()
    return token


def kept(session: Session, token: str, person_id: int, *, now: datetime) -> KeptForm | None:
    """Return the person's form kept under a token; None for anybody else's, or an old one."""
    return session.scalar(
        select(KeptForm).where(
            KeptForm.token_hash == digest(token),
            KeptForm.person_id == person_id,
            KeptForm.kept_at >= now - KEPT_FOR,
        )
    )


def fields_of(form: KeptForm) -> list[tuple[str, str]]:
    """Return the fields as they were typed, in their order."""
    return parse_qsl(form.body, keep_blank_values=True)


def forget_all(session: Session, person: Person) -> None:
    """Forget what is kept of somebody whose account is closed."""
    statement = delete(KeptForm).where(KeptForm.person_id == person.id)
    session.execute(statement.execution_options(synchronize_session=False))
