"""One text as each network takes it, and where it differs from the common one. Pure."""

from dataclasses import dataclass

from vc.networks.counting import HASHTAG, count
from vc.networks.facts import Network
from vc.networks.known import NETWORKS

CUT = "…"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a text differs from the common one: what stands before, is taken out, put in, after."""

    before: str
    gone: str
    put_in: str
    after: str

    def __bool__(self) -> bool:
        """Tell whether they differ at all."""
        return bool(self.gone or self.put_in)


def fitted(network: Network, text: str) -> str:
    """Return a text with no more hashtags than a network takes, shortened to its limit.

    It ends between two words, so that no address is cut in two. What only a person can mend (too
    many mentions, signs that are refused) stays, and is told as a problem.
    """
    most = NETWORKS[network].text.most_hashtags
    if most is not None:
        for extra in reversed(list(HASHTAG.finditer(text))[most:]):
            text = text[: extra.start()].rstrip(" ") + text[extra.end() :]
    if count(network, text).used <= NETWORKS[network].text.most:
        return text
    ends = [at for at in range(1, len(text)) if text[at].isspace() and not text[at - 1].isspace()]
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        if _fits(network, text[: ends[middle]]):
            low = middle + 1
        else:
            high = middle
    return f"{text[: ends[low - 1]]}{CUT}" if low else text


def fitted_title(network: Network, title: str) -> str:
    """Return a title, shortened to what a network takes."""
    most = NETWORKS[network].text.most_title
    if most is None or len(title) <= most:
        return title
    kept = title[: most - len(CUT)]
    return f"{kept.rpartition(' ')[0] or kept}{CUT}"


def difference(common: str, own: str) -> Difference:
    """Return where a text differs from the common one, by whole words from both ends."""
    if common == own:
        return Difference(common, "", "", "")
    shorter, first = min(len(common), len(own)), 0
    while first < shorter and common[first] == own[first]:
        first += 1
    while first and not common[first - 1].isspace():
        first -= 1
    last = 0
    while last < shorter - first and common[-1 - last] == own[-1 - last]:
        last += 1
    while last and not common[-last].isspace():
        last -= 1
    return Difference(
        common[:first],
        common[first : len(common) - last],
        own[first : len(own) - last],
        common[len(common) - last :],
    )


def _fits(network: Network, text: str) -> bool:
    """Tell whether a network takes a text with the sign of what was cut."""
    return count(network, f"{text}{CUT}").used <= NETWORKS[network].text.most
