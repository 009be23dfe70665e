"""What was chosen in a list, and what became of each row that something was done to.

Chosen are the rows whose boxes are ticked, or all that the list is narrowed to, on every page of
it. Nothing chosen is nothing done; a list that is another one by now is looked at once more.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import parse_qsl

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ExecutableOption
from werkzeug.datastructures import MultiDict

from vc.accounts.models import Person
from vc.db import Base
from vc.errors import AppError, RuleError
from vc.inputs import number_of
from vc.permissions import Capability, check

Row = TypeVar("Row", bound=Base)
MOST = 500
"""How many rows are worked on at once; the page says so where a list has more."""
NOTHING_CHOSEN = "Elija al menos un renglón de la lista."
OTHER_LIST = "La lista cambió mientras usted elegía: eran {seen} y ahora son {now}. Elija otra vez."
GONE = "ya no existe"


@dataclass(frozen=True, slots=True)
class Found(Generic[Row]):
    """The rows that were chosen, and how many of them are no more."""

    rows: list[Row]
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a form says was chosen."""

    numbers: tuple[int, ...]
    seen: int | None
    """How many all were when all were chosen; None where rows were."""
    asked: Mapping[str, str]
    """What the list was narrowed to."""

    @classmethod
    def of(cls, form: MultiDict[str, str]) -> "Chosen":
        """Return what was sent; what makes no sense is left out."""
        numbers = (number_of(text) for text in form.getlist("elegido")[:MOST])
        return cls(
            numbers=tuple(dict.fromkeys(one for one in numbers if one)),
            seen=number_of(form.get("todo")),
            asked=dict(parse_qsl(form.get("filtro", "")[:2000])),
        )

    def rows(
        self,
        session: Session,
        listed: Callable[[Mapping[str, str]], Select[Row]],
        *options: ExecutableOption,
    ) -> Found[Row]:
        """Return the rows; `listed` gives the query of all that the list is narrowed to, in order.

        Raises RuleError where nothing was chosen, or all are not those that were seen.
        """
        query = listed(self.asked)
        entity = query.column_descriptions[0]["entity"]
        (key,) = inspect(entity).primary_key
        if self.seen is None:
            numbers: Sequence[int] = self.numbers
        else:
            keys = query.with_only_columns(key, maintain_column_froms=True)
            numbers = list(session.scalars(keys.limit(MOST)))
            if len(numbers) != min(self.seen, MOST):
                now = len(numbers) if len(numbers) < MOST else f"{MOST} o más"
                raise RuleError(OTHER_LIST.format(seen=self.seen, now=now))
        if not numbers:
            raise RuleError(NOTHING_CHOSEN)
        wanted = select(entity).where(key.in_(numbers)).options(*options)
        found = session.scalars(wanted).unique()
        by_key = {inspect(one).identity[0]: one for one in found}
        rows = [by_key[one] for one in numbers if one in by_key]
        return Found(rows, len(numbers) - len(rows))


@dataclass(slots=True)
class Outcome:
    """How many rows something was done to, and why not to the others."""

    done: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def said(self, one: str, many: str, none: str) -> str:
        """Return it in a sentence; `many` has the place of the number."""
        begin = none if not self.done else one if self.done == 1 else many.format(self.done)
        reasons = (
            f"{count} no: {reason[0].lower()}{reason[1:].rstrip('.')}"
            for reason, count in self.refused.most_common()
        )
        return f"{'; '.join((begin, *reasons))}."


def each(
    session: Session,
    rows: Iterable[Row],
    act: Callable[[Row], object],
    *,
    by: Person,
    capability: Capability,
) -> Outcome:
    """Do something to each row that somebody may do it to; one that refuses undoes no other.

    The caller commits.
    """
    outcome = Outcome()
    for row in rows:
        try:
            check(by, capability, row)
            with session.begin_nested():
                act(row)
        except AppError as error:
            outcome.refused[error.message] += 1
        else:
            outcome.done += 1
    return outcome
