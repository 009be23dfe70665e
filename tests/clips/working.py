"""What tests of clips do: let the worker work, send what the editor sends, and look."""

from dataclasses import replace
from pathlib import Path

from flask import Flask
from webtest import TestApp, TestResponse

from vc.clips import ffmpeg_cut, queries, renders, serialization, service
from vc.clips.edit import Edit
from vc.clips.models import Clip, ClipRender, ClipStatus
from vc.db import db
from vc.media import ffmpeg
from vc.media.facts import Facts, zero_ms
from vc.media.ffmpeg_choice import tone_for
from vc.media.models import Preparation, PreparationStatus
from vc.player.service import began_at
from vc.recordings.models import RecordingFile
from vc.services import services_of
from vc.transcripts.models import Transcript, TranscriptLine, TranscriptStatus

SAID = (
    (500, 1900, "Rosa", "Buenas tardes a todas las personas."),
    (2100, 3800, "Rosa", "Nunca compartan su contraseña con nadie."),
    (4200, 6000, "Luis", "Marquen al 089 para denunciar."),
    (6500, 9000, "Rosa", "Gracias por acompañarnos."),
)
TOKEN = "the-page-of-ana"


def prepared(app: Flask, preparation: Preparation, **changes: object) -> Preparation:
    """Note what the worker would have found out about a film of twelve seconds."""
    values = {
        "duration_ms": 12_000,
        "width": 160,
        "height": 90,
        "frame_rate": 25.0,
        "video_codec": "h264",
        "audio_codec": "aac",
        "has_audio": True,
    }
    for name, value in (values | changes).items():
        setattr(preparation, name, value)
    preparation.status, preparation.due_at = PreparationStatus.READY, None
    preparation.sha256 = preparation.file.sha256
    return preparation


def spoken(file: RecordingFile, lines: tuple[tuple[int, int, str, str], ...]) -> None:
    """Note what is said in a file."""
    transcript = Transcript(
        file=file,
        recording=file.recording,
        status=TranscriptStatus.READY,
        began_at=began_at(file),
        line_count=len(lines),
    )
    db.session.add(transcript)
    db.session.flush()
    for number, (start, end, who, text) in enumerate(lines):
        db.session.add(
            TranscriptLine(
                transcript=transcript,
                recording=file.recording,
                number=number,
                start_ms=start,
                end_ms=end,
                speaker=who,
                text=text,
                text_norm=text.casefold(),
            )
        )


def edit_of(clip: Clip) -> Edit:
    """Return the edit as it stands in the database."""
    return queries.edit_of(db.session(), clip)


def change(clip: Clip, clock, by, **changes: object) -> Edit:
    """Change something of the edit, as the editor does."""
    edit = replace(edit_of(clip), **changes)
    kept = service.save(
        db.session(), clip, edit, token=TOKEN, base=clip.edit_version, now=clock(), by=by
    )
    db.session.commit()
    return kept


def step(clip: Clip, way: int, clock, by) -> Edit:
    """Undo (-1) or do again (1), as the editor does."""
    base = clip.edit_version
    return service.step(db.session(), clip, way, token=TOKEN, base=base, now=clock(), by=by)


def send(
    browser: TestApp, clip_id: int, door: str, *, status: int = 200, **body: object
) -> TestResponse:
    """Send what the editor sends to one of its doors."""
    page = browser.get(f"/clips/{clip_id}")
    token = page.html.select_one("input[name=csrf_token]")["value"]
    return browser.post_json(
        f"/clips/{clip_id}/{door}",
        {"token": TOKEN} | body,
        headers={"X-CSRFToken": token},
        status=status,
    )


def body_of(edit: Edit, **changes: object) -> dict[str, object]:
    """Return an edit as the page sends it, with some values changed."""
    return serialization.write(edit) | changes


def render(app: Flask, clip: Clip) -> None:
    """Ask for the files as the author, and let the worker make them."""
    renders.ask_for_files(db.session(), clip, now=services_of(app).clock(), by=clip.author)
    db.session.commit()
    work(app)


def work(app: Flask) -> None:
    """Let the worker make what is due, until nothing is."""
    for _ in range(9):
        now = services_of(app).clock()
        due = [row.id for row in db.session.query(ClipRender) if row.due_at and row.due_at <= now]
        db.session.rollback()
        if not due:
            break
        for number in due:
            services_of(app).registry.tasks["render_clip"].call_local(number)
    db.session.rollback()
    db.session.expire_all()


def ready(app: Flask, clip: Clip) -> Clip:
    """Let a clip have its files without making them: what is tested is what follows."""
    renders.ask_for_files(db.session(), clip, now=services_of(app).clock(), by=clip.author)
    for one in clip.current_renders:
        finished(app, one)
    db.session.commit()
    assert clip.status is ClipStatus.READY
    return clip


def finished(app: Flask, render: ClipRender) -> None:
    """Note a file as made."""
    from vc.clips import render_outcome
    from vc.clips.models import RenderStatus
    from vc.states import advance

    now, store = services_of(app).clock(), services_of(app).store
    key = f"clips/{render.id}-{render.picture_sha256[:8]}.mp4"
    with store.part(key, 0) as part:
        part.write(b"film")
    store.finish(key)
    advance(render, RenderStatus.RUNNING, now=now)
    advance(
        render,
        RenderStatus.DONE,
        now=now,
        key=key,
        sha256=f"{render.id:064}",
        size_bytes=4,
        duration_ms=2000,
        width=1280,
        height=720,
        frame_count=50,
        loudness_lufs=-16.2,
        longest_silence_ms=0,
        made_at=now,
        due_at=None,
    )
    render_outcome.note_rendered(db.session(), render.clip, now)


def source_of(program: str, film: Path, found: Facts) -> ffmpeg_cut.Source:
    """Return a film as the source of a cut, as the worker makes one of what it found out."""
    return ffmpeg_cut.Source(
        ffmpeg.source(film, keeps_clock=bool(found.starts_ms)),
        found.width or 0,
        found.height or 0,
        ffmpeg_cut.rate_of(found.frame_rate) if found.video_codec else None,
        bool(found.sounds),
        is_turned=found.is_turned,
        is_interlaced=found.is_interlaced,
        tone=tone_for(program, found.color_transfer),
        zero_ms=zero_ms(ffmpeg.Film(program, film)),
    )
