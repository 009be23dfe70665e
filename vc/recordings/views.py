"""The pages of recordings: the list, orphans and their session, and the files themselves."""

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask import url_for as to
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as AnyResponse

from vc import spreadsheet
from vc.access import allow, clock, current_person, office_zone, only_answers, signed_in
from vc.booking import queries as booking
from vc.booking.models import Event
from vc.db import db
from vc.errors import ConcurrentChangeError, RuleError
from vc.lists.requests import exported
from vc.permissions import Capability
from vc.recordings import expected, forms, ingest, queries, service, serving, status
from vc.recordings.hooks import POSTERS
from vc.recordings.models import Recording, RecordingFile
from vc.recordings.spreadsheet import COLUMNS, row_of
from vc.services import services

bp = Blueprint("recordings", __name__)

ASSIGNED_MEANWHILE = (
    "Mientras usted elegía, alguien más dijo que esta grabación es de {folio}. No se cambió nada: "
    "si no es de esa sesión, elija otra vez."
)


@bp.get("/grabaciones")
@allow(Capability.READ)
def index() -> str:
    """List the recordings, with what somebody has to attend to."""
    wanted = forms.asked(request.args)
    page = queries.search(db.session(), wanted)
    return render_template(
        "recordings/index.html",
        wanted=wanted,
        page=page,
        posters=_posters([one.id for one in page.rows]),
        choices=forms.Choices(),
        counts=queries.counts(db.session()),
        storage=queries.storage(db.session(), services().store.free_bytes()),
        troubled=queries.troubled_surveys(db.session()),
        looked_at=queries.looked_at(db.session()),
        waits=any(status.is_moving(one) for one in page.rows),
        state_of=status.state_of,
        copies_of=status.copies_of,
    )


@bp.route("/grabaciones/lista.<kind>", methods=["GET", "POST"])
@allow(Capability.READ)
@only_answers
def export(kind: str) -> Response:
    """Give the recordings of the list, as it is narrowed or chosen from, as a file."""
    event = joinedload(Recording.event)
    rows = exported(lambda asked: queries.found(forms.asked(asked)), event)
    lines = map(row_of, rows)
    return spreadsheet.download(kind, "grabaciones", COLUMNS, lines, office_zone())


def _posters(recording_ids: list[int]) -> dict[int, int]:
    """Return the file of each recording whose picture stands for it."""
    found: dict[int, int] = {}
    for posters_of in services().registry.added_to(POSTERS):
        found |= posters_of(db.session(), recording_ids)
    return found


@bp.post("/grabaciones/buscar")
@allow(Capability.HAND_IN)
def look_now() -> AnyResponse:
    """Have every account looked through at once."""
    count = expected.survey_now(db.session(), now=clock())
    db.session.commit()
    accounts = "una cuenta" if count == 1 else f"{count} cuentas"
    text = f"Se está comprobando en {accounts}; lo que haya aparecerá aquí en un momento."
    flash(text if count else "No hay cuentas conectadas a las que preguntar.", "info")
    return redirect(to("recordings.index"), 303)


@bp.get("/grabaciones/<int:recording_id>/asignar")
@allow(Capability.DECIDE_RECORDING, recording_id=Recording)
def choose(recording_id: int) -> str:
    """Offer the sessions a recording may be of."""
    recording = queries.recording_by_id(db.session(), recording_id)
    text = request.args.get("q", "").replace("\x00", "")[: forms.LONGEST_TEXT].strip()
    events = queries.candidates(db.session(), recording, text, by=signed_in())
    return render_template("recordings/choose.html", recording=recording, events=events, text=text)


@bp.post("/grabaciones/<int:recording_id>/asignar/<int:event_id>")
@allow(Capability.DECIDE_RECORDING, recording_id=Recording, event_id=Event)
def assign(recording_id: int, event_id: int) -> AnyResponse:
    """Assign a recording to its session."""
    recording = queries.recording_by_id(db.session(), recording_id)
    event = booking.event_by_id(db.session(), event_id)
    seen, kept = request.form.get("seen"), recording.event
    try:
        if kept is not None and kept.id != event_id and seen not in (None, str(kept.id)):
            raise ConcurrentChangeError(ASSIGNED_MEANWHILE.format(folio=kept.folio))
        ingest.assign(db.session(), recording, event, now=clock(), by=signed_in())
        db.session.commit()
        is_here = recording.material_kind is not None
        told = "." if is_here else " y se está descargando."
        flash(f"La grabación quedó en {event.folio}{told}", "success")
    except (RuleError, ConcurrentChangeError) as error:
        db.session.rollback()
        flash(error.message, "error")
    return redirect(to("player.show", recording_id=recording_id), 303)


@bp.post("/grabaciones/<int:recording_id>/ajena")
@allow(Capability.DECIDE_RECORDING, recording_id=Recording)
def dismiss(recording_id: int) -> AnyResponse:
    """Put an orphan aside that is of no session, or take that back."""
    recording = queries.recording_by_id(db.session(), recording_id)
    is_dismissed = request.form.get("estado") != "no"
    ingest.dismiss(db.session(), recording, is_dismissed=is_dismissed, now=clock(), by=signed_in())
    db.session.commit()
    text = "La grabación quedó apartada." if is_dismissed else "La grabación volvió."
    flash(text, "success")
    return redirect(to("recordings.index", ver="huerfanas"), 303)


@bp.post("/grabaciones/archivos/<int:file_id>/reintentar")
@allow(Capability.DECIDE_RECORDING, file_id=RecordingFile)
def retry(file_id: int) -> AnyResponse:
    """Fetch a file again that failed or was missing."""
    file = db.get_or_404(RecordingFile, file_id)
    service.retry(db.session(), file, now=clock(), by=current_person())
    db.session.commit()
    return redirect(to("player.show", recording_id=file.recording_id), 303)


@bp.get("/grabaciones/archivos/<int:file_id>")
@allow(Capability.READ, file_id=RecordingFile)
def content(file_id: int) -> Response:
    """Give a file, or the part of it that was asked for."""
    return serving.serve_file(queries.file_by_id(db.session(), file_id))
