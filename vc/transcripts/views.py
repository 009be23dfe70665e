"""The pages of transcripts: search everything that was said, and hand one in."""

from flask import Blueprint, flash, redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc.access import FORM_BYTES, allow, clock, signed_in, takes_up_to
from vc.db import db
from vc.errors import RuleError
from vc.inputs import number_of
from vc.permissions import Capability
from vc.recordings import queries as recordings
from vc.recordings.models import Recording
from vc.services import services
from vc.transcripts import fulltext, service
from vc.transcripts.forms import TranscriptForm
from vc.transcripts.parser import MOST_BYTES

bp = Blueprint("transcripts", __name__)

LONGEST_QUERY = 200


@bp.get("/grabaciones/dicho")
@allow(Capability.READ)
def search() -> str:
    """Search everything that was said."""
    words = request.args.get("q", "").replace("\x00", "")[:LONGEST_QUERY].strip()
    page = number_of(request.args.get("pagina")) or 1
    hits = fulltext.search(db.session(), words, page=page)
    return render_template(
        "transcripts/search.html", words=words, page=hits, most=fulltext.MOST_COUNTED
    )


@bp.post("/grabaciones/<int:recording_id>/transcripcion")
@allow(Capability.HAND_IN, recording_id=Recording)
@takes_up_to(MOST_BYTES + FORM_BYTES)
def hand_in(recording_id: int) -> AnyResponse:
    """Keep a transcript that a person has."""
    recording, form = recordings.recording_by_id(db.session(), recording_id), TranscriptForm()
    if not form.validate():
        flash(next(iter(form.errors.values()))[0], "error")
        return _back(recording_id)
    sent, store = form.transcript.data, services().store
    try:
        service.hand_in(
            db.session(),
            recording,
            sent.filename or "",
            sent.read(MOST_BYTES + 1),
            store=store,
            now=clock(),
            by=signed_in(),
        )
        db.session.commit()
        flash("Se recibió la transcripción; se está leyendo.", "success")
    except RuleError as error:
        db.session.rollback()
        flash(error.message, "error")
    return _back(recording_id)


def _back(recording_id: int) -> AnyResponse:
    """Lead back to the recording."""
    return redirect(to("player.show", recording_id=recording_id), 303)
