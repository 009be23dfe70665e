"""Refusals that lead to their cure: a sentence is known by what it says, and the page by its door.

Texts keep what was said for as long as it stands: in a form, in a cookie until the next page, in a
row. So a cure names the very sentence that is said, by its constant, and no part of it in a second
copy; what was put into it may be anything.
"""

import re
from functools import cache
from string import Formatter

from flask import current_app, request, url_for
from markupsafe import Markup, escape

from vc.access import ANYBODY, Door, can
from vc.db import db
from vc.office.hooks import CURES, Cure, Named
from vc.services import services


def cured(text: object) -> Markup:
    """Return a refusal with the link to its cure, where there is one for who reads it."""
    said = str(text)
    for one in services().registry.added_to(CURES):
        if any(pattern_of(sentence).search(said) for sentence in one.refusals):
            address = address_of(one)
            if address == f"{request.script_root}{request.path}":
                # Whoever reads it stands where it is mended.
                break
            if address:
                link = Markup('<a href="{}">{}</a>').format(address, one.words)
                return Markup("{} {}").format(text, link)
    return escape(text)


@cache
def pattern_of(sentence: str) -> re.Pattern[str]:
    """Return what finds a sentence in a text, whatever was put into it."""
    parts = []
    for words, name, _, _ in Formatter().parse(sentence):
        parts.append(re.escape(words))
        parts.append("" if name is None else ".*?")
    return re.compile("".join(parts), re.DOTALL)


def address_of(cure: Cure) -> str:
    """Return the address of a cure as seen from here; empty where it does not open."""
    known = cure.finds(db.session(), request.view_args or {})
    wanted = _arguments_of(cure.endpoint)
    if known is None or not wanted <= known.keys():
        return ""
    values = {name: known[name] for name in wanted}
    return url_for(cure.endpoint, **values) if _opens(cure.endpoint, values) else ""


def _opens(endpoint: str, values: Named) -> bool:
    """Tell whether an endpoint opens for who is signed in, on the very rows of an address."""
    door = getattr(current_app.view_functions[endpoint], "access", None)
    if door is ANYBODY:
        return True
    if not isinstance(door, Door) or not can(endpoint):
        return False
    rows = [
        db.session.get(model, values[name])
        for name, model in door.rows.items()
        if model is not None
    ]
    return all(row is not None and can(endpoint, row) for row in rows)


def _arguments_of(endpoint: str) -> set[str]:
    """Return what the address of an endpoint names."""
    rules = current_app.url_map.iter_rules(endpoint)
    return next(set(one.arguments) for one in rules if "GET" in (one.methods or ()))
