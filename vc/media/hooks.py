"""Where features further right hear which ffmpeg is used: another one may do what one refused."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from vc.hooks import Hook

FFMPEG_CHOSEN: Hook[Callable[[Session, str, datetime], object]] = Hook("an ffmpeg was chosen")
"""With its version, when a worker starts."""
