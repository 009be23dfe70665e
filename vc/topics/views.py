"""The pages of topics and of stories."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template
from flask import url_for as to
from werkzeug.wrappers import Response

from vc.access import allow, clock, signed_in
from vc.clips import queries as clips
from vc.clips.hooks import SHOWN
from vc.clips.models import Clip
from vc.db import db
from vc.errors import AppError, RuleError
from vc.permissions import Capability
from vc.services import services
from vc.topics import service, stories
from vc.topics.forms import DiscardForm, TopicForm
from vc.topics.models import Topic, TopicStatus
from vc.topics.panels import finish_form

bp = Blueprint("topics", __name__)
S = TopicStatus
CHOOSE = "Elija un tema de la lista."


@bp.route("/temas", methods=["GET", "POST"])
@allow(Capability.CUT)
def index() -> Response | str | tuple[str, int]:
    """List the topics, and write one down."""
    form = TopicForm()
    if form.validate_on_submit():
        title, source = form.title.data, form.source.data or ""
        try:
            service.add(db.session(), title, source, now=clock(), by=signed_in())
            db.session.commit()
            flash("El tema quedó en la lista.", "success")
            return redirect(to("topics.index"), 303)
        except RuleError as error:
            db.session.rollback()
            form.blame(error)
    parts = [(status, service.in_status(db.session(), status)) for status in S]
    return render_template("topics/index.html", form=form, parts=parts), form.status


@bp.get("/temas/<int:topic_id>")
@allow(Capability.CUT, topic_id=Topic)
def show(topic_id: int) -> str:
    """Show a topic, and what can become of it."""
    return _page(service.topic_by_id(db.session(), topic_id), DiscardForm(formdata=None))


@bp.post("/temas/<int:topic_id>/tomar")
@allow(Capability.CUT, topic_id=Topic)
def take(topic_id: int) -> Response:
    """Be the one who is at it."""
    topic = service.topic_by_id(db.session(), topic_id)
    return _done(
        to("topics.show", topic_id=topic_id),
        lambda: service.take(db.session(), topic, now=clock(), by=signed_in()),
    )


@bp.post("/temas/<int:topic_id>/descartar")
@allow(Capability.CUT, topic_id=Topic)
def discard(topic_id: int) -> Response | tuple[str, int]:
    """Say that it will not be made."""
    topic, form = service.topic_by_id(db.session(), topic_id), DiscardForm()
    if not form.validate():
        return _page(topic, form), form.status
    why = form.why.data
    return _done(
        to("topics.show", topic_id=topic_id),
        lambda: service.discard(db.session(), topic, why, now=clock(), by=signed_in()),
    )


@bp.post("/temas/<int:topic_id>/retomar")
@allow(Capability.CUT, topic_id=Topic)
def reopen(topic_id: int) -> Response:
    """Make it an idea again."""
    topic = service.topic_by_id(db.session(), topic_id)
    return _done(
        to("topics.show", topic_id=topic_id),
        lambda: service.reopen(db.session(), topic, now=clock(), by=signed_in()),
    )


@bp.post("/clips/<int:clip_id>/tema")
@allow(Capability.CUT, clip_id=Clip)
def finish(clip_id: int) -> Response:
    """Say which topic a capsule is about."""
    clip, form = clips.clip_by_id(db.session(), clip_id), finish_form()

    def keep() -> None:
        if not form.validate() or form.topic.data is None:
            raise RuleError(CHOOSE)
        topic = service.topic_by_id(db.session(), form.topic.data)
        service.finish(db.session(), topic, clip, now=clock(), by=signed_in())

    return _done(to("clips.show", clip_id=clip_id), keep)


@bp.get("/historias")
@allow(Capability.READ)
def told() -> str:
    """Show which talks were told as stories, and which never were."""
    (shown,) = services().registry.added_to(SHOWN)
    found = stories.themes(db.session(), clock(), shown.is_out())
    return render_template("topics/stories.html", themes=found)


def _page(topic: Topic, form: DiscardForm) -> str:
    """Return the page of a topic."""
    return render_template("topics/show.html", topic=topic, form=form)


def _done(where: str, change: Callable[[], None]) -> Response:
    """Carry out what a button asks, and lead back."""
    try:
        change()
        db.session.commit()
        flash("Se guardó.", "success")
    except AppError as error:
        db.session.rollback()
        flash(error.message, "error")
    return redirect(where, 303)
