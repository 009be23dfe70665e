"""What the emulator remembers of YouTube: uploads, the videos that they become, and its conduct."""

import hashlib
import json
from dataclasses import asdict, dataclass
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from integrations.emulator.google.state import DOMAIN
from integrations.emulator.state import JsonObject, Transaction

SCHEMA = """
CREATE TABLE IF NOT EXISTS youtube_video (
    id TEXT PRIMARY KEY, upload TEXT UNIQUE, created_at REAL, day TEXT, body TEXT NOT NULL,
    content BLOB NOT NULL);
"""
TABLES = ("youtube_video",)
CHANNEL = "UCemulatoremulatoremula"
TITLE = "Prevención en tu comunidad"
CHANNELS = {
    f"meet2@{DOMAIN}": (CHANNEL, TITLE),
    f"starter@{DOMAIN}": ("UCpersonalpersonalperso", "Canal personal"),
}
"""Which accounts have a channel: its id and its title."""
QUOTA_ZONE = ZoneInfo("America/Los_Angeles")
"""Google's quotas begin anew at midnight there."""


@dataclass(frozen=True, slots=True)
class YouTubeConduct:
    """How the emulated YouTube behaves until a test says otherwise."""

    processing_s: float = 2.0
    """How long the work on a video takes."""
    failure: str = ""
    """Why it fails (`failureReason`); empty when it does not."""
    rejection: str = ""
    """Why it is not wanted (`rejectionReason`); empty when it is."""
    most_inserts: int = 100
    """So many uploads may be begun in a day."""
    cut_uploads_at: tuple[int, ...] = ()
    """The next uploads break off after so many bytes."""
    has_channel: bool = True
    scope: str = "https://www.googleapis.com/auth/youtube.force-ssl"
    """What the account consented to."""


@dataclass(frozen=True, slots=True)
class Video:
    """A video: first an upload that somebody began, then what it became."""

    id: str
    upload: str
    created_at: float
    size: int
    snippet: JsonObject
    status: JsonObject
    received: int = 0
    ready_at: float | None = None
    """When the work on it is done; None until all its bytes are there."""
    failure: str = ""
    rejection: str = ""
    captions: tuple[JsonObject, ...] = ()
    thumbnail_bytes: int = 0
    views: int = 0
    public_times: int = 0
    """How often it was made public that was not."""

    @property
    def is_whole(self) -> bool:
        """Tell whether all of it arrived."""
        return self.ready_at is not None

    def upload_status(self, now: float) -> str:
        """Return how far the work on it is, in YouTube's words."""
        if self.ready_at is None or now < self.ready_at:
            return "uploaded"
        return "failed" if self.failure else "rejected" if self.rejection else "processed"


def conduct(tx: Transaction) -> YouTubeConduct:
    """Return how YouTube behaves now."""
    return tx.conduct(YouTubeConduct, "youtube")


def keep_conduct(tx: Transaction, wanted: YouTubeConduct) -> None:
    """Let YouTube behave so from now on."""
    tx.keep_conduct("youtube", wanted)


def add(tx: Transaction, video: Video) -> None:
    """Keep an upload that was begun."""
    tx.run(
        "INSERT INTO youtube_video VALUES (?, ?, ?, ?, ?, ?)",
        *(video.id, video.upload, video.created_at, _today(tx), json.dumps(asdict(video)), b""),
    )


def save(tx: Transaction, video: Video, more: bytes = b"") -> Video:
    """Keep a video as it is now, with more bytes of it."""
    tx.run(
        "UPDATE youtube_video SET body = ?, content = CAST(content || ? AS BLOB) WHERE id = ?",
        *(json.dumps(asdict(video)), more, video.id),
    )
    return video


def find(tx: Transaction, video_or_upload: str) -> Video | None:
    """Return a video by its id or its upload's; None when there is none."""
    row = tx.one("SELECT body FROM youtube_video WHERE ? IN (id, upload)", video_or_upload)
    return _read(row["body"]) if row else None


def all_videos(tx: Transaction) -> list[Video]:
    """Return the videos, the newest first."""
    rows = tx.all("SELECT body FROM youtube_video ORDER BY created_at DESC, id")
    return [_read(row["body"]) for row in rows]


def sha256(tx: Transaction, video: Video) -> str:
    """Return the digest of what arrived."""
    row = tx.one("SELECT content FROM youtube_video WHERE id = ?", video.id)
    return hashlib.sha256(row["content"] if row else b"").hexdigest()


def begun_today(tx: Transaction) -> int:
    """Return how many uploads were begun in this day of Google's quotas."""
    query = "SELECT count(*) AS number FROM youtube_video WHERE day = ?"
    return int(tx.row(query, _today(tx))["number"])


def forget(tx: Transaction, video: Video) -> None:
    """Delete a video."""
    tx.run("DELETE FROM youtube_video WHERE id = ?", video.id)


def published(tx: Transaction) -> dict[str, list[JsonObject]]:
    """Return the videos, the newest first."""
    return {"videos": [asdict(one) | {"sha256": sha256(tx, one)} for one in all_videos(tx)]}


def find_public(tx: Transaction, name: str) -> Video | None:
    """Return a video that everybody sees."""
    video = find(tx, name) if name else None
    is_public = video is not None and video.is_whole and video.status["privacyStatus"] == "public"
    return video if is_public else None


def embed(tx: Transaction, url: str) -> JsonObject | None:
    """Describe the video at an address to whoever embeds it."""
    parts = urlsplit(url)
    video = find_public(tx, (parse_qs(parts.query).get("v") or [parts.path.rpartition("/")[2]])[0])
    return {"type": "video", "title": video.snippet["title"]} if video else None


def _today(tx: Transaction) -> str:
    """Return the day by which Google counts."""
    return tx.now().astimezone(QUOTA_ZONE).date().isoformat()


def _read(text: str) -> Video:
    """Return a video as it was kept."""
    body = json.loads(text)
    return Video(**(body | {"captions": tuple(body["captions"])}))
