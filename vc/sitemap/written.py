"""The map of our public pages, and the rules for robots, as text. Pure.

Sources: sitemaps.org/protocol.html, RFC 9309.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as Xml

from vc.page_card import instant

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000
"""Pages in one map: the protocol's own limit."""
OPEN = (
    "/agenda$",
    "/agenda?",
    "/agenda.png",
    "/difusion",
    "/s/",
    "/solicitar-platica$",
    "/privacidad$",
    "/logo/",
    "/entrega/",
    "/static/",
    "/robots.txt",
    "/sitemap.xml",
)
"""What citizens' pages are, and what they are made of; and the signed addresses from which networks
fetch a film: what they send heeds these rules."""
PRIVATE = ("/s/*/",)
"""Personal ways in, and what belongs to them. A session's page and its picture are above them."""


@dataclass(frozen=True, slots=True)
class Place:
    """A public page at its absolute address."""

    url: str
    changed_at: datetime | None = None
    """With an offset; None where nobody can tell."""


def sitemap_text(places: Sequence[Place]) -> bytes:
    """Return the map of the pages."""
    root = Xml.Element("urlset", xmlns=NAMESPACE)
    for place in places[:MOST]:
        entry = Xml.SubElement(root, "url")
        Xml.SubElement(entry, "loc").text = place.url
        if place.changed_at is not None:
            Xml.SubElement(entry, "lastmod").text = instant(place.changed_at)
    return Xml.tostring(root, encoding="utf-8", xml_declaration=True)


def robots_text(prefix: str, sitemap_url: str) -> str:
    """Return the rules: what is allowed is named, so that a page of tomorrow is not found by it.

    What is closed stands first: readers of before RFC 9309 take the first rule that fits.
    """
    lines = [
        "User-agent: *",
        *(f"Disallow: {prefix}{one}" for one in PRIVATE),
        *(f"Allow: {prefix}{one}" for one in OPEN),
        f"Disallow: {prefix}/",
        "",
        f"Sitemap: {sitemap_url}",
    ]
    return "\n".join(lines) + "\n"
