"""The rules of clips: begin one, save and undo its edit, ask for its files, withdraw it.

An edit is never lost: each save is a row of its own, and undoing only goes back to an older one.
Whoever changes the picture of a clip sends it back to DRAFT, and whoever changes a word of one that
was approved sends it back to its review: an approval is of these very files and words.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from vc import audit
from vc.accounts.models import Person
from vc.branding import queries as branding
from vc.branding.models import Plate
from vc.clips import edit_lock, queries, serialization
from vc.clips.cutlists import CutList
from vc.clips.edit import (
    Caption,
    Edit,
    Piece,
    captions_sha256,
    checked,
    picture_sha256,
    stretches,
    text_sha256,
)
from vc.clips.models import Clip, ClipKind, ClipRevision, ClipStatus, RenderStatus
from vc.clips.renders import cancel, check_is_open
from vc.errors import ConcurrentChangeError, RuleError
from vc.inputs import is_blank
from vc.media.queries import preparation_of
from vc.recordings.models import FileStatus, RecordingFile
from vc.states import advance
from vc.transcripts.tracks import Cue

S, R = ClipStatus, RenderStatus
CHANGED_MEANWHILE = "El clip cambió mientras estaba abierto aquí. Revise qué versión se queda."
NOTHING_TO_UNDO = "No hay nada que deshacer."
NOTHING_TO_REDO = "No hay nada que rehacer."
NO_PLATE = "Elija una plantilla de la lista."
IN_THE_BIN = "La grabación está en la papelera. Recupérela para cortar de ella."
NOT_STORED = "El archivo de la grabación no está aquí. Descárguelo o súbalo de nuevo."


@dataclass(frozen=True, slots=True)
class NewClip:
    """What a person, a suggestion or a list of cuts says of a clip that is to be begun."""

    kind: ClipKind
    pieces: tuple[Piece, ...]
    title: str = ""
    has_minors: bool = False


def create(
    session: Session, file: RecordingFile, new: NewClip, *, now: datetime, by: Person
) -> Clip:
    """Begin a clip of a file, with captions out of its transcript. Raises RuleError.

    The caller commits.
    """
    # Here too, and not in the view alone: lists of cuts begin clips by a worker.
    check_may_cut(file)
    film = queries.film_of(session, file)
    plates = branding.offered(session)
    # Where there is one logo, every clip has it; among several a person chooses.
    plate_id = plates[0].id if len(plates) == 1 else None
    edit = checked(Edit(pieces=new.pieces, title=new.title.strip(), plate_id=plate_id), film)
    edit = filled(edit, queries.said_in(session, file))
    event = file.recording.event
    clip = Clip(
        file=file,
        event=event,
        kind=new.kind,
        has_minors=new.has_minors or file.recording.shows_minors,
        author=by,
        created_at=now,
        changed_at=now,
        title=edit.title,
        **_digests(session, edit, file),
    )
    session.add(clip)
    session.flush()
    _keep(session, clip, edit, 1, now=now, by=by)
    audit.record(session, clip, "clip.create", now=now, by=by, before={}, after={})
    return clip


def check_may_cut(file: RecordingFile) -> None:
    """Refuse to cut out of a file that is not here, or is about to go. Raises RuleError."""
    if file.status is not FileStatus.STORED:
        raise RuleError(NOT_STORED)
    if file.recording.trashed_at is not None:
        raise RuleError(IN_THE_BIN)


def create_from(
    session: Session,
    file: RecordingFile,
    cuts: CutList,
    *,
    kind: ClipKind,
    is_one: bool,
    now: datetime,
    by: Person,
) -> list[Clip]:
    """Begin a clip for each stretch of a list, or one (`is_one`) of which each is a part.

    Raises RuleError, and then none is begun. The caller commits.
    """
    film = queries.film_of(session, file)
    named = [
        (Piece(one.in_ms, film.length_ms if one.out_ms is None else one.out_ms), one.name)
        for one in cuts.segments
    ]
    if is_one:
        everything = NewClip(kind, tuple(piece for piece, _ in named), named[0][1])
        return [create(session, file, everything, now=now, by=by)]
    return [
        create(session, file, NewClip(kind, (piece,), name), now=now, by=by)
        for piece, name in named
    ]


def save(
    session: Session,
    clip: Clip,
    edit: Edit,
    *,
    token: str,
    base: int,
    now: datetime,
    by: Person,
) -> Edit:
    """Keep an edit as the next state of the clip; return it as kept, on frames, with captions.

    `base` is the `edit_version` that the page began from, `token` the page's own. Raises RuleError
    for an edit that cannot be cut, ClipLockedError when another page has the clip, and
    ConcurrentChangeError when it was changed since. The caller commits.
    """
    check_is_theirs(session, clip, token=token, base=base, now=now, by=by)
    _check_plate(session, edit)
    kept = checked(edit, queries.film_of(session, clip.file))
    kept = filled(kept, queries.said_in(session, clip.file))
    # The page also saves what was only looked at; no state of the history is made of that.
    if kept != queries.edit_of(session, clip):
        # Whoever went back and then cuts on has left what was ahead.
        newer = (ClipRevision.clip_id == clip.id, ClipRevision.number > clip.revision)
        session.execute(delete(ClipRevision).where(*newer))
        _keep(session, clip, kept, clip.revision + 1, now=now, by=by)
        _settle(session, clip, kept, now=now, by=by)
    return kept


def step(
    session: Session,
    clip: Clip,
    by_how_many: int,
    *,
    token: str,
    base: int,
    now: datetime,
    by: Person,
) -> Edit:
    """Go back to the state before (-1), or forward again (1); return it.

    Raises RuleError at the end of either way, and like `save`. The caller commits.
    """
    check_is_theirs(session, clip, token=token, base=base, now=now, by=by)
    number = clip.revision + by_how_many
    if not queries.has_revision(session, clip, number):
        raise RuleError(NOTHING_TO_UNDO if by_how_many < 0 else NOTHING_TO_REDO)
    clip.revision = number
    session.flush()
    edit = queries.edit_of(session, clip)
    _settle(session, clip, edit, now=now, by=by)
    return edit


def check_is_theirs(
    session: Session, clip: Clip, *, token: str, base: int, now: datetime, by: Person
) -> None:
    """Let the editor's page with this `token` go on, if it has the clip and shows it as it is.

    Every door of the editor asks this. Raises RuleError for a clip that was withdrawn,
    ClipLockedError and ConcurrentChangeError.
    """
    check_is_open(clip)
    # Before the version is compared: until the row is held, somebody may still be saving.
    edit_lock.take(session, clip, token, now=now, by=by)
    if base != clip.edit_version:
        raise ConcurrentChangeError(CHANGED_MEANWHILE)


def describe(
    session: Session, clip: Clip, *, kind: ClipKind, has_minors: bool, now: datetime, by: Person
) -> None:
    """Set a clip's kind, and whether minors can be recognised in it. The caller commits."""
    check_is_open(clip)
    if (kind, has_minors) == (clip.kind, clip.has_minors):
        return
    clip.kind, clip.has_minors = kind, has_minors
    audit.record(session, clip, "clip.describe", now=now, by=by)
    if clip.status is S.APPROVED:
        advance(clip, S.IN_REVIEW, now=now, by=by, reason="Cambió de qué tipo es.")


def review_captions(session: Session, clip: Clip, *, now: datetime, by: Person) -> None:
    """Note that a person read the captions as they stand. The caller commits."""
    clip.reviewed_captions_sha256 = clip.captions_sha256
    clip.reviewed_captions_by = by
    audit.record(session, clip, "clip.review_captions", now=now, by=by, before={}, after={})


def withdraw(session: Session, clip: Clip, *, why: str, now: datetime, by: Person) -> None:
    """Let nobody publish a clip (any more). Raises RuleError without a reason."""
    if is_blank(why):
        raise RuleError("Escriba por qué se descarta.", field="why")
    cancel(clip, now, is_older_only=False)
    clip.is_submitted = False
    advance(clip, S.WITHDRAWN, now=now, by=by, reason=why.strip())


def restore(session: Session, clip: Clip, *, now: datetime, by: Person) -> None:
    """Bring a clip back that was withdrawn, as a draft. The caller commits."""
    advance(clip, S.DRAFT, now=now, by=by)


def _check_plate(session: Session, edit: Edit) -> None:
    """Raise RuleError for a plate that does not exist."""
    if edit.plate_id is not None and session.get(Plate, edit.plate_id) is None:
        raise RuleError(NO_PLATE, field="plate_id")


def filled(edit: Edit, said: list[Cue]) -> Edit:
    """Return the edit with a caption for everything that is said in it.

    What a person corrected stays, even where the cut leaves it out at the moment.
    """
    pieces = tuple(sorted((*edit.pieces, *edit.short)))
    known = {(one.in_ms, one.out_ms) for one in edit.captions}
    kept = [
        one
        for one in edit.captions
        if one.text != one.original or stretches(pieces, one.in_ms, one.out_ms)
    ]
    fresh = [
        Caption(cue.start_ms, cue.end_ms, cue.text, cue.text)
        for cue in said
        if (cue.start_ms, cue.end_ms) not in known and stretches(pieces, cue.start_ms, cue.end_ms)
    ]
    return replace(edit, captions=tuple(sorted([*kept, *fresh])))


def _source_sha256(session: Session, file: RecordingFile) -> str:
    """Return what tells what a clip is cut from: the file, and the sound that a person chose."""
    made = preparation_of(session, [file.id]).get(file.id)
    return f"{file.sha256}:{made.sound}" if made and made.is_sound_chosen else file.sha256


def _digests(session: Session, edit: Edit, file: RecordingFile) -> dict[str, str]:
    """Return the columns that tell which picture and which words a clip has."""
    return {
        "picture_sha256": picture_sha256(edit, _source_sha256(session, file)),
        "text_sha256": text_sha256(edit),
        "captions_sha256": captions_sha256(edit),
    }


def _keep(
    session: Session, clip: Clip, edit: Edit, number: int, *, now: datetime, by: Person
) -> None:
    """Add a state of the edit and make it the one that counts."""
    body = serialization.write(edit)
    session.add(ClipRevision(clip_id=clip.id, number=number, body=body, by_id=by.id, at=now))
    clip.revision, clip.changed_at = number, now
    session.flush()


def _settle(session: Session, clip: Clip, edit: Edit, *, now: datetime, by: Person) -> None:
    """Let the clip follow its edit: files of another cut, and an approval, no longer count."""
    digests = _digests(session, edit, clip.file)
    is_other_picture = digests["picture_sha256"] != clip.picture_sha256
    is_other_text = digests["text_sha256"] != clip.text_sha256
    for name, value in digests.items():
        setattr(clip, name, value)
    clip.title, clip.changed_at = edit.title, now
    clip.edit_version += 1
    if is_other_picture:
        cancel(clip, now, is_older_only=True)
        if clip.status is not S.DRAFT:
            advance(clip, S.DRAFT, now=now, by=by, reason="Cambiaron las partes.")
    elif is_other_text and clip.status is S.APPROVED:
        advance(clip, S.IN_REVIEW, now=now, by=by, reason="Cambió el texto.")
