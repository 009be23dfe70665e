"""Parts are suggested by a sum that can be followed, each with the reasons that are true of it."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.clips.working import edit_of
from vc.clips.edit import Piece
from vc.clips.models import Clip
from vc.clips.suggestions import LEAST_MS, MOST_MS, Mark, editorial_words, suggest
from vc.db import db
from vc.media.queries import preparation_of
from vc.player.service import mark_in
from vc.transcripts.models import TranscriptLine
from vc.transcripts.queries import transcripts_of
from vc.transcripts.tracks import Cue

WORDS = editorial_words()


def talk(*texts: str, speaker: str = "Rosa", begin: int = 0, each: int = 5000) -> list[Cue]:
    """Return lines of five seconds each, without a pause."""
    return [
        Cue(begin + each * number, begin + each * (number + 1), speaker, text)
        for number, text in enumerate(texts)
    ]


def test_the_part_with_the_office_s_words_is_suggested_with_its_reasons():
    dull = talk(*["Buenas tardes a todas."] * 30)
    told = talk(
        "Una extorsión empieza con una llamada.",
        *["Le dirán que alguien está en peligro."] * 9,
        "Cuelgue y denuncie al 089.",
        begin=200_000,
    )

    best = max(suggest([*dull, *told], [], words=WORDS), key=lambda one: one.score)

    assert 199_000 <= best.in_ms <= 200_000
    assert "empieza después de una pausa" in best.reasons
    assert "habla una sola persona" in best.reasons
    assert any("089" in reason and "extorsión" in reason for reason in best.reasons)


def test_what_somebody_marked_weighs_most():
    lines = talk(*["Denuncie la extorsión al 089."] * 12, *["Y así seguimos."] * 40)

    best = max(suggest(lines, [Mark(230_000, "Buen ejemplo")], words=WORDS), key=lambda x: x.score)

    assert best.in_ms <= 230_000 < best.out_ms
    assert "alguien lo marcó: «Buen ejemplo»" in best.reasons


def test_a_part_that_names_somebody_is_worth_less():
    plain = talk(*["Denuncie al 089."] * 12)
    named = talk(*["Denuncie al 089, Rosaura."] * 12)

    one, other = (suggest(t, [], words=WORDS, names=["Rosaura"])[0] for t in (plain, named))

    assert other.score < one.score
    assert "menciona a una persona por su nombre" in other.reasons


def test_without_a_transcript_each_mark_is_a_part():
    (one,) = suggest([], [Mark(90_000, "Pregunta del público")], words=WORDS)

    assert (one.in_ms, one.out_ms) == (50_000, 110_000)


def test_nothing_is_suggested_of_what_is_too_short():
    assert suggest(talk("Denuncie al 089."), [], words=WORDS) == []


@given(
    st.lists(
        st.tuples(
            st.integers(100, 20_000),
            st.integers(0, 4000),
            st.sampled_from(["Rosa", "Luis", ""]),
            st.sampled_from(["Denuncie al 089.", "y entonces", "¿Qué es el phishing?", "…"]),
        ),
        max_size=60,
    ),
    st.lists(st.integers(0, 900_000), max_size=5),
)
def test_whatever_is_said_the_parts_lie_in_order_without_overlap_and_their_reasons_are_true(
    spoken, marked
):
    said, at = [], 0
    for length, pause, who, text in spoken:
        said.append(Cue(at + pause, at + pause + length, who, text))
        at += pause + length

    found = suggest(said, [Mark(one) for one in marked], words=WORDS)

    if not said:
        return
    assert all(one.in_ms < one.out_ms for one in found)
    assert all(one.out_ms <= other.in_ms for one, other in pairwise(found))
    for one in found:
        inside = [cue for cue in said if cue.start_ms < one.out_ms and one.in_ms < cue.end_ms]
        part_ms = max(cue.end_ms for cue in inside) - min(cue.start_ms for cue in inside)
        assert LEAST_MS <= part_ms <= MOST_MS
        is_marked = any(inside[0].start_ms <= mark < inside[-1].end_ms for mark in marked)
        assert any("marcó" in reason for reason in one.reasons) == is_marked
        is_single = len({cue.speaker for cue in inside if cue.speaker}) == 1
        assert ("habla una sola persona" in one.reasons) == is_single


@given(
    st.integers(1_000, 600_000),
    st.lists(st.integers(0, 900_000), max_size=8),
    st.lists(st.tuples(st.integers(100, 20_000), st.sampled_from(["¿Y si llaman?", "sí"]))),
)
def test_no_part_lies_outside_of_its_film_or_over_another_one_and_each_has_a_reason(
    length, marked, spoken
):
    said, at = [], 0
    for lasts, text in spoken:
        said.append(Cue(at, at + lasts, "Rosa", text))
        at += lasts

    for lines in ([], said):
        found = suggest(lines, [Mark(one) for one in marked], words=WORDS, length_ms=length)

        assert all(0 <= one.in_ms < one.out_ms <= length and one.reasons for one in found)
        assert all(one.out_ms <= other.in_ms for one, other in pairwise(found))


def test_of_many_parts_the_best_three_are_proposed_and_not_the_first():
    dull = talk(*["Cuelgue y marque al 089."] * 120)
    marked = talk(*["Cuelgue y marque al 089."] * 24, begin=dull[-1].end_ms + 5000)

    found = suggest([*dull, *marked], [Mark(marked[4].start_ms)], words=WORDS, limit=3)

    assert any("alguien lo marcó" in one.reasons for one in found)


def test_two_hours_of_talk_give_as_many_as_were_asked_for():
    lines = talk(*["Nunca compartan su contraseña con nadie."] * 2400, each=3000)

    assert len(suggest(lines, [], words=WORDS, limit=6)) == 6


def test_a_suggestion_becomes_a_clip_by_one_press(browse, file, author, clock):
    preparation_of(db.session(), [file.id])[file.id].duration_ms = 600_000
    mark_in(db.session(), file, 90, note="Buena pregunta", now=clock(), by=author)
    for transcript in transcripts_of(db.session(), file.recording):
        db.session.query(TranscriptLine).filter_by(transcript_id=transcript.id).delete()
    db.session.commit()
    number, browser = file.id, browse(author)
    page = browser.get(f"/grabaciones/archivos/{number}/clips/nuevo")
    assert "Alguien lo marcó: «Buena pregunta»; dura 60 s." in page.text

    next(form for form in page.forms.values() if "begins" in form.fields).submit(status=303)

    db.session.rollback()
    assert edit_of(db.session.query(Clip).one()).pieces == (Piece(50_000, 110_000),)
