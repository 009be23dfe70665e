"""The containers and reels of Instagram's side, kept."""

import json
from dataclasses import asdict, dataclass, replace

from integrations.emulator.state import Transaction

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta_reel (
    id TEXT PRIMARY KEY, media TEXT, created_at REAL, body TEXT NOT NULL);
"""
TABLES = ("meta_reel",)
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Container:
    """A container, and the reel that it became."""

    id: str
    caption: str
    created_at: float
    media: str = ""
    shortcode: str = ""
    sha256: str = ""
    ready_at: float | None = None
    trouble: str = ""
    published_at: float | None = None
    views: int = 0
    is_fetched: bool = False
    """Its film is fetched from an address, not sent."""
    thumb_offset: int = 0
    """Which instant of it stands for it, in milliseconds."""

    def code(self, now: float) -> str:
        """Return its status in Instagram's words."""
        if self.published_at is not None:
            return "PUBLISHED"
        if now > self.created_at + DAY_S:
            return "EXPIRED"
        if self.ready_at is None or now < self.ready_at:
            return "IN_PROGRESS"
        return "ERROR" if self.trouble else "FINISHED"


def find(tx: Transaction, number: str) -> Container | None:
    """Return a container by its id, its reel's id or short code; None when there is none."""
    row = tx.one("SELECT body FROM meta_reel WHERE ? IN (id, media)", number)
    if row is None:
        found = (one for one in all_containers(tx) if number and one.shortcode == number)
        return next(found, None)
    return Container(**json.loads(row["body"]))


def save(tx: Transaction, kept: Container) -> Container:
    """Keep a container, a new one too, as it is now."""
    tx.run(
        "INSERT OR REPLACE INTO meta_reel VALUES (?, ?, ?, ?)",
        *(kept.id, kept.media, kept.created_at, json.dumps(asdict(kept))),
    )
    return kept


def arrive(tx: Transaction, number: str, sha256: str, *, ready_at: float, why: str) -> None:
    """Write down that a container's film is there, or why it is not; none of one that is gone."""
    kept = find(tx, number)
    if kept is not None:
        save(tx, replace(kept, sha256=sha256, ready_at=ready_at, trouble=why))


def all_containers(tx: Transaction) -> list[Container]:
    """Return the containers, the newest first."""
    rows = tx.all("SELECT body FROM meta_reel ORDER BY created_at DESC, id")
    return [Container(**json.loads(row["body"])) for row in rows]
