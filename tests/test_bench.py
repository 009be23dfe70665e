"""The benchmarks' own data still fits into the product, which changes under them."""

from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bench import recordings, seed
from vc.db import db
from vc.recordings.models import Recording
from vc.transcripts import fulltext
from vc.transcripts.models import TranscriptLine

BENCH = Path(__file__).parent.parent / "bench"
NAMES = sorted(path.stem for path in BENCH.glob("*.py"))


def test_what_the_benchmarks_put_into_a_database_is_taken(app, context):
    person_id, cookie = seed.make_people(app)
    seed.make_events(person_id, seed.make_licences(), 40)
    recordings.add_recordings()
    recordings._say(30)

    assert cookie
    assert db.session.scalar(select(func.count(Recording.id))) > 1
    assert db.session.scalar(select(func.count(TranscriptLine.id))) == 30
    assert fulltext.search(db.session(), "polic").total


@pytest.mark.parametrize("name", NAMES)
def test_each_benchmark_names_only_what_the_product_has(name):
    assert import_module(f"bench.{name}").__doc__
