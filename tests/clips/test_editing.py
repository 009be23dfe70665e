"""An edit is kept, undone and fought over as people expect; what was typed is never lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.clips.working import TOKEN, body_of, change, edit_of, ready, send, step
from tests.people import make_person
from tests.reconciliation.working import form_to
from vc.accounts.models import Role
from vc.audit import AuditLine
from vc.clips import edit_lock, renders, service
from vc.clips.edit import Box, Caption, Framing, Piece
from vc.clips.models import Clip, ClipKind, ClipRevision, ClipStatus, CutListImport, RenderStatus
from vc.db import db
from vc.errors import ConcurrentChangeError, RuleError
from vc.services import services_of
from vc.shapes import Shape

S = ClipStatus


def test_a_clip_begins_with_what_is_said_in_it(clip):
    texts = [one.text for one in edit_of(clip).captions]

    assert texts == ["Nunca compartan su contraseña con nadie."]
    assert clip.folio == f"C-{clip.created_at:%Y}-{clip.id:03d}"
    assert clip.status is S.DRAFT


def test_edges_snap_to_frames(clip, clock, author):
    kept = change(clip, clock, author, pieces=(Piece(2013, 3990),))

    assert kept.pieces == (Piece(2000, 4000),)


def test_a_longer_cut_gets_the_captions_of_what_is_new_in_it(clip, clock, author):
    kept = change(clip, clock, author, pieces=(Piece(2000, 6000),))

    assert [one.text for one in kept.captions] == [
        "Nunca compartan su contraseña con nadie.",
        "Marquen al 089 para denunciar.",
    ]


def test_what_was_corrected_stays_while_the_cut_leaves_it_out(clip, clock, author):
    captions = (replace(edit_of(clip).captions[0], text="Corregido"),)
    change(clip, clock, author, captions=captions)

    change(clip, clock, author, pieces=(Piece(6500, 9000),))
    kept = change(clip, clock, author, pieces=(Piece(2000, 4000),))

    assert kept.captions[0].text == "Corregido"


def test_a_caption_that_was_emptied_does_not_come_back(clip, clock, author):
    captions = (replace(edit_of(clip).captions[0], text=""),)

    change(clip, clock, author, captions=captions)
    kept = change(clip, clock, author, title="Otro título")

    assert [one.text for one in kept.captions] == [""]


def test_each_change_can_be_undone_and_done_again(clip, clock, author):
    first = edit_of(clip)
    second = change(clip, clock, author, title="Segundo")
    third = change(clip, clock, author, title="Tercero")

    def go(way):
        return step(clip, way, clock, author)

    assert (go(-1), go(-1)) == (second, first)
    with pytest.raises(RuleError, match="deshacer"):
        go(-1)
    assert (go(1), go(1)) == (second, third)
    with pytest.raises(RuleError, match="rehacer"):
        go(1)
    assert clip.title == "Tercero"


def test_a_change_after_undoing_takes_the_place_of_what_was_undone(clip, clock, author):
    change(clip, clock, author, title="Segundo")
    change(clip, clock, author, title="Tercero")
    step(clip, -1, clock, author)

    change(clip, clock, author, title="Otro")

    titles = [one.body["title"] for one in db.session.query(ClipRevision).order_by("number")]
    assert titles == ["Contraseñas seguras", "Segundo", "Otro"]


def test_saving_the_same_again_makes_no_state(clip, clock, author):
    change(clip, clock, author)

    assert clip.revision == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pieces": ()}, "Elija dónde empieza"),
        ({"pieces": (Piece(4000, 2000),)}, "termina antes de empezar"),
        ({"pieces": (Piece(12_000, 13_000),)}, "fuera de la grabación"),
        ({"pieces": (Piece(0, 2000), Piece(1000, 3000))}, "antes de que termine la anterior"),
        ({"framings": ()}, "al menos una forma"),
        ({"framings": (Framing(Shape.TALL), Framing(Shape.TALL))}, "una vez"),
        ({"framings": (Framing(Shape.TALL, Box(900, 0, 200, 1000)),)}, "fuera de la imagen"),
        ({"captions": (Caption(3000, 2000, "x"),)}, "termina antes de empezar"),
    ],
)
def test_what_cannot_be_cut_is_refused_and_nothing_changes(clip, clock, author, changes, said):
    before = edit_of(clip)

    with pytest.raises(RuleError, match=said):
        change(clip, clock, author, **changes)

    db.session.rollback()
    assert edit_of(clip) == before


def test_the_short_length_may_not_pass_ninety_seconds(file, clip, clock, author):
    from vc.media.queries import preparation_of

    preparation_of(db.session(), [file.id])[file.id].duration_ms = 200_000
    with pytest.raises(RuleError, match="90 s cuando mucho"):
        change(clip, clock, author, short=(Piece(0, 91_000),))

    kept = change(clip, clock, author, short=(Piece(0, 90_000),))
    assert kept.short == (Piece(0, 90_000),)


def test_one_page_cuts_at_a_time_until_another_takes_over(clip, clock, author):
    other = make_person(db.session, Role.HOST, name="Beto Bravo")
    session = db.session()
    edit_lock.take(session, clip, "page-one", now=clock(), by=author)

    with pytest.raises(edit_lock.ClipLockedError, match="Ana Autora está editando"):
        edit_lock.take(session, clip, "page-two", now=clock(), by=other)
    edit_lock.take(session, clip, "page-two", takes_over=True, now=clock(), by=other)

    with pytest.raises(edit_lock.ClipLockedError, match="Beto Bravo"):
        service.save(session, clip, edit_of(clip), token="page-one", base=1, now=clock(), by=author)
    lines = [line.action for line in db.session.query(AuditLine) if "take_over" in line.action]
    assert lines == ["clip.take_over"]


def test_a_page_that_says_nothing_any_more_keeps_nobody_out(clip, clock, author):
    other = make_person(db.session, Role.HOST)
    edit_lock.take(db.session(), clip, "page-one", now=clock(), by=author)
    clock.advance(seconds=edit_lock.LOCKED_FOR.total_seconds() + 1)

    edit_lock.take(db.session(), clip, "page-two", now=clock(), by=other)

    assert edit_lock.holder(clip, clock()) is other


def test_a_second_window_of_the_same_person_is_told_so(clip, clock, author):
    edit_lock.take(db.session(), clip, "page-one", now=clock(), by=author)

    with pytest.raises(edit_lock.ClipLockedError, match="otra ventana"):
        edit_lock.take(db.session(), clip, "page-two", now=clock(), by=author)


def test_a_page_that_began_from_an_older_state_is_refused(clip, clock, author):
    change(clip, clock, author, title="Nuevo")

    with pytest.raises(ConcurrentChangeError):
        service.save(db.session(), clip, edit_of(clip), token=TOKEN, base=1, now=clock(), by=author)


def test_another_picture_sends_it_back_to_draft_and_stops_its_files(app, clip, clock, author):
    ready(app, clip)

    change(clip, clock, author, pieces=(Piece(2000, 4040),))

    assert (clip.status, clip.current_renders) == (S.DRAFT, [])


def test_another_title_leaves_its_files_as_they_are(app, clip, clock, author):
    ready(app, clip)

    change(clip, clock, author, title="Otro", text="Otro texto", alt_text="Una persona")

    assert (clip.status, len(clip.current_renders)) == (S.READY, 1)


def test_coming_back_to_a_cut_that_has_files_makes_none_anew(app, clip, clock, author):
    ready(app, clip)
    change(clip, clock, author, pieces=(Piece(2000, 4040),))
    step(clip, -1, clock, author)

    renders.ask_for_files(db.session(), clip, now=clock(), by=author)

    assert clip.status is S.READY
    assert [one.status for one in clip.renders] == [RenderStatus.DONE]


def test_captions_are_reviewed_until_one_letter_changes(clip, clock, author):
    service.review_captions(db.session(), clip, now=clock(), by=author)
    assert clip.are_captions_reviewed

    change(clip, clock, author, title="Otro título")
    assert clip.are_captions_reviewed

    captions = (replace(edit_of(clip).captions[0], text="Nunca compartan su contraseña"),)
    change(clip, clock, author, captions=captions)
    assert not clip.are_captions_reviewed


def test_a_withdrawn_clip_is_not_cut_until_it_is_brought_back(clip, clock, author):
    service.withdraw(db.session(), clip, why="Se publicó otro", now=clock(), by=author)

    with pytest.raises(RuleError, match="descartado"):
        change(clip, clock, author, title="Otro")
    service.restore(db.session(), clip, now=clock(), by=author)
    assert change(clip, clock, author, title="Otro").title == "Otro"


def test_the_editor_saves_over_http_and_is_told_how_the_clip_stands(browse, clip, author):
    edit, number = edit_of(clip), clip.id
    browser = browse(author)

    body = body_of(edit, title="Por la red")
    answer = send(browser, number, "edicion", edit=body, base=1).json

    assert (answer["revision"], answer["edit"]["title"]) == (2, "Por la red")
    assert (answer["canUndo"], answer["canRedo"]) == (True, False)
    assert (
        send(browser, number, "paso", step=-1, base=2).json["edit"]["title"]
        == "Contraseñas seguras"
    )


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"edit": None, "base": 1},
        {"edit": {"pieces": "x"}, "base": 1},
        {"edit": {"pieces": [{"in_ms": True, "out_ms": 1}]}, "base": 1},
        {"edit": {"pieces": [{"in_ms": 0, "out_ms": 1e99}]}, "base": 1},
        {"edit": {"pieces": [], "captions": [{"in_ms": 0}]}, "base": 1},
        {"edit": [], "base": 1},
        {"base": "1", "token": 7},
        {"token": "short"},
    ],
)
def test_what_makes_no_sense_is_refused_in_words(browse, clip, author, body):
    number, browser = clip.id, browse(author)

    answer = send(browser, number, "edicion", status=422, **body)

    assert answer.json["message"]
    db.session.rollback()
    assert db.session.query(ClipRevision).count() == 1


def test_a_text_where_a_list_belongs_leaves_the_captions_as_they_are(browse, clip, author):
    number, kept, browser = clip.id, edit_of(clip).captions, browse(author)
    edit = body_of(edit_of(clip), captions="")

    answer = send(browser, number, "edicion", status=422, edit=edit, base=clip.edit_version)

    assert "No se guardó el último cambio" in answer.json["message"]
    db.session.rollback()
    assert edit_of(db.session.get(Clip, number)).captions == kept


def test_somebody_else_is_told_who_has_it_and_may_take_over(browse, clip, author, clock):
    other = make_person(db.session, Role.HOST, name="Beto Bravo")
    number, mine, theirs = clip.id, browse(author), browse(other)
    send(mine, number, "turno")

    refused = send(theirs, number, "turno", status=409, token="the-page-of-beto").json
    assert refused["isLocked"]
    assert "Ana Autora" in refused["message"]
    send(theirs, number, "turno", token="the-page-of-beto", takesOver=True)
    assert send(mine, number, "turno", status=409).json["isLocked"]


def test_the_form_keeps_what_was_typed_when_it_is_refused(browse, file, author):
    number, browser = file.id, browse(author)
    form = form_to(browser.get(f"/grabaciones/archivos/{number}/clips/nuevo"), "/clips")
    form["title"], form["begins"], form["ends"] = "Mi clip", "0:05", "0:02"

    page = form.submit(status=422)

    again = form_to(page, "/clips")
    assert (again["title"].value, again["begins"].value) == ("Mi clip", "0:05")
    assert "termina antes de empezar" in page.text
    again["ends"] = "0:07.5"
    assert again.submit().status_int == 303
    db.session.rollback()
    made = db.session.query(Clip).one()
    assert edit_of(made).pieces == (Piece(5000, 7520),)


def hand_in_cuts(browser, door: str, name: str, content: bytes, **values: str):
    """Hand in a list of cuts on the page that begins a clip; return the answer."""
    form = form_to(browser.get(door), "/importar")
    form["cut_list"] = (name, content)
    for field, value in values.items():
        form[field] = value
    return form.submit(status="*")


def read_cuts(app) -> None:
    """Let the worker read the lists that are due."""
    db.session.rollback()
    numbers = [one.id for one in db.session.query(CutListImport) if one.due_at is not None]
    db.session.commit()
    for number in numbers:
        services_of(app).registry.tasks["read_cut_list"].call_local(number)
    db.session.rollback()


def test_a_list_of_cuts_becomes_clips_or_the_parts_of_one(app, browse, file, author):
    number, browser = file.id, browse(author)
    door = f"/grabaciones/archivos/{number}/clips/nuevo"
    cuts = b"1,2.5,Primero\r\n4,,Hasta el final\r\n"

    waits = hand_in_cuts(browser, door, "cortes.csv", cuts).follow()
    hand_in_cuts(browser, door, "C:\\cortes.csv", cuts, how="one")
    read_cuts(app)
    page = browser.get(door)

    db.session.rollback()
    clips = db.session.query(Clip).order_by(Clip.id).all()
    assert [edit_of(one).pieces for one in clips] == [
        (Piece(1000, 2520),),
        (Piece(4000, 12_000),),
        (Piece(1000, 2520), Piece(4000, 12_000)),
    ]
    assert "Leyendo…" in waits.html.find(id="cortes").get_text()
    assert waits.html.find(id="cortes")["hx-get"] == door
    assert "Se empezaron 2 clips." in page.html.find(id="cortes").get_text()
    assert "hx-get" not in page.html.find(id="cortes").attrs
    assert [one.content for one in db.session.query(CutListImport)] == [b"", b""]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cortes.csv", b"1,2,Bien\r\n5,4,Mal\r\n", "La parte 2 termina antes de empezar"),
        ("cortes.llc", b"[" * 100_000, "no es una lista de LosslessCut"),
        ("cortes.llc", b"{a:" * 200_000, "pesa más de 500 kB"),
    ],
)
def test_a_wrong_list_is_refused_whole_by_the_page(app, browse, file, author, name, content, said):
    number, browser = file.id, browse(author)
    door = f"/grabaciones/archivos/{number}/clips/nuevo"

    hand_in_cuts(browser, door, name, content)
    read_cuts(app)

    assert said in browser.get(door).html.find(id="cortes").get_text()
    assert db.session.query(Clip).count() == 0


def test_what_is_no_list_at_first_sight_is_not_kept(browse, file, author):
    number, browser = file.id, browse(author)
    door = f"/grabaciones/archivos/{number}/clips/nuevo"

    page = hand_in_cuts(browser, door, "foto.csv", b"\xff\xd8\x00\x00")

    assert (page.status_int, "no es un texto que se pueda leer" in page.text) == (422, True)
    assert db.session.query(CutListImport).count() == 0


def test_the_captions_and_the_parts_are_handed_out(browse, clip, author):
    number, browser = clip.id, browse(author)
    folio = clip.folio

    srt = browser.get(f"/clips/{number}/subtitulos.srt")
    assert "Nunca compartan" in srt.text
    assert "Rosa" not in srt.text
    assert f"{folio}.es_LA.srt" in srt.headers["Content-Disposition"]
    assert browser.get(f"/clips/{number}/cortes.csv").text.startswith("2.000,4.000,")
    assert '"start": 2.0' in browser.get(f"/clips/{number}/cortes.llc").text
    browser.get(f"/clips/{number}/cortes.exe", status=404)


def test_a_recording_that_is_still_prepared_is_told_on_the_page(browse, file, author):
    from vc.media.queries import preparation_of

    preparation_of(db.session(), [file.id])[file.id].duration_ms = None
    db.session.commit()
    number, browser = file.id, browse(author)

    page = browser.get(f"/grabaciones/archivos/{number}/clips/nuevo")

    assert "todavía se está preparando" in page.text


def test_changing_what_it_is_sends_an_approved_clip_back(app, clip, clock, author):
    ready(app, clip)
    clip.status = S.APPROVED
    db.session.flush()

    service.describe(
        db.session(),
        clip,
        kind=ClipKind.INTERVIEW,
        has_minors=False,
        now=clock() + timedelta(minutes=1),
        by=author,
    )

    assert clip.status is S.IN_REVIEW


def test_what_is_typed_in_the_editor_is_kept_as_it_is_or_refused_in_words(browse, clip, author):
    number, browser = clip.id, browse(author)
    body = send(browser, number, "turno").json
    typed = "Tel.\u00a0089 👩\u200d👧 a\u2060b ¿co\u00adoperativa?\t\u2028«fin»\n089"
    edit = body["edit"] | {"title": typed, "text": typed, "alt_text": typed}
    edit["captions"] = [{"in_ms": 1000, "out_ms": 3000, "text": typed, "original": ""}]

    answer = send(browser, number, "edicion", edit=edit, base=body["revision"]).json

    assert [answer["edit"][name] for name in ("title", "text", "alt_text")] == [typed] * 3
    assert answer["edit"]["captions"][0]["text"] == typed
    assert answer["undrawn"] == ["👩\u200d👧"]
    edit["title"] = "Campana\x07"
    refused = send(browser, number, "edicion", status=422, edit=edit, base=answer["revision"]).json
    assert refused["message"] == (
        "Hay caracteres que no se pueden usar en el título; escríbalo de nuevo."
    )
