"""The rules of kept filters: each is one person's, of one list, and opens whatever became of it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from vc.accounts.endings import Ending
from vc.accounts.models import Person
from vc.errors import NotFoundError, RuleError
from vc.lists.hooks import Listing
from vc.lists.models import KeptFilter

MOST = 12
NOTHING_TO_KEEP = "La lista está sin filtros: elija alguno y guárdelo."
SAME_NAME = "Ya tiene un filtro con ese nombre en esta lista. Elija otro."
TOO_MANY = f"Ya tiene {MOST} filtros en esta lista. Quite alguno y guarde otra vez."
NO_SUCH_FILTER = "Ese filtro ya no existe."


def kept(session: Session, person: Person, list_name: str) -> list[KeptFilter]:
    """Return a person's filters of a list, by name."""
    query = select(KeptFilter).where(
        KeptFilter.person_id == person.id, KeptFilter.list_name == list_name
    )
    return list(session.scalars(query.order_by(KeptFilter.name, KeptFilter.id)))


def kept_by_id(session: Session, filter_id: int, *, by: Person) -> KeptFilter:
    """Return a person's own filter. Raises NotFoundError, for those of others too."""
    row = session.get(KeptFilter, filter_id)
    if row is None or row.person_id != by.id:
        raise NotFoundError(NO_SUCH_FILTER)
    return row


def keep(
    session: Session,
    listing: Listing,
    name: str,
    values: Mapping[str, str],
    *,
    by: Person,
    now: datetime,
) -> KeptFilter:
    """Keep what a list is narrowed to; sent twice it is kept once. The caller commits.

    Raises RuleError.
    """
    if not values:
        raise RuleError(NOTHING_TO_KEEP)
    known = kept(session, by, listing.endpoint)
    same = next((one for one in known if one.name == name), None)
    if same is not None and same.values == dict(values):
        return same
    if same is not None:
        raise RuleError(SAME_NAME, field="name")
    if len(known) >= MOST:
        raise RuleError(TOO_MANY)
    row = KeptFilter(
        person_id=by.id, list_name=listing.endpoint, name=name, values=dict(values), kept_at=now
    )
    session.add(row)
    session.flush()
    return row


def rename(session: Session, row: KeptFilter, name: str) -> None:
    """Give a filter another name. Raises RuleError; the caller commits."""
    query = select(func.count()).where(
        KeptFilter.person_id == row.person_id,
        KeptFilter.list_name == row.list_name,
        KeptFilter.name == name,
        KeptFilter.id != row.id,
    )
    if session.scalar(query):
        raise RuleError(SAME_NAME, field="name")
    row.name = name


def forget(ending: Ending) -> None:
    """Forget the filters of somebody whose account is closed."""
    statement = delete(KeptFilter).where(KeptFilter.person_id == ending.person.id)
    ending.session.execute(statement.execution_options(synchronize_session=False))
