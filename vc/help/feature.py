"""What help brings: the guide, and what every page's «?» says."""

from flask import Flask

from vc.feature import Feature
from vc.help import labels
from vc.help.views import bp, help_here


def set_up(app: Flask) -> None:
    """Let every page say what helps with it."""
    app.jinja_env.globals["help_here"] = help_here


FEATURE = Feature(name="help", labels=labels, blueprints=(bp,), set_up=set_up)
