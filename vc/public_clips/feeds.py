"""The feeds of published clips, as text: RSS 2.0, Atom 1.0, JSON Feed 1.1. Pure.

Sources: cyber.harvard.edu/rss/rss.html, RFC 4287, jsonfeed.org/version/1.1.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed

LANGUAGE = "es-MX"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One clip in a feed. Addresses are absolute; `captions_url` is empty where there are none."""

    id: str
    url: str
    title: str
    text: str
    film_url: str
    film_bytes: int
    duration_s: int
    image_url: str
    captions_url: str
    embed_url: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """What a feed says of itself. `feed_url` is its own address, `url` that of the page."""

    title: str
    description: str
    url: str
    feed_url: str


def rss(head: Head, entries: Sequence[Entry]) -> str:
    """Return the clips as RSS 2.0."""
    return _written(Rss201rev2Feed, head, entries)


def atom(head: Head, entries: Sequence[Entry]) -> str:
    """Return the clips as Atom 1.0."""
    return _written(Atom1Feed, head, entries)


def json_feed(head: Head, entries: Sequence[Entry]) -> str:
    """Return the clips as a JSON Feed; `_embed` holds the address to put into an iframe."""
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": head.title,
            "description": head.description,
            "home_page_url": head.url,
            "feed_url": head.feed_url,
            "language": LANGUAGE,
            "items": [_item(entry) for entry in entries],
        },
        ensure_ascii=False,
    )


def _written(kind: type[Rss201rev2Feed], head: Head, entries: Sequence[Entry]) -> str:
    """Return the clips as a feed in XML."""
    feed = kind(
        title=head.title,
        link=head.url,
        description=head.description,
        language=LANGUAGE,
        feed_url=head.feed_url,
    )
    for entry in entries:
        feed.add_item(
            title=entry.title,
            link=entry.url,
            description=entry.text,
            unique_id=entry.id,
            unique_id_is_permalink=False,
            pubdate=entry.published_at,
            updateddate=entry.published_at,
            enclosures=[Enclosure(entry.film_url, str(entry.film_bytes), "video/mp4")],
        )
    return feed.writeString("utf-8")


def _item(entry: Entry) -> dict[str, object]:
    """Return one clip of a JSON Feed."""
    film = {
        "url": entry.film_url,
        "mime_type": "video/mp4",
        "size_in_bytes": entry.film_bytes,
        "duration_in_seconds": entry.duration_s,
    }
    captions = {"url": entry.captions_url, "mime_type": "text/vtt", "title": "Español"}
    item: dict[str, object] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_text": entry.text or entry.title,
        "date_published": entry.published_at.isoformat(),
        "attachments": [film, captions] if entry.captions_url else [film],
        "_embed": {"url": entry.embed_url},
    }
    return item | ({"image": entry.image_url} if entry.image_url else {})
