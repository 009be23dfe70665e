"""The pages of the letters' texts: read, changed, tried on a real session, put back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from vc.access import allow, clock, signed_in
from vc.db import db
from vc.errors import ConcurrentChangeError, RuleError
from vc.forms import RowForm, at_most, needed, one_line, plain_text
from vc.mail import texts
from vc.mail.service import office_of
from vc.mail.wording import Addressee
from vc.permissions import Capability
from vc.services import services

bp = Blueprint("mail_texts", __name__)
Page = Response | tuple[str, int]
READER = "Ana Pérez"


class MailTextForm(RowForm):
    """Changes the words of a letter."""

    subject = StringField(
        "Asunto", validators=[needed("Escriba el asunto."), one_line, at_most(200)]
    )
    body = TextAreaField(
        "Texto", validators=[needed("Escriba el texto."), plain_text, at_most(4000)]
    )


@bp.get("/oficina/textos")
@allow(Capability.ARRANGE)
def index() -> str:
    """List the letters that can be said otherwise."""
    own = {key for key in texts.TEXTS if texts.kept(db.session(), key)}
    return render_template("mail/texts.html", texts=texts.TEXTS, own=own)


@bp.route("/oficina/textos/<key>", methods=["GET", "POST"])
@allow(Capability.ARRANGE)
def edit(key: str) -> Page:
    """Change a letter's words, or show how they look for a real session."""
    usual, own = texts.text_of(key), texts.kept(db.session(), key)
    form = MailTextForm(obj=own or usual)
    if request.method == "GET":
        return _page(key, form.note_seen())
    if not form.validate():
        return _page(key, form)
    try:
        if request.form.get("action") == "preview":
            _check(key, form)
            return _page(key, form)
        form.check_seen(MailTextForm(formdata=None, obj=own or usual))
        words = (form.subject.data, form.body.data)
        texts.keep(db.session(), key, *words, by=signed_in(), now=clock())
    except RuleError as error:
        form.blame(error)
        return _page(key, form)
    except ConcurrentChangeError:
        return _page(key, form)
    db.session.commit()
    flash("Se guardó el texto. Vale para los correos que salgan desde ahora.", "success")
    return redirect(url_for("mail_texts.index"), 303)


@bp.post("/oficina/textos/<key>/original")
@allow(Capability.ARRANGE)
def reset(key: str) -> Response:
    """Put a letter's first words back."""
    texts.reset(db.session(), key, by=signed_in(), now=clock())
    db.session.commit()
    flash("Volvió el texto original.", "success")
    return redirect(url_for("mail_texts.index"), 303)


def _check(key: str, form: MailTextForm) -> None:
    """Refuse a text that cannot be kept, also where it is only looked at. Raises RuleError."""
    needs = texts.text_of(key).needs
    for field, wanted in ((form.subject, ()), (form.body, needs)):
        if fault := texts.fault_of(field.data, wanted):
            raise RuleError(fault, field=field.short_name)


def _page(key: str, form: MailTextForm) -> tuple[str, int]:
    """Return the page with a letter's words, and how they look for a real session."""
    event = texts.sample(db.session(), clock())
    shown = None
    if event is not None and not form.errors:
        found = texts.names_of(event, Addressee("", READER), office_of(services()).head)
        shown = [texts.filled(one or "", found) for one in (form.subject.data, form.body.data)]
    page = render_template(
        "mail/text.html",
        key=key,
        form=form,
        text=texts.TEXTS[key],
        names=texts.NAMES,
        shown=shown,
        event=event,
        is_own=texts.kept(db.session(), key) is not None,
    )
    return page, form.status
