"""What goes in and out of whoever publishes clips at a network; the contract as a Protocol.

What may be repeated is kept apart from what may not: `begin` and `upload` make nothing public and
can be done anew; `publish` is the one irreversible call, and is sent once. What leads to the post
is known, and kept by the caller, before that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from integrations.contracts.common import Connection


class Stage(StrEnum):
    """How far a post is at its network."""

    DRAFT = "draft"
    """It is there, and nobody was asked to publish it."""
    PROCESSING = "processing"
    """It was published; the network still works on it."""
    PUBLISHED = "published"
    FAILED = "failed"
    """The network could not do it; `reason` says why."""
    GONE = "gone"
    """The network has nothing (any more)."""
    UNSEEN = "unseen"
    """It cannot be told: nothing that is looked at names it."""


class Way(StrEnum):
    """How a film gets to its network."""

    SENT = "sent"
    """We send its bytes."""
    FETCHED = "fetched"
    """The network fetches it from an address of ours."""


FETCHED_MARK = "fetched:"
"""Begins a draft's `upload_url` where no bytes are sent; the draft's own id follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A clip as it is to be published.

    `mark` is our key, which no other post has; networks without an id before the post are searched
    for it. `captions` is SRT, empty for none; `picture` is a JPEG, None for none, and `picture_ms`
    the instant of the film that it shows, where somebody chose one. Whoever has `film_url` fetches
    the film there, for a while: it is a secret, and empty where nobody outside reaches us.
    """

    mark: str
    title: str
    text: str
    film: Path
    size_bytes: int
    duration_ms: int
    width: int
    height: int
    captions: str = ""
    picture: bytes | None = None
    picture_ms: int | None = None
    film_url: str = field(default="", repr=False)

    @property
    def is_upright(self) -> bool:
        """Tell whether it is taller than wide."""
        return self.height > self.width


@dataclass(frozen=True, slots=True)
class Draft:
    """What leads to a post that is not public yet.

    `remote_id` is the network's, `upload_url` where its bytes go or what names the upload; either
    is empty where the network has none. Both are kept before the next call.
    """

    remote_id: str
    upload_url: str = ""

    @property
    def way(self) -> Way:
        """Return the way in which its film gets there."""
        return Way.FETCHED if self.upload_url.startswith(FETCHED_MARK) else Way.SENT


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read of a post. `permalink_url` is absolute, empty while there is none."""

    stage: Stage
    permalink_url: str = ""
    reason: str = ""
    remote_id: str = ""
    """The post's own id, where it is another one than the draft's."""


class Publisher(Protocol):
    """Publishes at one network. Every method may raise any error of `integrations.errors`."""

    network: str

    def begin(self, post: Post) -> Draft:
        """Make a place for it, which nobody sees. May be repeated: an old one is left to expire."""
        ...

    def upload(self, draft: Draft, post: Post, alive: Callable[[], object]) -> Draft:
        """Send its bytes, from where they broke off. `alive` is called every few seconds.

        May be repeated. Raises UnavailableError when the line breaks; NotFoundError when the draft
        is gone.
        """
        ...

    def is_ready(self, draft: Draft) -> bool:
        """Tell whether it can be published now, or the network still works on its bytes."""
        ...

    def publish(self, draft: Draft, post: Post) -> str:
        """Make it public; return its id, empty where only a look tells. Never repeated.

        Raises OutcomeUnknownError when it may or may not be public now.
        """
        ...

    def look(self, draft: Draft, post: Post) -> Seen:
        """Read how it stands. Does not change anything."""
        ...

    def add_captions(self, remote_id: str, post: Post) -> None:
        """Add its captions and picture, where the network takes them apart. May be repeated."""
        ...

    def retract(self, remote_id: str) -> None:
        """Take it down; one that is gone already counts as taken down."""
        ...

    def figures(self, remote_id: str) -> Mapping[str, int]:
        """Read how it is doing, by the keys of the network's metrics (`vc.networks`).

        What the network does not tell, or no longer, is left out.
        """
        ...

    def check(self) -> Connection:
        """Try the credentials and name what is missing; never raises for a refusal."""
        ...
