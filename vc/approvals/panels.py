"""What other pages show of approvals: a clip's its review, the day's what waits."""

from flask import g, render_template
from markupsafe import Markup

from vc.access import can, clock, current_person, office_zone
from vc.approvals import queries, service
from vc.approvals.forms import ApproveForm, ChangesForm, EmergencyForm, TakedownForm
from vc.checklists import service as checklists
from vc.clips.models import Clip, ClipStatus
from vc.db import db
from vc.forms import Form


def panel(clip: Clip) -> Markup:
    """Return a clip's panel of its review; a form that was refused, as it was sent."""
    now, person = clock(), current_person()
    seen = {"files": service.files_sha256(clip), "text": clip.text_sha256}
    shown = render_template(
        "approvals/_panel.html",
        clip=clip,
        approval=service.approval_of(db.session(), clip),
        why_not=service.why_not_approvable(db.session(), clip, person),
        why_not_publishable=service.why_not_publishable(
            db.session(), clip, now, zone=office_zone()
        ),
        missing=checklists.state(
            db.session(), clip, now=now, zone=office_zone(), reviewer=person
        ).missing,
        reviews=queries.reviews_of(db.session(), clip),
        takedowns=queries.takedowns_of(db.session(), clip),
        approve_form=ApproveForm(formdata=None, **seen),
        changes_form=sent_form(ChangesForm) or ChangesForm(formdata=None),
        emergency_form=sent_form(EmergencyForm) or EmergencyForm(formdata=None, **seen),
        takedown_form=sent_form(TakedownForm) or TakedownForm(formdata=None),
        homeless=_homeless(clip),
        zone=office_zone(),
        now=now,
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def bar(clip: Clip) -> Markup:
    """Return what stands at the end of a clip's list where nobody is to ask for its review."""
    why_not = service.why_not_approvable(db.session(), clip, current_person())
    shown = render_template("approvals/_bar.html", clip=clip, why_not=why_not)
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def may_ask(clip: Clip) -> bool:
    """Tell whether whoever reads a clip's list is offered to ask for its review."""
    return clip.status in service.ASKABLE and can("approvals.submit", clip)


def sent_form(kind: type[Form]) -> Form | None:
    """Return the form that this request sent and that was refused, if it is of a kind."""
    sent = g.get("refused_form")
    return sent if isinstance(sent, kind) else None


def _homeless(clip: Clip) -> str:
    """Return what somebody wrote in a form that the page shows no more: it left its review."""
    sent = sent_form(ChangesForm) or sent_form(EmergencyForm)
    return sent.comment.data or "" if sent and clip.status is not ClipStatus.IN_REVIEW else ""
