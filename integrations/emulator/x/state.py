"""What the emulator remembers of X: media, posts, and its conduct."""

import json
from dataclasses import asdict, dataclass

from integrations.emulator.state import JsonObject, Transaction

SCHEMA = """
CREATE TABLE IF NOT EXISTS x_media (id TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS x_segment (media TEXT, number INTEGER, content BLOB NOT NULL,
    PRIMARY KEY (media, number));
CREATE TABLE IF NOT EXISTS x_post (id TEXT PRIMARY KEY, created_at REAL, body TEXT NOT NULL);
"""
TABLES = ("x_media", "x_segment", "x_post")
KEYS = ("emulator", "emulator", "emulator", "emulator")
"""The application's key and secret, the account's token and secret."""
USER_ID, USERNAME = "1300000000000000001", "secesp_slp"
POST_USD, LINK_USD = 0.015, 0.200


@dataclass(frozen=True, slots=True)
class XConduct:
    """How the emulated X behaves until a test says otherwise."""

    processing_s: float = 2.0
    trouble: str = ""
    """Why the work on a video fails; empty when it does not."""
    credit_usd: float = 100.0
    """What may still be spent."""
    is_suspended: bool = False
    may_write: bool = True
    keys: tuple[str, str, str, str] = KEYS
    hides_media_keys: bool = False
    """Whether lists leave out which media a post carries."""


@dataclass(frozen=True, slots=True)
class Media:
    """Bytes on their way to a post."""

    id: str
    category: str
    kind: str
    size: int
    ready_at: float | None = None
    """When the work on it is done; None until it was ended."""
    trouble: str = ""
    sha256: str = ""
    captions: str = ""
    """The media that holds its captions."""

    @property
    def key(self) -> str:
        """Return how posts name it."""
        return f"13_{self.id}"


@dataclass(frozen=True, slots=True)
class XPost:
    """A post."""

    id: str
    text: str
    media: tuple[str, ...]
    created_at: float
    views: int = 0


def conduct(tx: Transaction) -> XConduct:
    """Return how X behaves now."""
    return tx.conduct(XConduct, "x")


def keep_conduct(tx: Transaction, wanted: XConduct) -> None:
    """Let X behave so from now on."""
    tx.keep_conduct("x", wanted)


def save_media(tx: Transaction, media: Media) -> None:
    """Keep a media as it is now."""
    tx.run("INSERT OR REPLACE INTO x_media VALUES (?, ?)", media.id, json.dumps(asdict(media)))


def media(tx: Transaction, number: str) -> Media | None:
    """Return a media; None when there is none."""
    row = tx.one("SELECT body FROM x_media WHERE id = ?", number)
    return Media(**json.loads(row["body"])) if row else None


def keep_segment(tx: Transaction, number: str, index: int, content: bytes) -> None:
    """Keep a part of a media's bytes; one that comes again replaces the first."""
    tx.run("INSERT OR REPLACE INTO x_segment VALUES (?, ?, ?)", number, index, content)


def content(tx: Transaction, number: str) -> bytes:
    """Return the bytes of a media."""
    rows = tx.all("SELECT content FROM x_segment WHERE media = ? ORDER BY number", number)
    return b"".join(row["content"] for row in rows)


def save_post(tx: Transaction, post: XPost) -> None:
    """Keep a post as it is now."""
    values = (post.id, post.created_at, json.dumps(asdict(post)))
    tx.run("INSERT OR REPLACE INTO x_post VALUES (?, ?, ?)", *values)


def post(tx: Transaction, number: str) -> XPost | None:
    """Return a post; None when there is none."""
    return next((one for one in all_posts(tx) if one.id == number), None)


def all_posts(tx: Transaction) -> list[XPost]:
    """Return the posts, the newest first."""
    rows = tx.all("SELECT body FROM x_post ORDER BY created_at DESC, id DESC")
    bodies = [json.loads(row["body"]) for row in rows]
    return [XPost(**(body | {"media": tuple(body["media"])})) for body in bodies]


def published(tx: Transaction) -> dict[str, list[JsonObject]]:
    """Return the posts, the newest first, with the digest of what each carries."""

    def digest(carried: tuple[str, ...]) -> str:
        found = (media(tx, number) for number in carried)
        return next((one.sha256 for one in found if one is not None), "")

    return {"posts": [asdict(one) | {"sha256": digest(one.media)} for one in all_posts(tx)]}


def embed(tx: Transaction, url: str) -> JsonObject | None:
    """Describe the post at an address to whoever embeds it."""
    _, mark, number = url.rpartition("/status/")
    return (
        {"type": "rich", "html": "<blockquote></blockquote>"} if mark and post(tx, number) else None
    )


def forget_post(tx: Transaction, number: str) -> None:
    """Delete a post."""
    tx.run("DELETE FROM x_post WHERE id = ?", number)
