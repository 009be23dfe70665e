"""Where features further right hear of recordings: one is safe, wanted, shown, or gone."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from vc.hooks import Hook
from vc.recordings.models import Recording, RecordingFile
from vc.store import Store

Hearer = Callable[[Session, RecordingFile, datetime], None]
Need = Callable[[Session, Recording], str]

FILE_STORED: Hook[Hearer] = Hook("a file is safe")
RECORDING_NEEDED: Hook[Need] = Hook("who still needs a recording")
"""In Spanish, for what; empty where it is not needed."""
RECORDING_PURGED: Hook[Callable[[Session, Recording, Store], None]] = Hook("a recording is gone")
"""Who forgets what was made of it, in the transaction in which it goes."""
POSTERS: Hook[Callable[[Session, Iterable[int]], dict[int, int]]] = Hook("posters of recordings")
"""Who knows, of recordings by their ids, which of their files has a picture that stands for it."""
RECORDING_PAGE: Hook[Callable[..., str]] = Hook("the page of a recording")
"""What shows it, with forms as they were refused: whoever decides of one does so there."""
