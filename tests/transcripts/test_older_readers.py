"""What an older reader wrote is read anew from its file, some at a time, and nothing is lost."""

import hashlib
import json
from datetime import UTC, datetime

from tests.transcripts.conftest import read_all
from tests.transcripts.test_parser import SRT, VTT, cues
from vc.db import db
from vc.services import services_of
from vc.transcripts import queries, service
from vc.transcripts.models import READER, Transcript, TranscriptStatus
from vc.transcripts.parser import as_told

BEGINS = datetime(2031, 3, 4, 17, tzinfo=UTC).isoformat()
TWO_AT_ONCE = """WEBVTT

00:00.500 --> 00:08.000
Uno que dura mucho

00:02.000 --> 00:03.000
Otro encima
"""
WORD_BY_WORD = "00:05.000 --> 00:06.000\nA<00:00:05.500><c> B</c>\n\n00:06.000 --> 00:06.010\nA B\n"
ENTRY = {"speaker": "Ana", "text": "3 < 5 y ¿qué?", "start_time": BEGINS, "end_time": None}
SAMPLES = (
    (VTT.encode(), "vtt"),
    (SRT.encode("cp1252"), "srt"),
    (SRT.encode("utf-16"), "srt"),
    (TWO_AT_ONCE.encode(), "vtt"),
    (cues(*(f"luis pérez: frase {n} {{inaudible}}" for n in range(4)), "Tel.\u00a0089"), "vtt"),
    (b"125:03.000 --> 125:04\nTarde\n\nx --> 3\nPerdido\n", "srt"),
    (("WEBVTT\n\n" + "00:00.000 --> 00:02.000\nUno\n\n" * 2 + WORD_BY_WORD).encode(), "vtt"),
    (json.dumps({"entries": [ENTRY]}).encode(), "json"),
)
DIGESTS = {3: "af7911f4770a9a4b"}
"""What each reader makes of the samples: whoever changes that raises `READER`."""


def age(*transcripts, **changes):
    """Let transcripts be as a reader wrote them that cut what overlaps."""
    for one in transcripts:
        first = queries.lines_of(db.session(), one)[0]
        first.end_ms, one.reader = 2000, READER - 1
    for name, value in changes.items():
        setattr(transcripts[-1], name, value)
    db.session.commit()


def ends(transcript):
    """Return when its lines end."""
    db.session.expire_all()
    return [line.end_ms for line in queries.lines_of(db.session(), transcript)]


def plan(clock):
    """Let the clock say what is due; return how many are."""
    service.plan(db.session(), clock())
    db.session.commit()
    return db.session.query(Transcript).where(Transcript.due_at.is_not(None)).count()


def test_what_older_readers_cut_or_could_not_read_is_read_anew_some_at_a_time(
    app, clock, spoken, monkeypatch
):
    monkeypatch.setattr(service, "A_PIECE", 1)
    recordings = [spoken(TWO_AT_ONCE, number=number) for number in (1, 2)]
    cut, failed = (queries.transcripts_of(db.session(), one)[0] for one in recordings)
    age(cut, failed, status=TranscriptStatus.FAILED, last_error="No se entiende.")

    assert [plan(clock), plan(clock)] == [1, 1]
    read_all(app)

    assert [ends(cut), ends(failed)] == [[8000, 3000], [2000, 3000]]
    assert plan(clock) == 1
    read_all(app)
    assert ends(failed) == [8000, 3000]
    assert (failed.status, failed.last_error) == (TranscriptStatus.READY, "")
    assert plan(clock) == 0


def test_lines_whose_file_is_gone_stay_as_they_are(app, clock, spoken):
    transcript = queries.transcripts_of(db.session(), spoken(TWO_AT_ONCE))[0]
    age(transcript, last_error="Falta el renglón 7.")
    services_of(app).store.remove(transcript.file.name)

    plan(clock)
    read_all(app)

    assert ends(transcript) == [2000, 3000]
    assert (transcript.status, transcript.last_error) == (
        TranscriptStatus.READY,
        "Falta el renglón 7.",
    )
    assert plan(clock) == 0


def test_whoever_makes_other_lines_of_the_same_bytes_raises_the_reader():
    told = [as_told(content, kind, starts_at=BEGINS, people=[]) for content, kind in SAMPLES]

    text = json.dumps(told, ensure_ascii=False)

    assert hashlib.sha256(text.encode()).hexdigest()[:16] == DIGESTS[READER], text
