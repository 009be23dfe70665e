"""Where what ffmpeg could not do is mended."""

from vc.media import prepare
from vc.media.facts import CUT, JOINED, TORN
from vc.media.faults import SENTENCES, SERVERS, Fault
from vc.office.hooks import Cure

OF_THE_SERVER = tuple(SENTENCES[one] for one in sorted(SERVERS | {Fault.UNKNOWN}))
OF_THE_FILE = (
    CUT,
    TORN,
    JOINED,
    SENTENCES[Fault.INCOMPLETE],
    SENTENCES[Fault.UNREADABLE],
    prepare.NOT_HERE,
)

OWN = (
    Cure((SENTENCES[Fault.NO_ROOM],), "retention.index", "Ver qué se conserva"),
    Cure((*OF_THE_SERVER, prepare.NO_DISK), "diagnosis.index", "Ver el diagnóstico"),
    Cure(OF_THE_FILE, "uploads.new", "Subir el video"),
)
