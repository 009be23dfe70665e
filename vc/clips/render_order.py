"""What one turn of the worker is to make: read from the rows, and written into its folder."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy.orm import Session

from vc.branding.models import Plate
from vc.clips import ffmpeg_cut, queries
from vc.clips.edit import Edit, captions_of
from vc.clips.glyphs import FONTS
from vc.clips.models import Clip, ClipRender
from vc.clips.subtitles import ass_text
from vc.media.queries import preparation_of

MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class PlateParts:
    """A plate as it is stored: its pictures are written into the turn's folder."""

    logo: bytes | None = None
    card: bytes | None = None
    look: ffmpeg_cut.Plate = field(default_factory=ffmpeg_cut.Plate)


@dataclass(frozen=True, slots=True)
class RenderOrder:
    """What one turn is to make, read before the transaction ends."""

    number: int
    render_key: str
    source_key: str
    cut: ffmpeg_cut.Cut
    source: ffmpeg_cut.Source
    color_transfer: str
    keeps_clock: bool
    thumbnail_ms: int
    captions: str
    plate: PlateParts
    is_last_try: bool


def order_of(session: Session, row: ClipRender) -> RenderOrder:
    """Return the order for a file to be made."""
    clip = row.clip
    made = preparation_of(session, [clip.file_id])[clip.file_id]
    edit = queries.edit_of(session, clip, row.revision)
    pieces = edit.pieces_of(row.length)
    crop = next((one.crop for one in edit.framings if one.shape is row.shape), None)
    rate = ffmpeg_cut.rate_of(made.frame_rate) if made.video_codec else None
    return RenderOrder(
        number=row.id,
        render_key=_key(clip, row),
        source_key=clip.file.name,
        cut=ffmpeg_cut.Cut(pieces, row.shape, crop, edit.blurs),
        source=ffmpeg_cut.Source(
            (),
            made.width or 0,
            made.height or 0,
            rate,
            bool(made.audio_codec),
            made.sound,
            made.is_turned,
            made.is_interlaced,
        ),
        color_transfer=made.color_transfer,
        keeps_clock=bool(made.starts_ms),
        thumbnail_ms=_thumbnail(edit, row),
        captions=ass_text(captions_of(edit, row.length), row.shape) if edit.burns_captions else "",
        plate=_plate(session, edit),
        is_last_try=row.attempts >= MOST_TRIES,
    )


def _plate(session: Session, edit: Edit) -> PlateParts:
    """Return the plate that is drawn; nothing for a clip without one."""
    row = session.get(Plate, edit.plate_id) if edit.plate_id is not None else None
    if row is None:
        return PlateParts()
    look = ffmpeg_cut.Plate(
        corner=row.corner.value,
        width_pct=row.logo_width_pct,
        card_ms=row.card_ms,
        ground=row.ground,
    )
    return PlateParts(row.logo, row.card, look)


def _thumbnail(edit: Edit, row: ClipRender) -> int:
    """Return the frame that stands for the clip: the chosen one, else that in the middle."""
    pieces = edit.pieces_of(row.length)
    middle = pieces[len(pieces) // 2]
    chosen = edit.thumbnail_ms
    return chosen if chosen is not None else (middle.in_ms + middle.out_ms) // 2


def _key(clip: Clip, row: ClipRender) -> str:
    """Return where the file is kept: by year and folio, so that people find it too."""
    shape = row.shape.value.replace(":", "x")
    name = f"{clip.folio}-{row.length.value}-{shape}-{row.picture_sha256[:12]}"
    return f"clips/{clip.created_at:%Y}/{clip.folio}/{name}.mp4"


def with_files(order: RenderOrder, folder: Path) -> ffmpeg_cut.Cut:
    """Return the cut with what is drawn over it as files: captions, logo, card."""
    parts, captions = order.plate, None
    if order.captions:
        captions = folder / "clip.ass"
        captions.write_text(order.captions, encoding="utf-8")
    plate = replace(
        parts.look,
        logo=_written(parts.logo, folder / "logo.png"),
        card=_written(parts.card, folder / "card.png"),
    )
    return replace(order.cut, captions=captions, fonts=FONTS, plate=plate)


def _written(content: bytes | None, path: Path) -> Path | None:
    """Write a picture to a file; return where, None for no picture."""
    if not content:
        return None
    path.write_bytes(content)
    return path
