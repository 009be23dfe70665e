"""How a network counts a text, and what it would not take of it. Pure."""

import re
from dataclasses import dataclass

from vc.networks.facts import Network
from vc.networks.known import NETWORKS

SHOWN = 125
"""So many characters stand before «ver más» on a telephone (contract of clips, 6.3)."""
HASHTAG = re.compile(r"(?<![\w&])#\w+")
MENTION = re.compile(r"(?<![\w@])@[\w.]+")


@dataclass(frozen=True, slots=True)
class Count:
    """How long a network finds a text, and what it would not take of it, in Spanish."""

    used: int
    most: int
    unit: str = ""
    problems: tuple[str, ...] = ()


def count(network: Network, text: str) -> Count:
    """Return a network's count of a text."""
    limits = NETWORKS[network].text
    used = limits.length(text)
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
    return Count(used, limits.most, limits.unit, tuple(words for is_so, words in problems if is_so))


def title_problems(network: Network, title: str) -> list[str]:
    """Return a network's problems with a title, in Spanish."""
    limits = NETWORKS[network].text
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
    """Return the part of a text that is seen at once, and the part after «ver más»."""
    return text[:SHOWN], text[SHOWN:]


def _too_many(pattern: re.Pattern[str], text: str, most: int | None) -> bool:
    """Tell whether a text has more of something than may be."""
    return most is not None and len(pattern.findall(text)) > most
