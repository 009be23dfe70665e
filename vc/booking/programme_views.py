"""The pages of campaigns and of types of session."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from vc.access import allow, clock, signed_in
from vc.booking import campaigns, session_templates
from vc.booking.form_page import campaigns_to_choose
from vc.booking.models import Campaign, EventKind, SessionTemplate
from vc.booking.programme_forms import CampaignForm, SessionTemplateForm
from vc.db import db
from vc.errors import RuleError
from vc.permissions import Capability

bp = Blueprint("campaigns", __name__)
types_bp = Blueprint("session_templates", __name__)
Page = Response | tuple[str, int]


@bp.route("/campanas", methods=["GET", "POST"])
@allow(Capability.ARRANGE)
def index() -> Page:
    """List the campaigns, and add one."""
    form = CampaignForm()
    if form.validate_on_submit():
        try:
            campaigns.add(db.session(), form.name.data, by=signed_in(), now=clock())
        except RuleError as error:
            form.blame(error)
        else:
            db.session.commit()
            flash(f"Se agregó la campaña «{form.name.data}».", "success")
            is_first_day = request.values.get("desde") == "primer-dia"
            return redirect(url_for("first_day.index" if is_first_day else "campaigns.index"), 303)
    rows = campaigns.all_of_them(db.session())
    return render_template("booking/campaigns.html", form=form, rows=rows), form.status


@bp.route("/campanas/<int:campaign_id>", methods=["GET", "POST"])
@allow(Capability.ARRANGE, campaign_id=Campaign)
def edit(campaign_id: int) -> Page:
    """Rename a campaign, or stop offering it."""
    found = campaigns.campaign_by_id(db.session(), campaign_id)
    form = CampaignForm(obj=found)
    if form.is_sent_as_seen(CampaignForm(formdata=None, obj=found)):
        try:
            campaigns.change(
                *(db.session(), found, form.name.data, form.is_active.data),
                by=signed_in(),
                now=clock(),
            )
        except RuleError as error:
            form.blame(error)
        else:
            db.session.commit()
            flash("Se guardó la campaña.", "success")
            return redirect(url_for("campaigns.index"), 303)
    page = render_template("booking/campaign.html", form=form, campaign_id=campaign_id)
    return page, form.status


@types_bp.get("/tipos")
@allow(Capability.ARRANGE)
def list_types() -> str:
    """List the types of session."""
    rows = session_templates.all_of_them(db.session())
    return render_template("booking/session_templates.html", rows=rows)


@types_bp.route("/tipos/nuevo", methods=["GET", "POST"])
@allow(Capability.ARRANGE)
def new_type() -> Page:
    """Add a type of session, beginning with what its kind usually is."""
    asked = request.args.get("tipo", "")
    kind = EventKind(asked if asked in list(EventKind) else "talk")
    form = SessionTemplateForm.usual(kind).offer(campaigns_to_choose())
    if form.validate_on_submit():
        try:
            session_templates.add(db.session(), form.answers(), by=signed_in(), now=clock())
        except RuleError as error:
            form.blame(error)
        else:
            return _template_saved("Se agregó el tipo de sesión.")
    return render_template("booking/session_template.html", form=form, row=None), form.status


@types_bp.route("/tipos/<int:template_id>", methods=["GET", "POST"])
@allow(Capability.ARRANGE, template_id=SessionTemplate)
def edit_type(template_id: int) -> Page:
    """Change a type of session, or stop offering it."""
    row = session_templates.template_by_id(db.session(), template_id)
    form = SessionTemplateForm.of(row).offer(campaigns_to_choose())
    if form.is_sent_as_seen(SessionTemplateForm.kept(row).offer(campaigns_to_choose())):
        try:
            session_templates.change(db.session(), row, form.answers(), by=signed_in(), now=clock())
        except RuleError as error:
            form.blame(error)
        else:
            return _template_saved("Se guardó el tipo de sesión.")
    page = render_template("booking/session_template.html", form=form, row=template_id)
    return page, form.status


def _template_saved(message: str) -> Response:
    """Commit, say so, and go back to the types."""
    db.session.commit()
    flash(message, "success")
    return redirect(url_for("session_templates.list_types"), 303)
