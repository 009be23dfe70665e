"""A clip's own page; a form that was refused is shown as it was sent."""

from flask import render_template

from vc.access import clock
from vc.clips import edit_lock, queries
from vc.clips.edit import length_of
from vc.clips.forms import WithdrawForm, described
from vc.clips.hooks import PANELS_LEFT, PANELS_RIGHT
from vc.clips.labels import TONES, S
from vc.clips.models import Clip
from vc.db import db
from vc.services import services


def show_page(clip: Clip, *, withdraw_form: WithdrawForm | None = None) -> str:
    """Return the page of one clip: its files, its words, and what is still to be done."""
    edit = queries.edit_of(db.session(), clip)
    now = clock()
    # What the features to the right know of a clip; they add to its page.
    hooks = {"left": PANELS_LEFT, "right": PANELS_RIGHT}
    return render_template(
        "clips/show.html",
        clip=clip,
        edit=edit,
        length_ms=length_of(edit.pieces),
        renders=clip.current_renders,
        is_moving=clip.status is S.RENDERING,
        holder=edit_lock.holder(clip, now),
        form=described(clip),
        withdraw_form=withdraw_form or WithdrawForm(formdata=None),
        history=queries.lines_of(db.session(), clip),
        panels={
            side: [panel(clip) for panel in services().registry.added_to(hook)]
            for side, hook in hooks.items()
        },
        tones=TONES,
    )
