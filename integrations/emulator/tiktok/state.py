"""What the emulator remembers of TikTok: consents, uploads and the posts that they become."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace

from integrations.emulator.state import JsonObject, Transaction

SCHEMA = """
CREATE TABLE IF NOT EXISTS tiktok_token (
    value TEXT PRIMARY KEY, kind TEXT, scopes TEXT, ends_at REAL, goes_with TEXT);
CREATE TABLE IF NOT EXISTS tiktok_post (
    id TEXT PRIMARY KEY, upload TEXT UNIQUE, body TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS tiktok_call (operation TEXT, at REAL);
"""
TABLES = ("tiktok_token", "tiktok_post", "tiktok_call")
USERNAME, OPEN_ID = "secesp_slp", "_000emulatorOpenIdEmulator"


@dataclass(frozen=True, slots=True)
class TikTokConduct:
    """How the emulated TikTok behaves until a test says otherwise."""

    redirect_uris: tuple[str, ...] = ()
    """What the application's owner registered."""
    is_audited: bool = True
    is_private: bool = False
    """Whether the account is."""
    is_banned: bool = False
    disabled: tuple[str, ...] = ()
    """What the account lets nobody do: comment, duet, stitch."""
    most_seconds: int = 600
    most_posts: int = 15
    """So many may be begun in a day."""
    processing_s: float = 2.0
    moderation_s: float = 0.0
    """How long a public post that is complete has no number yet."""
    failure: str = ""
    """Why the work on a video fails; empty when it does not."""
    access_s: int = 7_200
    refresh_s: int = 15_552_000


@dataclass(frozen=True, slots=True)
class TikTokPost:
    """A post: first an upload that somebody began, then what it became."""

    id: str
    number: str
    upload: str
    created_at: float
    size: int
    piece: int
    about: JsonObject
    received: int = 0
    whole_at: float | None = None
    """When all its bytes were there."""
    failure: str = ""
    ready_at: float = 0.0
    public_at: float = 0.0

    def number_for_all(self, now: float) -> str:
        """Return the number of a post that everybody sees; empty for any other."""
        is_public = self.about["privacy_level"] == "PUBLIC_TO_EVERYONE"
        is_out = self.whole_at is not None and not self.failure and now >= self.public_at
        return self.number if is_public and is_out else ""


def conduct(tx: Transaction) -> TikTokConduct:
    """Return how TikTok behaves now."""
    return tx.conduct(TikTokConduct, "tiktok")


def register(tx: Transaction, uris: tuple[str, ...]) -> None:
    """Let consents lead back to these, as the application's owner registers them."""
    tx.keep_conduct("tiktok", replace(conduct(tx), redirect_uris=uris))


def begin(tx: Transaction, post: TikTokPost) -> None:
    """Keep an upload that was begun."""
    values = (post.id, post.upload, json.dumps(asdict(post)), b"")
    tx.run("INSERT INTO tiktok_post VALUES (?, ?, ?, ?)", *values)


def save(tx: Transaction, post: TikTokPost, more: bytes) -> None:
    """Keep a post as it is now, with more bytes of it."""
    tx.run(
        "UPDATE tiktok_post SET body = ?, content = CAST(content || ? AS BLOB) WHERE id = ?",
        *(json.dumps(asdict(post)), more, post.id),
    )


def posts(tx: Transaction) -> list[TikTokPost]:
    """Return posts and uploads, the newest first."""
    rows = tx.all("SELECT body FROM tiktok_post ORDER BY rowid DESC")
    return [TikTokPost(**json.loads(row["body"])) for row in rows]


def published(tx: Transaction) -> dict[str, list[JsonObject]]:
    """Return what came whole, the newest first, with the digest of what came."""
    query = "SELECT content FROM tiktok_post WHERE id = ?"
    whole = [one for one in posts(tx) if one.whole_at is not None]
    return {
        "tiktoks": [
            asdict(one) | {"sha256": hashlib.sha256(tx.row(query, one.id)["content"]).hexdigest()}
            for one in whole
        ]
    }


def embed(tx: Transaction, url: str) -> JsonObject | None:
    """Describe the post at an address to whoever embeds it."""
    number, now = url.rpartition("/video/")[2], tx.now().timestamp()
    seen = [one for one in posts(tx) if one.number_for_all(now) == number]
    return {"type": "video", "title": seen[0].about["title"]} if seen else None
