"""Who is who among the stays that a vendor tells, and when each of them was there. Pure.

People are told apart by the vendor's registrant or by e-mail, never by name: two Marías are two,
and one María who comes in twice under another spelling must not become two.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from integrations.contracts.meetings import Attendee
from vc.licences.allocation import Span


def persons_of(stays: Sequence[Attendee]) -> list[list[Attendee]]:
    """Return the stays of each person: those that share anything which tells who it is."""
    parents: dict[str, str] = {}

    def root_of(key: str) -> str:
        while parents.setdefault(key, key) != key:
            key = parents[key]
        return key

    firsts = []
    for number, stay in enumerate(stays):
        seat = [f"s:{stay.seat_id}"] if stay.seat_id else []
        keys = [*identity(stay), *seat] or [f"n:{number}"]
        for key in keys[1:]:
            parents[root_of(key)] = root_of(keys[0])
        firsts.append(keys[0])
    groups: dict[str, list[Attendee]] = {}
    for stay, first in zip(stays, firsts, strict=True):
        groups.setdefault(root_of(first), []).append(stay)
    return list(groups.values())


def identity(stay: Attendee) -> list[str]:
    """Return what tells who somebody is, whatever name they go by."""
    told = {"r": stay.registrant_id, "e": stay.email.lower(), "a": stay.account_id}
    return [f"{kind}:{value}" for kind, value in told.items() if value]


def called(stay: Attendee) -> str:
    """Return what somebody was called, however it was typed.

    Apple's keyboards make an accent a sign of its own; others put signs that nobody sees.
    """
    plain = unicodedata.normalize("NFKC", stay.name).casefold()
    seen = "".join(one for one in plain if unicodedata.category(one) != "Cf")
    return " ".join(seen.split())


def spans_of(group: list[Attendee]) -> list[Span]:
    """Return when somebody was there, once where two of their devices were."""
    spans: list[Span] = []
    for stay in sorted(group, key=lambda stay: stay.joined_at):
        left_at = stay.left_at or datetime.max.replace(tzinfo=UTC)
        if spans and stay.joined_at <= spans[-1].ends_at:
            spans[-1] = replace(spans[-1], ends_at=max(left_at, spans[-1].ends_at))
        else:
            spans.append(Span(0, stay.joined_at, left_at))
    return spans
