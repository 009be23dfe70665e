"""What the demonstration has cut: a plate that is drawn here, and the beginning of a clip."""

import io
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.branding import service as branding
from vc.branding.service import NewPlate
from vc.channels import service as channels
from vc.clips import render_order
from vc.clips import service as clips
from vc.clips.edit import Piece
from vc.clips.models import ClipKind
from vc.clips.service import NewClip
from vc.recordings.models import FileKind, FileStatus, RecordingFile

NAME = "Prevenimos Juntos"
WINE, GOLD, PAPER = "#611232", "#e2c79b", "#faf7f1"
PIECE = Piece(9_000, 37_000)
TITLE = "Denuncie al 089: es anónimo"


def add(session: Session, *, now: datetime, by: Person) -> None:
    """Keep a plate and the usual channels, begin a clip of the last recorded talk. It commits."""
    channels.add_first(session, now=now, by=by)
    branding.keep(session, NewPlate(name=NAME, logo=_logo()), now=now, by=by)
    stored = (
        select(RecordingFile)
        .where(RecordingFile.kind == FileKind.VIDEO, RecordingFile.status == FileStatus.STORED)
        .order_by(RecordingFile.id)
        .limit(1)
    )
    file = session.scalars(stored).one_or_none()
    if file is not None:
        clips.create(session, file, NewClip(ClipKind.FRAGMENT, (PIECE,), TITLE), now=now, by=by)
    session.commit()


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
