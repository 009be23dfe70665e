"""How each point of a clip's list stands: pure, from the points, the answers and the facts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from vc.checklists import checks
from vc.checklists.checks import Facts, Found, Result
from vc.checklists.models import (
    Answer,
    DependsOn,
    Evidence,
    Level,
    Mode,
    Reply,
    TemplateItem,
)

APPROVAL = "approval"
"""The key of the point that the review itself fulfils: it never keeps the review from beginning."""
SECOND_PERSON = "Falta que otra persona lo confirme."
ALL_AGAIN = "El clip cambió desde que se respondió."
LATER = frozenset({"approval", "ban", "formats", "watched"})
"""Checks that the review, the day or the files to come fulfil, not who asks for the review."""
ONE_BY_ONE = frozenset({"minors", "refusals"})
"""Rules whose points are never confirmed together with others."""
REFUSALS = "refusals"
"""The key of the check whose answers do not outlast the next person who asks."""
MORE_ASKED = "Alguien más lo pidió desde que se respondió."


class Outcome(StrEnum):
    """How a point stands."""

    DONE = "DONE"
    MISSING = "MISSING"
    """Nobody answered, or the check cannot tell yet."""
    NO = "NO"
    """Somebody answered that it is not so."""
    NOT_APPLICABLE = "NOT_APPLICABLE"
    """Somebody said why it need not be so."""
    STALE = "STALE"
    """The clip changed since it was answered."""
    WARN = "WARN"
    """The check asks somebody to look; it holds nobody up."""
    FAIL = "FAIL"
    """The check says no."""


OPEN = frozenset({Outcome.MISSING, Outcome.NO, Outcome.STALE, Outcome.FAIL})


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemState:
    """One point that is asked of the clip. `text` is what the check or the rule says of it."""

    item: TemplateItem
    blocks: bool
    outcome: Outcome
    text: str = ""
    given: tuple[Answer, ...] = ()
    """The answers that count or would count, the newest first."""
    may_waive: bool = False
    """A point of the system's that only a person can settle, by saying why it does not apply."""
    found: Found | None = None
    """What its check found; None where only a person can tell."""

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be done."""
        return self.outcome in OPEN

    @property
    def holds_up(self) -> bool:
        """Tell whether it keeps the clip from its approval."""
        return self.blocks and self.is_open and self.item.key != APPROVAL

    @property
    def is_later(self) -> bool:
        """Tell whether only the review itself, the day or the files to come settle it."""
        return self.outcome is Outcome.FAIL and self.item.check_key in LATER

    @property
    def waits(self) -> bool:
        """Tell whether it waits for whoever asks for the review, and for nobody after them."""
        is_second = self.item.needs_two and self.outcome is Outcome.MISSING and bool(self.given)
        return self.holds_up and not self.is_later and not is_second

    @property
    def is_evident(self) -> bool:
        """Tell whether a yes may be one of several: the first answer, and nothing is against it."""
        item = self.item
        is_first = item.mode is Mode.PERSON and self.outcome is Outcome.MISSING and not self.given
        is_special = item.needs_two or not ONE_BY_ONE.isdisjoint(item.rule)
        is_harder = self.blocks and item.level is not Level.BLOCKING
        return is_first and not (is_special or is_harder) and self.found in (None, Found.OK)

    @property
    def is_answerable(self) -> bool:
        """Tell whether a person may answer it."""
        return self.item.mode is Mode.PERSON or self.may_waive


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How the list of a clip stands."""

    name: str
    version: int
    items: tuple[ItemState, ...]
    left_out: tuple[TemplateItem, ...] = field(default=())
    """Points that are not asked of this clip, or not today."""
    is_watched: bool = False
    """Whether whoever reads it watched all of the clip."""

    def evident(self, with_proof: Collection[int] = ()) -> tuple[ItemState, ...]:
        """Return the points that whoever watched the clip may confirm by one yes.

        One that asks for evidence is among them where its id is in `with_proof`: it is at hand.
        """
        if not self.is_watched:
            return ()
        return tuple(
            one
            for one in self.items
            if one.is_evident and (one.item.evidence is Evidence.NONE or one.item.id in with_proof)
        )

    @property
    def waiting(self) -> tuple[ItemState, ...]:
        """Return the points that wait for whoever asks for the review."""
        return tuple(one for one in self.items if one.waits)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the labels of the points that keep the clip from its approval."""
        return tuple(one.item.label for one in self.items if one.holds_up)

    @property
    def done(self) -> int:
        """Return the number of points that are settled."""
        return sum(not one.is_open for one in self.items)

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing holds the clip up."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Digests:
    """Which picture and which words a clip has."""

    picture: str
    text: str


def state_of(
    items: Sequence[TemplateItem], answers: Sequence[Answer], facts: Facts, digests: Digests
) -> tuple[ItemState, ...]:
    """Return the states of the points that are asked of a clip. `answers` come the oldest first."""
    by_item: dict[int, list[Answer]] = {}
    for answer in answers:
        by_item.setdefault(answer.item_id, []).insert(0, answer)
    return tuple(
        _item_state(item, by_item.get(item.id, []), facts, digests)
        for item in items
        if checks.applies(item.rule, facts)
    )


def subject(item: TemplateItem, digests: Digests) -> str:
    """Return a point's subject in short: another picture or other words, where it asks."""
    parts = {
        DependsOn.NOTHING: (),
        DependsOn.FILE: (digests.picture,),
        DependsOn.TEXT: (digests.text,),
        DependsOn.BOTH: (digests.picture, digests.text),
    }
    return ".".join(parts[item.depends_on])


def is_stale(item: TemplateItem, answer: Answer, digests: Digests) -> bool:
    """Tell whether the clip changed, in what the point is about, since the answer."""
    answered = Digests(answer.picture_sha256, answer.text_sha256)
    return subject(item, answered) != subject(item, digests)


def _item_state(
    item: TemplateItem, answers: list[Answer], facts: Facts, digests: Digests
) -> ItemState:
    """Return how one point stands; `answers` come the newest first."""
    result = checks.run(item.check_key, facts) if item.check_key else None
    given = _newest(item, answers)
    blocks = checks.blocks(item.level, item.rule, facts)
    if item.mode is Mode.SYSTEM:
        result = result or Result(Found.UNKNOWN, "")
        outcome = _of_check(item, result, given, digests)
        may_waive = result.found is Found.UNKNOWN
        given = given if may_waive else ()
        text = result.text
    else:
        outcome, text = _of_person(item, result, given, digests)
        may_waive = False
        if item.check_key == REFUSALS and _is_older(given, facts.refused_at):
            outcome, text = Outcome.STALE, f"{MORE_ASKED} {result.text if result else ''}".strip()
    return ItemState(
        item=item,
        blocks=blocks,
        outcome=outcome,
        text=text,
        given=given,
        may_waive=may_waive,
        found=result.found if result else None,
    )


def _is_older(given: tuple[Answer, ...], moment: datetime | None) -> bool:
    """Tell whether the newest answer was given before a moment."""
    return bool(given) and moment is not None and given[0].at < moment


def _newest(item: TemplateItem, answers: list[Answer]) -> tuple[Answer, ...]:
    """Return the newest answer, or each person's newest where two have to agree."""
    if not item.needs_two:
        return tuple(answers[:1])
    newest: dict[int, Answer] = {}
    for answer in answers:
        newest.setdefault(answer.by_id, answer)
    return tuple(newest.values())


def _of_check(
    item: TemplateItem, result: Result, given: tuple[Answer, ...], digests: Digests
) -> Outcome:
    """Return how a point of the system's stands."""
    if result.found is Found.UNKNOWN and given:
        waived = given[0]
        if waived.reply is Reply.NOT_APPLICABLE:
            is_old = is_stale(item, waived, digests)
            return Outcome.STALE if is_old else Outcome.NOT_APPLICABLE
    return {
        Found.OK: Outcome.DONE,
        Found.WARN: Outcome.WARN,
        Found.FAIL: Outcome.FAIL,
        Found.UNKNOWN: Outcome.MISSING,
    }[result.found]


def _of_person(
    item: TemplateItem, result: Result | None, given: tuple[Answer, ...], digests: Digests
) -> tuple[Outcome, str]:
    """Return how a point stands that people answer, and what is to be said of it."""
    said = result.text if result else ""
    fresh = [one for one in given if not is_stale(item, one, digests)]
    if not fresh:
        return (Outcome.STALE, ALL_AGAIN) if given else (Outcome.MISSING, said)
    return _of_answers(item, {one.reply for one in fresh}, len(fresh), result)


def _of_answers(
    item: TemplateItem, replies: set[Reply], count: int, result: Result | None
) -> tuple[Outcome, str]:
    """Return how a point stands by answers that hold still."""
    said = result.text if result else ""
    if Reply.NO in replies:
        return Outcome.NO, said
    if item.needs_two and count < 2:
        return Outcome.MISSING, f"{SECOND_PERSON} {said}".strip()
    if replies == {Reply.NOT_APPLICABLE}:
        return Outcome.NOT_APPLICABLE, said
    return (Outcome.FAIL if _denies(result) else Outcome.DONE), said


def _denies(result: Result | None) -> bool:
    """Tell whether the system's own finding stands against what people answered."""
    return result is not None and result.found in (Found.FAIL, Found.UNKNOWN)
