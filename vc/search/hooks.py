"""Where each feature lets a search of everything find what it has."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from vc.db import Base
from vc.hooks import Hook
from vc.paging import Page

MOST_TOLD = 100
"""More of a kind than so many are not counted."""
Picture = tuple[str, Mapping[str, object]]
"""The endpoint of a poster, with what its address needs."""


class Named(NamedTuple):
    """A page or an action by its name; `words` are what else people type, which nobody is shown."""

    name: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is searched for: all of the words, in any order; the last may be half typed."""

    words: str
    now: datetime
    page: int = 1
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that was found, as its row of the results shows it."""

    title: str
    args: Mapping[str, object] = field(default_factory=dict)
    """What the address of its page needs beside its endpoint."""
    endpoint: str = ""
    """Of its page, where that is not the finder's."""
    row: Base | None = None
    """What its door is asked about."""
    about: str = ""
    at: datetime | date | None = None
    state: tuple[str, str] | None = None
    """Words and tone, where it is not as usual."""
    picture: Picture | None = None
    length: str = ""
    """How long it lasts, or at which second it is said."""
    names: tuple[str, ...] = ()
    """By any of these, typed whole, it comes before everything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """What finds rows of one kind; its endpoint's door decides who gets them."""

    key: str
    """In the address that shows all of them."""
    title: str
    endpoint: str
    icon: str
    find: Callable[[Session, Asked], Page[Hit]]
    least: int = 2
    """So many letters are typed before it is asked."""
    is_said: bool = False
    """Whether its titles are what somebody said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something that can be begun with what was typed: where it is asked for, or nothing is found.

    It is sent, not linked to: what is typed stands in no address.
    """

    endpoint: str
    """Takes the words as `titulo`."""
    said: str
    """«Agendar una sesión «{words}»»"""
    icon: str
    asked: re.Pattern[str]
    """How people ask for it; its group `words` is what it is begun with."""


OFFERS: Hook[Offer] = Hook("what a search offers to begin")
FINDERS: Hook[Finder] = Hook("what a search of everything finds")


@dataclass(frozen=True, slots=True)
class Group:
    """What one finder found: the best of it, and how many there are."""

    finder: Finder
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    is_more: bool = False
    """There are more than `total`: nobody counted them."""
    page: Page[Hit] | None = None

    @property
    def has_others(self) -> bool:
        """Tell whether there are more than are shown."""
        return self.is_more or self.total > len(self.hits)
