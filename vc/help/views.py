"""The guide, all topics that whoever reads may need; and the «?» of every page."""

from collections.abc import Callable

from flask import Blueprint, current_app, render_template, request
from markupsafe import Markup

from vc.access import allow, can
from vc.help.topics import CHAPTERS, Chapter, Topic, topic_of
from vc.permissions import Capability

bp = Blueprint("help", __name__)


@bp.get("/ayuda")
@allow(Capability.READ)
def index() -> str:
    """Show the guide, as it is printed."""
    mine = [
        (chapter, topics)
        for chapter in CHAPTERS
        if (topics := [one for one in chapter.topics if can(one.page)])
    ]
    return render_template("help/index.html", chapters=mine, text_of=text_of)


def text_of(chapter: Chapter, topic: Topic) -> Markup:
    """Return the words and the picture of a topic."""
    module = current_app.jinja_env.get_template(chapter.template).module
    say: Callable[[], Markup] = getattr(module, topic.macro)
    return say()


def help_here() -> tuple[Topic, Markup] | None:
    """Return the topic of the page that is shown, with its words."""
    found = topic_of(request.endpoint or "")
    return (found[1], text_of(*found)) if found else None
