"""The pages of the office's own words: read, changed, tried on a real session, put back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from vc.access import allow, clock, signed_in
from vc.db import db
from vc.errors import RuleError
from vc.forms import RowForm, at_most, needed, one_line, plain_text
from vc.office import own_texts
from vc.office.hooks import OWN_TEXTS, Look, OwnText, TextGroup
from vc.permissions import Capability
from vc.services import services

bp = Blueprint("own_texts", __name__)
Page = Response | tuple[str, int]


class TextForm(RowForm):
    """Changes the words of a text."""

    subject = StringField(
        "Asunto", validators=[needed("Escriba el asunto."), one_line, at_most(200)]
    )
    body = TextAreaField(
        "Texto", validators=[needed("Escriba el texto."), plain_text, at_most(4000)]
    )


class BodyForm(TextForm):
    """Changes the words of a text that has no subject."""

    subject = None


@bp.get("/oficina/textos")
@allow(Capability.ARRANGE)
def index() -> str:
    """List the texts that can be said otherwise."""
    groups: dict[str, list[OwnText]] = {}
    for group in _groups():
        groups.setdefault(group.title, []).extend(group.texts)
    keys = [text.key for texts in groups.values() for text in texts]
    own = {key for key in keys if own_texts.kept(db.session(), key)}
    return render_template("office/texts.html", groups=groups, own=own)


@bp.route("/oficina/textos/<key>", methods=["GET", "POST"])
@allow(Capability.ARRANGE)
def edit(key: str) -> Page:
    """Change a text's words, or show how they look for a real session."""
    group, text = own_texts.found(_groups(), key)
    kind = TextForm if text.subject else BodyForm
    shown = own_texts.kept(db.session(), key) or text
    form = kind(obj=shown)
    if not form.is_sent_as_seen(kind(formdata=None, obj=shown)):
        return _page(group, text, form)
    words = (form.data.get("subject", ""), form.body.data)
    try:
        if request.form.get("action") == "preview":
            own_texts.check(text, *words)
            return _page(group, text, form)
        own_texts.keep(db.session(), text, *words, by=signed_in(), now=clock())
    except RuleError as error:
        form.blame(error)
        return _page(group, text, form)
    db.session.commit()
    flash("Se guardó el texto. Vale para lo que salga desde ahora.", "success")
    return redirect(url_for("own_texts.index"), 303)


@bp.post("/oficina/textos/<key>/original")
@allow(Capability.ARRANGE)
def reset(key: str) -> Response:
    """Put a text's first words back."""
    _, text = own_texts.found(_groups(), key)
    own_texts.reset(db.session(), text, by=signed_in(), now=clock())
    db.session.commit()
    flash("Volvió el texto original.", "success")
    return redirect(url_for("own_texts.index"), 303)


def _groups() -> tuple[TextGroup, ...]:
    """Return all texts, by the way they go."""
    return services().registry.added_to(OWN_TEXTS)


def _page(group: TextGroup, text: OwnText, form: TextForm) -> tuple[str, int]:
    """Return the page with a text's words, and how they look for a real session."""
    sample = group.sample(Look(db.session(), services(), signed_in(), clock()), text)
    shown = None
    if not form.errors:
        subject = own_texts.line(form.data.get("subject") or "", sample.names)
        shown = (subject, own_texts.filled(form.body.data or "", sample.names))
    page = render_template(
        "office/text.html",
        form=form,
        text=text,
        shown=shown,
        sample=sample,
        is_own=own_texts.kept(db.session(), text.key) is not None,
    )
    return page, form.status
