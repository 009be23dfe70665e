"""What the search of everything brings; it stands left of all that it finds, and knows none."""

from flask import Flask

from vc.feature import Feature
from vc.folding import pieces
from vc.search import labels
from vc.search.cli import rebuild_search_command
from vc.search.views import bp


def set_up(app: Flask) -> None:
    """Let templates mark in a text what was searched for."""
    app.jinja_env.filters["pieces"] = pieces


FEATURE = Feature(
    name="search",
    labels=labels,
    blueprints=(bp,),
    commands=(rebuild_search_command,),
    set_up=set_up,
)
