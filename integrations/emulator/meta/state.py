"""What the emulator remembers of Meta: its Page, tokens, live videos, messages to be sent."""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass

from integrations.emulator.state import Transaction

APP_ID = "emulator"
APP_SECRET = "emulator"  # noqa: S105 - it opens nothing but the emulator
PAGE_ID = "104000000000001"
PAGE_TOKEN = "emulator"  # noqa: S105
USER_TOKEN = "emulator-user"  # noqa: S105
USER_ID = "204000000000001"
INVALID = 467
"""The subcode of a token that Meta does not take (any more)."""
SCOPES = (
    "instagram_basic",
    "instagram_content_publish",
    "instagram_manage_insights",
    "pages_manage_metadata",
    "pages_manage_posts",
    "pages_read_engagement",
    "pages_show_list",
    "public_profile",
    "read_insights",
)

LISTS = ("scopes", "cut_uploads_at", "gone_metrics")
"""The fields of its conduct that are kept as lists."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta_token (
    value TEXT PRIMARY KEY, kind TEXT NOT NULL, refused_as INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS meta_live (
    id TEXT PRIMARY KEY, video_id TEXT UNIQUE, created_at REAL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS meta_subscribed (page TEXT PRIMARY KEY, fields TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS meta_notice (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
"""
TABLES = ("meta_token", "meta_live", "meta_subscribed", "meta_notice")


@dataclass(frozen=True, slots=True)
class MetaConduct:
    """How the emulated Meta behaves, and what its Page is, until a test says otherwise.

    `is_reviewed` tells whether the app passed the review for live videos; `is_blocked` that a
    policy keeps it from everything. `call_count` is the percentage of the allowance that is used:
    above 0 each answer has a usage header. `regain_min` are the minutes until it may call again.
    """

    page_name: str = "Prevención en tu comunidad"
    followers: int = 1200
    is_published: bool = True
    is_old_enough: bool = True
    is_reviewed: bool = True
    is_blocked: bool = False
    scopes: tuple[str, ...] = SCOPES
    call_count: int = 0
    regain_min: int = 0
    processing_s: float = 2.0
    """How long the work on a video takes."""
    processing_trouble: str = ""
    """Why it fails; empty when it does not."""
    videos_stay_drafts: bool = False
    """As upright films do that are sent as videos: nobody ever sees them."""
    most_reels: int = 30
    """So many within a day."""
    cut_uploads_at: tuple[int, ...] = ()
    """The next uploads break off after so many bytes."""
    takes_films: str = "sent"
    """Whether Instagram lets the application send films: "sent"; "fetched", only addresses are
    taken; "fetched_late", which it says only where the bytes arrive."""
    gone_metrics: tuple[str, ...] = ()
    """Metrics that were taken away."""


def fill(tx: Transaction) -> None:
    """Write the tokens that are taken: the Page's, and that of somebody who manages it."""
    for value, kind in ((PAGE_TOKEN, "PAGE"), (USER_TOKEN, "USER")):
        tx.run("INSERT OR REPLACE INTO meta_token VALUES (?, ?, 0)", value, kind)


def refuse_tokens(tx: Transaction, subcode: int = INVALID) -> None:
    """Take no token any more, for the reason of a subcode; 0 takes them again."""
    tx.run("UPDATE meta_token SET refused_as = ?", subcode)


def conduct(tx: Transaction) -> MetaConduct:
    """Return how Meta behaves now."""
    kept = json.loads(tx.setting("meta", "{}"))
    for name in LISTS:
        if name in kept:
            kept[name] = tuple(kept[name])
    return MetaConduct(**kept)


def keep_conduct(tx: Transaction, conduct: MetaConduct) -> None:
    """Let Meta behave like this from now on."""
    tx.set("meta", json.dumps(asdict(conduct)))


def hex_hmac(text: bytes, secret: str = APP_SECRET) -> str:
    """Return what the application's secret makes of a text: proofs, signatures."""
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
