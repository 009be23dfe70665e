"""What the demonstration has cut: a plate that is drawn here, and clips in every state."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from vc.approvals import service as approvals
from vc.approvals.models import Reason
from vc.branding import service as branding
from vc.branding.models import Plate
from vc.branding.service import NewPlate
from vc.checklists import appearances, watched
from vc.checklists import service as checklists
from vc.checklists.models import Evidence, Reply, TemplateItem
from vc.checklists.service import NewAnswer
from vc.clips import queries as clip_queries
from vc.clips import render_order, render_outcome, renders
from vc.clips import service as clips
from vc.clips.edit import Framing, Piece
from vc.clips.models import Clip, ClipKind, ClipRender, RenderStatus
from vc.clips.service import NewClip
from vc.consents.models import Consent
from vc.demonstration import demo_recordings, films, queries
from vc.demonstration.films import Cut
from vc.demonstration.stage import Stage
from vc.evidence import KeptFile, drawer
from vc.jobs import release
from vc.states import advance

R = RenderStatus
NAME = "Prevenimos Juntos"
WINE, GOLD, PAPER = "#611232", "#e2c79b", "#faf7f1"
PLATE_AGO = timedelta(days=60)
AUTHOR, REVIEWER = "produccion", "comunicacion"
BEGUN_AT, APPROVED_AT = time(10), time(12, 30)
STEP = timedelta(minutes=9)
"""What somebody needs for each thing that is done with a clip."""
NOTES = ("Lo vi y lo escuché de principio a fin.", "Comparado con el oficio.", "Sin cambios.")
LINK = "https://example.org/aviso-de-privacidad"
LETTER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 300]/Contents 4 0 R/Resources<</Font<</F "
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>> >> >> >>endobj\n"
    b"4 0 obj<</Length 62>>stream\nBT /F 16 Tf 40 240 Td (Documento de demostracion, firmado) Tj "
    b"ET\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""Stands for every paper that somebody signed."""


@dataclass(frozen=True, slots=True)
class Made:
    """One clip that was made, and what the data say of it."""

    clip: Clip
    cut: Cut
    told: dict


@dataclass(frozen=True, slots=True)
class Desk:
    """What whoever makes clips has at hand."""

    stage: Stage
    plate: Plate
    letter: KeptFile
    consents: dict[str, Consent]
    """Those of people who appear, by the film."""


def add(stage: Stage, consents: dict[str, Consent]) -> list[Made]:
    """Keep a plate and make every clip, as far as each is. The caller commits."""
    at, by = stage.now - PLATE_AGO, stage.people[REVIEWER]
    plate = branding.keep(stage.session, NewPlate(name=NAME, logo=_logo()), now=at, by=by)
    with drawer(stage.store, "listas") as papers:
        desk = Desk(stage, plate, papers.keep(LETTER, "oficio.pdf"), consents)
    return [_make(desk, told) for told in queries.month()["clips"]]


def kept_letter(stage: Stage, folder: str, name: str) -> KeptFile:
    """Put a signed paper into a folder of the store."""
    with drawer(stage.store, folder) as papers:
        return papers.keep(LETTER, name)


def _make(desk: Desk, told: dict) -> Made:
    """Make one clip, as far as its data say."""
    stage, cut = desk.stage, films.cut(told["cut"])
    file = demo_recordings.video_of(stage, cut.name.partition("-")[0])
    kind = ClipKind(told.get("kind", "fragment"))
    new = NewClip(kind, (Piece(cut.in_ms, cut.out_ms),), told.get("title", cut.title))
    clock = _clock(stage, told)
    clip = clips.create(stage.session, file, new, now=next(clock), by=stage.people[AUTHOR])
    made = Made(clip, cut, told)
    _write(desk, made, next(clock))
    WAYS[told.get("state", "approved")](desk, made, clock)
    return made


def _clock(stage: Stage, told: dict) -> Iterator[datetime]:
    """Yield the instants at which things are done with a clip; none is yet to come."""
    begun = told["approved"] - 1 if "approved" in told else told["begun"]
    at = min(stage.at(begun, BEGUN_AT), stage.now - 8 * STEP)
    while True:
        yield at
        at += STEP


def _write(desk: Desk, made: Made, at: datetime) -> None:
    """Give a clip its plate, its shape and its words, and read its captions."""
    session, by, clip, cut = desk.stage.session, desk.stage.people[AUTHOR], made.clip, made.cut
    edit = replace(
        clip_queries.edit_of(session, clip),
        plate_id=desk.plate.id,
        text=cut.text,
        alt_text=cut.alt_text,
        framings=(Framing(cut.shape),),
    )
    base = clip.edit_version
    clips.save(session, clip, edit, token=f"demo-{clip.id}", base=base, now=at, by=by)


def _draft(desk: Desk, made: Made, clock: Iterator[datetime]) -> None:
    """Leave it as it is: it is being cut."""


def _withdrawn(desk: Desk, made: Made, clock: Iterator[datetime]) -> None:
    """Let nobody publish it."""
    why, by = made.told["why"], desk.stage.people[REVIEWER]
    clips.withdraw(desk.stage.session, made.clip, why=why, now=next(clock), by=by)


def _failed(desk: Desk, made: Made, clock: Iterator[datetime]) -> None:
    """Ask for its file, which cannot be made."""
    render = _asked_for(desk, made, next(clock))
    at = next(clock)
    advance(render, R.RUNNING, now=at)
    advance(render, R.FAILED, now=at)
    release(render, due_at=None, error=made.told["why"])
    desk.stage.session.flush()
    render_outcome.note_rendered(desk.stage.session, made.clip, at)


def _ready(desk: Desk, made: Made, clock: Iterator[datetime]) -> None:
    """Make its file."""
    stage, cut = desk.stage, made.cut
    render = _asked_for(desk, made, next(clock))
    key, film = render_order.order_of(stage.session, render).render_key, cut.film.read_bytes()
    picture = key.removesuffix("mp4") + "jpg"
    stage.keep(film, key)
    stage.keep(cut.picture.read_bytes(), picture)
    at = next(clock)
    advance(render, R.RUNNING, now=at)
    advance(
        render,
        R.DONE,
        now=at,
        percent=100,
        made_at=at,
        key=key,
        thumbnail_key=picture,
        sha256=films.digest_of(cut.name),
        size_bytes=len(film),
        duration_ms=cut.out_ms - cut.in_ms,
        width=cut.width,
        height=cut.height,
        frame_count=round((cut.out_ms - cut.in_ms) * films.FRAME_RATE / 1000),
        loudness_lufs=-16.3,
        longest_silence_ms=600,
    )
    release(render, due_at=None)
    render_outcome.note_rendered(stage.session, made.clip, at)


def _asked_for(desk: Desk, made: Made, at: datetime) -> ClipRender:
    """Ask for a clip's review, and so for its file; return the row of that."""
    by = desk.stage.people[AUTHOR]
    if made.told.get("state") in ("ready", "failed"):
        renders.ask_for_files(desk.stage.session, made.clip, now=at, by=by)
    else:
        approvals.submit(desk.stage.session, made.clip, now=at, by=by)
    return made.clip.renders[0]


def _in_review(desk: Desk, made: Made, clock: Iterator[datetime]) -> None:
    """Make its file, read its captions, and answer what its author can answer of its list."""
    stage, clip = desk.stage, made.clip
    _ready(desk, made, clock)
    at, author = next(clock), stage.people[AUTHOR]
    clips.review_captions(stage.session, clip, now=at, by=author)
    consent = desk.consents.get(made.cut.name.partition("-")[0])
    if consent is not None and clip.kind is ClipKind.INTERVIEW:
        appearances.name_person(stage.session, clip, consent, (None, None), now=at, by=author)
    _answer(desk, clip, at)


def _answer(desk: Desk, clip: Clip, at: datetime) -> None:
    """Answer the points of a clip's list that a person may answer, each with its evidence."""
    stage, zone = desk.stage, desk.stage.zone
    people = (stage.people[AUTHOR], stage.people[REVIEWER])
    stands = checklists.state(stage.session, clip, now=at, zone=zone, reviewer=people[1])
    # Whether somebody asked not to appear is left to whoever looks at it last.
    found = [
        one
        for one in stands.items
        if one.holds_up and one.is_answerable and one.item.key != "refusals"
    ]
    replies = {
        one.item.id: _reply(desk, one.item, number, may_waive=one.may_waive)
        for number, one in enumerate(found)
    }
    checklists.answer_all(stage.session, clip, replies, now=at, zone=zone, by=people[0])
    seconds = {one.item.id: replies[one.item.id] for one in found if one.item.needs_two}
    if seconds:
        checklists.answer_all(stage.session, clip, seconds, now=at, zone=zone, by=people[1])


def _reply(desk: Desk, item: TemplateItem, number: int, *, may_waive: bool) -> NewAnswer:
    """Return what somebody answers to a point."""
    return NewAnswer(
        reply=Reply.NOT_APPLICABLE if may_waive else Reply.YES,
        note=NOTES[number % len(NOTES)],
        link=LINK if item.evidence is Evidence.LINK else "",
        file=desk.letter if item.evidence is Evidence.FILE else KeptFile(),
    )


def _changes_requested(desk: Desk, made: Made, clock: Iterator[datetime]) -> None:
    """Send it back from its review."""
    _in_review(desk, made, clock)
    session, by, why = desk.stage.session, desk.stage.people[REVIEWER], made.told["why"]
    approvals.request_changes(
        session, made.clip, reason=Reason.TEXT, comment=why, now=next(clock), by=by
    )


def _approved(desk: Desk, made: Made, clock: Iterator[datetime]) -> None:
    """Let somebody else watch it to its end and approve it, the day after."""
    _in_review(desk, made, clock)
    stage, clip, by = desk.stage, made.clip, desk.stage.people[REVIEWER]
    at = stage.at(made.told["approved"], APPROVED_AT)
    longest = watched.longest(clip)
    assert longest is not None
    watched.note(stage.session, longest, [(0, longest.duration_ms or 0)], now=at, by=by)
    stage.session.flush()
    approvals.approve(
        stage.session,
        clip,
        files=approvals.files_sha256(clip),
        text=clip.text_sha256,
        now=at,
        zone=stage.zone,
        by=by,
    )


WAYS = {
    "draft": _draft,
    "withdrawn": _withdrawn,
    "failed": _failed,
    "ready": _ready,
    "in_review": _in_review,
    "changes_requested": _changes_requested,
    "approved": _approved,
}
"""How a clip comes to each state."""


def _logo() -> bytes:
    """Return the campaign's name on a plate."""
    # The library takes a while to import, and only the demonstration draws.
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGBA", (720, 220), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, 719, 219), 40, fill=WINE)
    draw.rectangle((48, 150, 672, 160), fill=GOLD)
    font: Path = render_order.FONTS / "LiberationSans-Bold.ttf"
    draw.text((48, 50), NAME, fill=PAPER, font=ImageFont.truetype(str(font), 70))
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()
