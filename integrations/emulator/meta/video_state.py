"""The videos and reels of Meta's side: kept, and what time does to them."""

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, replace

from integrations.emulator.state import Transaction

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta_film (
    id TEXT PRIMARY KEY, session TEXT, created_at REAL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS meta_piece (film TEXT, begin INTEGER, content BLOB NOT NULL);
"""
TABLES = ("meta_film", "meta_piece")
EXPIRES_S = 24 * 3600
"""An upload that nobody finished is gone after a day; the figure is ours."""


@dataclass(frozen=True, slots=True)
class Film:
    """A video or a reel: uploaded in pieces, finished, worked on, seen."""

    id: str
    is_reel: bool
    page: str
    created_at: float
    session: str = ""
    size: int | None = None
    """How large it was said to be."""
    received: int = 0
    title: str = ""
    description: str = ""
    wanted: str = ""
    """PUBLISHED or DRAFT, once it was finished."""
    finished_at: float | None = None
    done_at: float | None = None
    """When the work on it is done."""
    trouble: str = ""
    """Why the work on it fails; empty when it does not."""
    captions: tuple[str, ...] = ()
    has_thumbnail: bool = False
    views: int = 0

    @property
    def is_whole(self) -> bool:
        """Tell whether all of it was received."""
        return self.received > 0 and self.received == (self.size or self.received)

    def is_public(self, now: float) -> bool:
        """Tell whether everybody sees it."""
        return self.wanted == "PUBLISHED" and not self.trouble and self.is_done(now)

    def is_done(self, now: float) -> bool:
        """Tell whether the work on it is done."""
        return self.done_at is not None and now >= self.done_at

    @property
    def permalink(self) -> str:
        """Return where the public sees it; Graph gives it without the host."""
        return f"/reel/{self.id}/" if self.is_reel else f"/{self.page}/videos/{self.id}/"


def new_number(tx: Transaction) -> str:
    """Return a number that no video has."""
    while True:
        number = str(10**15 + secrets.randbelow(9 * 10**15))
        if not tx.one("SELECT 1 FROM meta_film WHERE ? IN (id, session)", number):
            return number


def add(tx: Transaction, film: Film) -> Film:
    """Keep a new video."""
    tx.run(
        "INSERT INTO meta_film VALUES (?, ?, ?, ?)",
        *(film.id, film.session, film.created_at, json.dumps(asdict(film))),
    )
    return film


def save(tx: Transaction, film: Film) -> Film:
    """Keep a video as it is now."""
    tx.run("UPDATE meta_film SET body = ? WHERE id = ?", json.dumps(asdict(film)), film.id)
    return film


def find(tx: Transaction, film_or_session_id: str) -> Film | None:
    """Return a video by its id or its upload session's; None when it is gone."""
    row = tx.one("SELECT body FROM meta_film WHERE ? IN (id, session)", film_or_session_id)
    if row is None:
        return None
    film = _read(row["body"])
    is_over = tx.now().timestamp() > film.created_at + EXPIRES_S
    if is_over and film.finished_at is None:
        forget(tx, film)
        return None
    return film


def all_films(tx: Transaction) -> list[Film]:
    """Return the videos, the newest first."""
    rows = tx.all("SELECT body FROM meta_film ORDER BY created_at DESC, id")
    return [_read(row["body"]) for row in rows]


def take_piece(tx: Transaction, film: Film, content: bytes) -> Film:
    """Keep a piece behind those that were received."""
    tx.run("INSERT INTO meta_piece VALUES (?, ?, ?)", film.id, film.received, content)
    return save(tx, replace(film, received=film.received + len(content)))


def sha256(tx: Transaction, film: Film) -> str:
    """Return the digest of what was received."""
    rows = tx.all("SELECT content FROM meta_piece WHERE film = ? ORDER BY begin", film.id)
    return hashlib.sha256(b"".join(row["content"] for row in rows)).hexdigest()


def forget(tx: Transaction, film: Film) -> None:
    """Delete a video."""
    tx.run("DELETE FROM meta_film WHERE id = ?", film.id)
    tx.run("DELETE FROM meta_piece WHERE film = ?", film.id)


def _read(text: str) -> Film:
    """Return a video as it was kept."""
    body = json.loads(text)
    return Film(**(body | {"captions": tuple(body["captions"])}))
