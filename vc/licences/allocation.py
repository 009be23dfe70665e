"""Which licence hosts a session: pure, no database, no clock.

A licence may be given out when it satisfies the need and when, at EVERY instant of
[start − buffer, end + buffer), fewer meetings than its capacity run on it. Intervals are half-open:
a meeting that ends at 11:00 does not touch one that begins at 11:00. Of those that remain, the one
that wastes least is taken, then the one least used that week, then the lowest id.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

# What an ability is worth that a session does not need: a webinar licence is the dearest to waste.
WEIGHTS = {"webinar": 4, "streaming": 2, "recording": 1, "meeting": 0}


@dataclass(frozen=True, slots=True)
class Need:
    """What a session asks of its licence. `audience_size` 0 means that nobody said."""

    kinds: frozenset[str]
    audience_size: int


@dataclass(frozen=True, slots=True)
class Account:
    """A licence as the allocation sees it.

    `week_min` are the minutes already booked on it in the session's week; `is_capped` tells that
    its vendor takes no more changes for it today.
    """

    id: int
    label: str
    platform: str
    kinds: frozenset[str]
    largest_audience: int
    capacity: int
    buffer: timedelta
    week_min: int = 0
    is_capped: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A time [starts_at, ends_at) in which a licence is in use, or blocked altogether."""

    licence_id: int
    starts_at: datetime
    ends_at: datetime
    is_block: bool = False


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A licence that was not taken, and why: kinds, seats, capped, busy, blocked or surplus.

    `lacks` are the kinds that it does not have, where that is why.
    """

    label: str
    why: str
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why none of the licences can ever host a need, told of the one that comes nearest.

    `label` is empty where there are no licences. `lacks` are the kinds that the nearest does not
    have, and `is_nowhere` tells that no other has them either; where it has them all, the audience
    is too large, and `largest_audience` the most.
    """

    label: str = ""
    lacks: tuple[str, ...] = ()
    is_nowhere: bool = False
    largest_audience: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """The licence that was taken, with what speaks for it."""

    licence_id: int
    label: str
    platform: str
    surplus_kinds: tuple[str, ...]
    largest_audience: int
    week_min: int
    passed_over: tuple[PassedOver, ...]

    def as_row(self) -> dict[str, object]:
        """Return it as plain JSON, to be kept beside the meeting."""
        return asdict(self)


def peak_use(spans: Iterable[Span], start: datetime, end: datetime) -> int:
    """Return the most spans that run at one instant of [start, end)."""
    steps: list[tuple[datetime, int]] = []
    for span in spans:
        if span.starts_at < end and span.ends_at > start:
            steps += ((max(span.starts_at, start), 1), (span.ends_at, -1))
    running = peak = 0
    # At the same instant an end (−1) sorts before a start (+1): half-open intervals do not touch.
    for _, step in sorted(steps):
        running += step
        peak = max(peak, running)
    return peak


def is_free(account: Account, spans: Iterable[Span], start: datetime, end: datetime) -> bool:
    """Tell whether one more meeting [start, end) fits the account, buffers included."""
    return _why_busy(account, spans, start, end) == ""


def choose(
    need: Need, accounts: Iterable[Account], spans: Sequence[Span], start: datetime, end: datetime
) -> tuple[Choice | None, tuple[PassedOver, ...]]:
    """Return the licence for a session [start, end), and why the others were passed over."""
    fitting: list[Account] = []
    passed_over: list[PassedOver] = []
    for account in accounts:
        own = [span for span in spans if span.licence_id == account.id]
        why = why_unfit(need, account) or _why_busy(account, own, start, end)
        if why:
            lacks = _lacks(need, account) if why == "kinds" else ()
            passed_over.append(PassedOver(account.label, why, lacks))
        else:
            fitting.append(account)
    fitting.sort(key=lambda account: _preference(need, account))
    if not fitting:
        return None, tuple(passed_over)
    best, *others = fitting
    passed_over += [PassedOver(account.label, "surplus") for account in others]
    return _explain(need, best, tuple(passed_over)), tuple(passed_over)


def why_unfit(need: Need, account: Account) -> str:
    """Return the reason why the account can never host this need, or nothing when it can."""
    if not need.kinds <= account.kinds:
        return "kinds"
    if need.audience_size > account.largest_audience:
        return "seats"
    return "capped" if account.is_capped else ""


def hindrance(need: Need, accounts: Iterable[Account]) -> Hindrance | None:
    """Return the reason why no account can ever host a need; None where one can, some day."""
    known = list(accounts)
    if any(why_unfit(need, account) in ("", "capped") for account in known):
        return None
    if not known:
        return Hindrance()
    able = [account for account in known if need.kinds <= account.kinds]
    if able:
        largest = max(able, key=lambda account: account.largest_audience)
        return Hindrance(largest.label, largest_audience=largest.largest_audience)
    return _nearest(need, known)


def _nearest(need: Need, known: Sequence[Account]) -> Hindrance:
    """Return what the account lacks that comes nearest to hosting a need."""
    nearest = min(known, key=lambda account: _distance(need, account))
    lacks = _lacks(need, nearest)
    is_nowhere = not any(set(lacks) & account.kinds for account in known)
    return Hindrance(nearest.label, lacks, is_nowhere, nearest.largest_audience)


def free_starts(
    need: Need,
    accounts: Sequence[Account],
    spans: Sequence[Span],
    starts: Iterable[datetime],
    length: timedelta,
) -> Iterator[datetime]:
    """Yield, of `starts`, those at which some account could host a session of that length."""
    fitting = [account for account in accounts if not why_unfit(need, account)]
    by_account = {
        account.id: [span for span in spans if span.licence_id == account.id] for account in fitting
    }
    for start in starts:
        if any(is_free(a, by_account[a.id], start, start + length) for a in fitting):
            yield start


def _lacks(need: Need, account: Account) -> tuple[str, ...]:
    """Return the kinds that a need asks for and an account does not have, the dearest first."""
    return tuple(sorted(need.kinds - account.kinds, key=lambda kind: (-WEIGHTS[kind], kind)))


def _distance(need: Need, account: Account) -> tuple[int, int, bool, int]:
    """Return how far an account is from hosting a need: what lacks, and then the seats."""
    lacks = _lacks(need, account)
    is_small = account.largest_audience < need.audience_size
    return len(lacks), sum(WEIGHTS[kind] for kind in lacks), is_small, account.id


def _why_busy(account: Account, spans: Iterable[Span], start: datetime, end: datetime) -> str:
    """Return why one more meeting [start, end) does not fit, or nothing when it does."""
    padded_start, padded_end = start - account.buffer, end + account.buffer
    own = list(spans)
    if peak_use((s for s in own if s.is_block), padded_start, padded_end):
        return "blocked"
    running = peak_use((s for s in own if not s.is_block), padded_start, padded_end)
    return "busy" if running >= account.capacity else ""


def _preference(need: Need, account: Account) -> tuple[int, int, int, int]:
    """Return the order of taking: least waste, least used that week, then a stable one."""
    waste = sum(WEIGHTS[kind] for kind in account.kinds - need.kinds)
    return waste, account.largest_audience, account.week_min, account.id


def _explain(need: Need, account: Account, passed_over: tuple[PassedOver, ...]) -> Choice:
    """Return the choice with the facts that speak for it."""
    return Choice(
        licence_id=account.id,
        label=account.label,
        platform=account.platform,
        surplus_kinds=tuple(sorted(account.kinds - need.kinds)),
        largest_audience=account.largest_audience,
        week_min=account.week_min,
        passed_over=passed_over,
    )
