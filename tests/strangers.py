"""Readers that others wrote, of what our public pages tell search engines."""

from typing import Any
from urllib.parse import urlsplit

import extruct
from webtest import TestResponse


def facts_of(page: TestResponse) -> dict[str, Any]:
    """Return the one thing that a page says it is, as a reader of JSON-LD finds it."""
    found: list[dict[str, Any]] = extruct.extract(page.text, syntaxes=["json-ld"])["json-ld"]
    (facts,) = found
    assert facts["@context"] == "https://schema.org"
    return facts


def preview_of(page: TestResponse) -> dict[str, str]:
    """Return what a messenger shows of a page, as a reader of Open Graph finds it."""
    (found,) = extruct.extract(page.text, syntaxes=["opengraph"])["opengraph"]
    return dict(found["properties"])


def path_of(url: str) -> str:
    """Return the path of an absolute address, with what it asks."""
    parts = urlsplit(url)
    assert parts.scheme == "https", url
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def is_kept_from_search(page: TestResponse) -> bool:
    """Tell whether a page asks not to be found."""
    robots = page.html.select_one("meta[name=robots]")
    return robots is not None and "noindex" in robots["content"]
