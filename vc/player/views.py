"""The page on which a recording is watched, and the marks on it."""

from datetime import timedelta

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc.access import allow, anybody, clock, signed_in
from vc.assets import compressed
from vc.attendance.service import event_by_slug
from vc.db import db
from vc.errors import ConcurrentChangeError, NotFoundError, RuleError
from vc.inputs import number_of
from vc.media import queries as media
from vc.media import service as media_service
from vc.media.models import Preparation
from vc.permissions import Capability
from vc.player import queries, recording_page, service, tracks
from vc.recordings import queries as recordings
from vc.recordings.models import Recording, RecordingFile
from vc.recordings.serving import Kept, serve, serve_file
from vc.transcripts import queries as transcripts
from vc.transcripts.models import TranscriptLine
from vc.transcripts.tracks import captions as caption_text

bp = Blueprint("player", __name__)
UNPROCESSABLE = 422
SOUND_CHOSEN = (
    "Se oye la pista {number}: el video se prepara de nuevo con ella y los clips que haga desde "
    "ahora la llevan. Los que ya tienen archivo siguen como están."
)
SOUND_CHOSEN_BY_ANOTHER = (
    "Alguien más eligió otra pista de sonido mientras usted tenía abierta la página. No se cambió "
    "nada: abajo está la que quedó."
)
CHANGED_MEANWHILE = (
    "Alguien más escribió aquí «{note}». Lo suyo sigue en el campo: si guarda otra vez, queda."
)


@bp.get("/grabaciones/<int:recording_id>")
@allow(Capability.READ, recording_id=Recording)
def show(recording_id: int) -> str:
    """Show a recording: watch it, read it, and decide about it."""
    recording = recordings.recording_by_id(db.session(), recording_id)
    asked = number_of(request.args.get("archivo"))
    return recording_page.show_page(recording, recording_page.chosen_file(recording, asked))


@bp.get("/s/<slug>/grabacion")
@anybody
def watch(slug: str) -> str:
    """Show what was published of a session to everybody."""
    event = event_by_slug(db.session(), slug)
    files = queries.public_files(db.session(), event)
    if not files:
        raise NotFoundError("Esta sesión no tiene una grabación publicada.")
    return render_template("player/watch.html", event=event, files=files)


@bp.get("/s/<slug>/grabacion/<int:file_id>")
@anybody
def watch_file(slug: str, file_id: int) -> Response:
    """Give a published file, or the part of it that was asked for, to everybody."""
    return serve_file(queries.public_file(db.session(), slug, file_id))


@bp.get("/s/<slug>/grabacion/<int:file_id>/subtitulos.vtt")
@anybody
def watch_captions(slug: str, file_id: int) -> Response:
    """Give the captions of a published file; they name nobody who spoke."""
    file = queries.public_file(db.session(), slug, file_id)
    return _captions(file, names_speakers=False)


@bp.get("/grabaciones/archivos/<int:file_id>/subtitulos.vtt")
@allow(Capability.READ, file_id=RecordingFile)
def captions(file_id: int) -> Response:
    """Give the captions of a file."""
    file = recordings.file_by_id(db.session(), file_id)
    return _captions(file, names_speakers=True)


@bp.get("/grabaciones/dicho/<int:line_id>")
@allow(Capability.READ, line_id=TranscriptLine)
def at(line_id: int) -> AnyResponse:
    """Lead to the second in which something was said."""
    line = transcripts.line_by_id(db.session(), line_id)
    instant = line.transcript.began_at + timedelta(milliseconds=line.start_ms)
    files = recordings.playable(line.recording)
    begun = [one for one in files if service.second_in(one, instant) >= 0]
    file = begun[-1] if begun else next(iter(files), None)
    second = int(service.second_in(file, instant)) if file is not None else 0
    address = to(
        "player.show",
        recording_id=line.recording_id,
        archivo=file.id if file is not None else None,
        t=max(0, second),
    )
    return redirect(address, 303)


def _captions(file: RecordingFile, *, names_speakers: bool) -> Response:
    """Answer with what was said, as the player shows it."""
    cues = queries.spoken_of(db.session(), file.recording, file)
    return Response(caption_text(cues, names_speakers=names_speakers), mimetype="text/vtt")


@bp.get("/grabaciones/archivos/<int:file_id>/portada.jpg")
@allow(Capability.READ, file_id=RecordingFile)
def poster(file_id: int) -> Response:
    """Give the picture that stands for a video until it is played."""
    preparation = _preparation(file_id)
    if not preparation.poster_key:
        raise NotFoundError("Ese video todavía no tiene portada.")
    return serve(Kept(preparation.poster_key, "jpg", preparation.sha256))


@bp.get("/grabaciones/archivos/<int:file_id>/onda")
@allow(Capability.READ, file_id=RecordingFile)
def peaks(file_id: int) -> Response:
    """Give how loud a file is: a byte for each tenth of a second."""
    preparation = _preparation(file_id)
    if not preparation.peaks_key:
        raise NotFoundError("Ese archivo no tiene onda de sonido.")
    return serve(Kept(preparation.peaks_key, "bin", preparation.sha256))


@bp.get("/grabaciones/archivos/<int:file_id>/tira/<int:number>.jpg")
@allow(Capability.READ, file_id=RecordingFile, number=None)
def sheet(file_id: int, number: int) -> Response:
    """Give a sheet of the storyboard: 10 × 10 pictures of 160 × 90 points."""
    preparation = _preparation(file_id)
    if number >= len(preparation.sheet_keys):
        raise NotFoundError("Ese video no tiene tantas imágenes.")
    return serve(Kept(preparation.sheet_keys[number], "jpg", preparation.sha256))


@bp.get("/grabaciones/archivos/<int:file_id>/dicho.json")
@allow(Capability.READ, file_id=RecordingFile)
def spoken(file_id: int) -> Response:
    """Give what was said as [begin in ms, end in ms, who, what], for pages that cut by words."""
    file = recordings.file_by_id(db.session(), file_id)
    cues = queries.spoken_of(db.session(), file.recording, file)
    return compressed(jsonify([[one.start_ms, one.end_ms, one.speaker, one.text] for one in cues]))


@bp.post("/grabaciones/archivos/<int:file_id>/preparar")
@allow(Capability.CUT, file_id=RecordingFile)
def prepare_again(file_id: int) -> AnyResponse:
    """Make everything anew that is made of a video."""
    file = recordings.file_by_id(db.session(), file_id)
    preparation = media.preparation_of(db.session(), [file_id]).get(file_id)
    if preparation is not None:
        media_service.again(db.session(), preparation, now=clock(), by=signed_in())
        db.session.commit()
    return redirect(to("player.show", recording_id=file.recording_id, archivo=file_id), 303)


@bp.post("/grabaciones/archivos/<int:file_id>/sonido")
@allow(Capability.CUT, file_id=RecordingFile)
def choose_sound(file_id: int) -> AnyResponse:
    """Let another of a video's tracks of sound be heard in clips."""
    file = recordings.file_by_id(db.session(), file_id)
    preparation = media.preparation_of(db.session(), [file_id]).get(file_id)
    sound, by = number_of(request.form.get("pista")), signed_in()
    try:
        if preparation is not None:
            kept = str(preparation.sound)
            if kept not in (request.form.get("seen", kept), str(sound)):
                raise ConcurrentChangeError(SOUND_CHOSEN_BY_ANOTHER)
            media_service.choose_sound(db.session(), preparation, sound, now=clock(), by=by)
            db.session.commit()
            flash(SOUND_CHOSEN.format(number=preparation.sound + 1), "success")
    except (RuleError, ConcurrentChangeError) as error:
        db.session.rollback()
        flash(error.message, "error")
    return redirect(to("player.show", recording_id=file.recording_id, archivo=file_id), 303)


@bp.get("/grabaciones/archivos/<int:file_id>/capitulos.vtt")
@allow(Capability.READ, file_id=RecordingFile)
def chapters(file_id: int) -> Response:
    """Give the moments as the player's chapters."""
    file = recordings.file_by_id(db.session(), file_id)
    marks = recording_page.marks(file.recording.event, file)
    titled = [(one.second, str(one.moment)) for one in marks if one.second is not None]
    text = tracks.chapters(titled, file.recording.duration_s)
    return Response(text, mimetype="text/vtt")


def _preparation(file_id: int) -> Preparation:
    """Return what was made of a file. Raises NotFoundError."""
    preparation = media.preparation_of(db.session(), [file_id]).get(file_id)
    if preparation is None:
        raise NotFoundError("Ese archivo todavía no se prepara.")
    return preparation
