"""The networks whose interface publishes, as tests see them at the emulator."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

from tests.grants.tiktok import connect_tiktok
from tests.vendor import Vendor
from vc.networks.facts import Network


@dataclass(frozen=True)
class Sea:
    """One network: the operation that makes a post public, and what everybody sees there."""

    network: Network
    publishes: str
    conduct: Callable[..., None]
    """How the network is told to behave otherwise."""
    public: Callable[[dict], list[str]]
    """The ids of what is public, by the emulator's state; one that is so twice is there twice."""
    connect: Callable[[Flask, Vendor], object] = lambda app, vendor: None
    """Has an account consent, where no setting says who we are."""
    is_taken_down_by_hand: bool = False
    tells_figures: bool = True
    works_afterwards: bool = False
    """It looks at a film only once the call that makes it public was made."""


def finished(state: dict) -> list[str]:
    """Return the films of Facebook that somebody finished."""
    return [one["id"] for one in state["films"] if one["finished_at"] is not None]


def published(state: dict) -> list[str]:
    """Return the reels of Instagram that were published."""
    return [one["media"] for one in state["reels"] if one["published_at"] is not None]


def made_public(state: dict) -> list[str]:
    """Return the videos of YouTube that everybody sees."""
    return [one["id"] for one in state["videos"] for _ in range(one["public_times"])]


def posted(state: dict) -> list[str]:
    """Return the posts of X."""
    return [one["id"] for one in state["posts"]]


def connect(app: Flask, vendor: Vendor) -> None:
    """Connect TikTok's account for days: a renewal whose answer is lost is for a person to mend."""
    connect_tiktok(app, vendor, access_s=10**6)


def whole(state: dict) -> list[str]:
    """Return the videos of TikTok whose last piece came."""
    return [one["id"] for one in state["tiktoks"]]


SEAS = (
    Sea(Network.FACEBOOK, "create_reel", Vendor.meta, finished, works_afterwards=True),
    Sea(
        *(Network.INSTAGRAM, "publish_container", Vendor.meta, published),
        is_taken_down_by_hand=True,
    ),
    Sea(Network.YOUTUBE, "update_video", Vendor.youtube, made_public),
    Sea(
        *(Network.TIKTOK, "put_video", Vendor.tiktok, whole, connect),
        is_taken_down_by_hand=True,
        tells_figures=False,
        works_afterwards=True,
    ),
    Sea(Network.X, "create_post", Vendor.x, posted),
)
