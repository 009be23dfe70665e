"""Refusals that lead to their cure: each feature says which of its sentences are mended where."""

from flask import request, url_for
from markupsafe import Markup, escape

from vc.access import can
from vc.office.hooks import CURES, Cure
from vc.services import services


def cure_of(text: str) -> Cure | None:
    """Return what mends a refusal, for who may; None where nothing is known or it is this page."""
    lowered = text.lower()
    for one in services().registry.added_to(CURES):
        if one.says.lower() in lowered and request.endpoint != one.endpoint and can(one.endpoint):
            return one
    return None


def cured(text: object) -> Markup:
    """Return a refusal with the link to its cure."""
    found = cure_of(str(text))
    if found is None:
        return escape(text)
    link = Markup('<a href="{}">{}</a>').format(url_for(found.endpoint), found.words)
    return Markup("{} {}").format(text, link)
