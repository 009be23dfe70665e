"""What each network takes of a text, as data, and how it counts one. Pure.

How long a clip may be, and in which shape, is told by `vc.clips.networks`; how the addresses of its
posts look, by `integrations.permalink_check`.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vc.channels.weighing import weight

SHOWN = 125
"""So many characters stand before «ver más» on a telephone (contract of clips, 6.3)."""
SEEN = date(2026, 11, 23)
HASHTAG = re.compile(r"(?<![\w&])#\w+")
MENTION = re.compile(r"(?<![\w@])@[\w.]+")


class Network(StrEnum):
    """Where a clip is published."""

    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    YOUTUBE = "youtube"
    X = "x"
    WEBSITE = "website"
    """The office's own page, feed and embedded player."""


class Unit(StrEnum):
    """What a network counts."""

    CHARACTERS = "characters"
    BYTES = "bytes"
    WEIGHT = "weight"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a network takes of a text; None where there is no limit that we know of."""

    most: int
    unit: Unit = Unit.CHARACTERS
    most_title: int | None = None
    most_hashtags: int | None = None
    most_mentions: int | None = None
    refuses: str = ""
    """Characters that it does not take."""
    source: str


LIMITS = {
    Network.FACEBOOK: Limits(
        most=63_206,
        source="lettercounter.org, Facebook character limits 2026",
    ),
    Network.INSTAGRAM: Limits(
        most=2_200,
        most_hashtags=5,
        most_mentions=3,
        source="ayrshare.com, Instagram API",
    ),
    Network.YOUTUBE: Limits(
        most=5_000,
        unit=Unit.BYTES,
        most_title=100,
        refuses="<>",
        source="developers.google.com, YouTube Data API, videos",
    ),
    Network.X: Limits(
        most=280,
        unit=Unit.WEIGHT,
        source="docs.x.com, counting characters",
    ),
    Network.WEBSITE: Limits(most=5_000, source="la propia página"),
}


@dataclass(frozen=True, slots=True)
class Count:
    """How long a network finds a text, and what it would not take of it, in Spanish."""

    used: int
    most: int
    problems: tuple[str, ...] = ()


def count(network: Network, text: str) -> Count:
    """Return how a network counts a text."""
    limits = LIMITS[network]
    used = {
        Unit.CHARACTERS: len(text),
        Unit.BYTES: len(text.encode()),
        Unit.WEIGHT: weight(text),
    }[limits.unit]
    problems = (
        (used > limits.most, f"El texto pasa de {limits.most}: lleva {used}."),
        (
            _too_many(HASHTAG, text, limits.most_hashtags),
            f"Admite {limits.most_hashtags} etiquetas cuando mucho.",
        ),
        (
            _too_many(MENTION, text, limits.most_mentions),
            f"Admite {limits.most_mentions} menciones cuando mucho.",
        ),
        (
            any(char in text for char in limits.refuses),
            f"No admite estos caracteres: {' '.join(limits.refuses)}.",
        ),
    )
    return Count(used, limits.most, tuple(words for is_so, words in problems if is_so))


def title_problems(network: Network, title: str) -> list[str]:
    """Return what a network would not take of a title, in Spanish."""
    limits = LIMITS[network]
    most = limits.most_title
    problems = (
        (most is not None and len(title) > most, f"El título pasa de {most}: lleva {len(title)}."),
        (
            most is not None and any(char in title for char in limits.refuses),
            f"El título no admite estos caracteres: {' '.join(limits.refuses)}.",
        ),
    )
    return [words for is_so, words in problems if is_so]


def shown_first(text: str) -> tuple[str, str]:
    """Return what of a text is seen at once, and what only after «ver más»."""
    return text[:SHOWN], text[SHOWN:]


def _too_many(pattern: re.Pattern[str], text: str, most: int | None) -> bool:
    """Tell whether a text has more of something than may be."""
    return most is not None and len(pattern.findall(text)) > most
