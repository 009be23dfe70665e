"""The live videos of Meta's side: kept, settled by the clock, and what a picture does to them.

`picture_arrives` and `picture_stops` are for whoever sends a picture: Zoom's part of the emulator.
"""

import json
import secrets
from dataclasses import asdict, replace

from integrations.emulator.meta import live_lifecycle as course
from integrations.emulator.meta import webhooks
from integrations.emulator.meta.live_lifecycle import Live
from integrations.emulator.state import Transaction

SECURE_STREAM_URL = "rtmps://live-api-s.facebook.com:443/rtmp/"
STREAM_URL = "rtmp://live-api-s.facebook.com:80/rtmp/"
INGESTS = tuple(url.rstrip("/") for url in (SECURE_STREAM_URL, STREAM_URL))


def picture_arrives(tx: Transaction, stream_url: str, stream_key: str) -> bool:
    """Take a picture; tell whether a live video has this key and is not over."""
    live = _with_key(tx, stream_url, stream_key)
    if live is None:
        return False
    now = tx.now().timestamp()
    live = replace(live, is_receiving=True, silent_since=None)
    if live.starts_alone and live.status in course.WAITING:
        live = course.begun(live, now)
    save(tx, live)
    return True


def picture_stops(tx: Transaction, stream_url: str, stream_key: str) -> None:
    """Take no picture any more; the live video goes on without for a while."""
    live = _with_key(tx, stream_url, stream_key)
    if live and live.is_receiving:
        save(tx, replace(live, is_receiving=False, silent_since=tx.now().timestamp()))


def _with_key(tx: Transaction, stream_url: str, stream_key: str) -> Live | None:
    """Return the live video that takes a picture with this key."""
    if stream_url.rstrip("/") not in INGESTS:
        return None
    # The key names the live video, but only the whole of it opens: an old one does not.
    parts = stream_key.split("-")
    live = find(tx, parts[1]) if len(parts) > 1 else None
    is_taken = live and live.takes_picture and live.stream_key == stream_key
    return live if is_taken else None


def add(tx: Transaction, live: Live) -> Live:
    """Keep a new live video and announce it."""
    tx.run(
        "INSERT INTO meta_live VALUES (?, ?, ?, ?)",
        *(live.id, live.video_id, live.created_at, json.dumps(asdict(live))),
    )
    webhooks.announce(tx, live.page, live.id, live.status)
    return live


def save(tx: Transaction, live: Live) -> Live:
    """Keep a live video as it is now, and announce a status that is new."""
    row = tx.row("SELECT body FROM meta_live WHERE id = ?", live.id)
    if json.loads(row["body"])["status"] != live.status:
        webhooks.announce(tx, live.page, live.id, live.status)
    tx.run("UPDATE meta_live SET body = ? WHERE id = ?", json.dumps(asdict(live)), live.id)
    return live


def find(tx: Transaction, live_or_video_id: str) -> Live | None:
    """Return a live video as it is now, by its own id or by its video's; None when it is gone."""
    row = tx.one("SELECT body FROM meta_live WHERE ? IN (id, video_id)", live_or_video_id)
    return _settle(tx, Live(**json.loads(row["body"]))) if row else None


def all_lives(tx: Transaction) -> list[Live]:
    """Return the live videos as they are now, newest first."""
    rows = tx.all("SELECT body FROM meta_live ORDER BY created_at DESC, id")
    lives = (_settle(tx, Live(**json.loads(row["body"]))) for row in rows)
    return [live for live in lives if live]


def forget(tx: Transaction, live: Live) -> None:
    """Delete a live video and its copy."""
    tx.run("DELETE FROM meta_live WHERE id = ?", live.id)


def new_id(tx: Transaction) -> str:
    """Return a number that no live video and no video has."""
    # Ids of live videos and of videos are never the same, so that nobody mistakes one for another.
    while True:
        number = str(10**15 + secrets.randbelow(9 * 10**15))
        if not tx.one("SELECT 1 FROM meta_live WHERE ? IN (id, video_id)", number):
            return number


def _settle(tx: Transaction, live: Live) -> Live | None:
    """Let the time that went by do its work; None for one that Meta has deleted."""
    now = tx.now().timestamp()
    later = course.settled(live, now)
    if course.is_gone(later, now):
        forget(tx, live)
        return None
    return live if later == live else save(tx, later)
