"""What a capsule's page shows of its topic."""

from collections.abc import Collection

from flask import render_template
from markupsafe import Markup
from sqlalchemy import select

from vc.clips.models import Clip, ClipKind
from vc.db import db
from vc.forms import Rows
from vc.topics import service
from vc.topics.forms import FinishForm
from vc.topics.models import Topic, TopicStatus

S = TopicStatus


def panel(clip: Clip) -> Markup:
    """Return a capsule's panel of its topic; nothing for other kinds."""
    if clip.kind is not ClipKind.CAPSULE:
        return Markup()
    topic = service.of_clip(db.session(), clip)
    form = None if topic else finish_form(is_new=True)
    shown = render_template("topics/_panel.html", clip=clip, topic=topic, form=form)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def finish_form(*, is_new: bool = False) -> FinishForm:
    """Return the form that chooses among the topics without a clip."""
    form = FinishForm(formdata=None) if is_new else FinishForm()
    return form.offering(Rows(_open_ones, _named))


def _open_ones() -> list[tuple[int, str]]:
    """Return the topics that have no clip yet, as (id, title)."""
    return [(one.id, one.title) for one in service.in_status(db.session(), S.TAKEN, S.IDEA)]


def _named(ids: Collection[object]) -> list[tuple[int, str]]:
    """Return what topics are called."""
    query = select(Topic.id, Topic.title).where(Topic.id.in_(ids))
    return [(number, title) for number, title in db.session().execute(query)]
