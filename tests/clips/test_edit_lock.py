"""One page cuts a clip at a time, and what another sends meets what is kept, never its place."""

import pytest

from tests.clips.working import TOKEN, body_of, change, edit_of, send, step
from tests.people import make_person
from vc.accounts.models import Role
from vc.audit import AuditLine
from vc.clips import edit_lock
from vc.clips.models import Clip, ClipRender, ClipRevision
from vc.db import db

SECOND = "the-second-window"
OF_BETO = "the-window-of-beto"


@pytest.fixture
def beto(context):
    """Somebody else who may cut it."""
    return make_person(db.session, Role.COORDINATOR, name="Beto Bravo")


def kept(clip_id: int) -> tuple[int, str, str, int | None]:
    """Return what a refusal must leave as it is: version, title, whose page has it, who that is."""
    db.session.rollback()
    clip = db.session.get_one(Clip, clip_id)
    found = clip.edit_version, clip.title, clip.lock_token, clip.locked_by_id
    db.session.rollback()
    return found


def test_opening_a_second_window_takes_the_clip_from_the_same_persons_first(browse, clip, author):
    number, edit, browser = clip.id, edit_of(clip), browse(author)
    send(browser, number, "turno", opens=True)

    send(browser, number, "turno", token=SECOND, opens=True)

    first = send(browser, number, "turno", status=409).json
    assert (first["isLocked"], first["isMine"]) == (True, True)
    assert "Usted tiene abierto este clip en otra ventana desde las " in first["message"]
    late = send(browser, number, "edicion", status=409, edit=body_of(edit, title="Tarde"), base=1)
    assert (late.json["isLocked"], late.json["sent"]["title"]) == (True, "Tarde")
    assert late.json["stored"]["edit"]["title"] == "Contraseñas seguras"
    body = body_of(edit, title="De la segunda")
    assert send(browser, number, "edicion", token=SECOND, edit=body, base=1).json["version"] == 2


def test_opening_takes_nothing_from_somebody_else_who_says_so_and_is_told(
    browse, clip, author, beto
):
    number, mine, theirs = clip.id, browse(author), browse(beto)
    send(mine, number, "turno", opens=True)

    refused = send(theirs, number, "turno", status=409, token=OF_BETO, opens=True).json

    assert (refused["isLocked"], refused["isMine"]) == (True, False)
    assert refused["message"].startswith("Ana Autora está editando este clip desde las ")
    assert kept(number)[2] == TOKEN
    send(theirs, number, "turno", token=OF_BETO, takesOver=True)
    told = send(mine, number, "turno", status=409).json["message"]
    assert told.startswith("Beto Bravo está editando este clip desde las ")
    db.session.rollback()
    assert db.session.query(AuditLine).filter_by(action="clip.take_over").count() == 1


def test_since_when_does_not_move_with_every_beat_and_names_the_day_when_it_is_older(
    browse, clip, author, beto, clock
):
    number, mine, theirs = clip.id, browse(author), browse(beto)
    send(mine, number, "turno", opens=True)
    since = send(theirs, number, "turno", status=409, token=OF_BETO).json["message"]
    clock.advance(seconds=60)

    send(mine, number, "turno")

    assert send(theirs, number, "turno", status=409, token=OF_BETO).json["message"] == since
    clock.advance(seconds=24 * 3600)
    send(mine, number, "turno")
    assert " desde el " in send(theirs, number, "turno", status=409, token=OF_BETO).json["message"]


def test_a_stale_save_is_answered_with_both_versions_and_changes_nothing(
    browse, clip, author, beto
):
    number, edit, mine, theirs = clip.id, edit_of(clip), browse(author), browse(beto)
    send(theirs, number, "turno", token=OF_BETO, opens=True)
    send(theirs, number, "edicion", token=OF_BETO, edit=body_of(edit, title="De Beto"), base=1)
    theirs.post(f"/clips/{number}/soltar", {"token": OF_BETO, "csrf_token": key(theirs, number)})
    before = kept(number)

    answer = send(mine, number, "edicion", status=409, edit=body_of(edit, title="De Ana"), base=1)

    assert answer.json["sent"]["title"] == "De Ana"
    assert answer.json["stored"]["edit"]["title"] == "De Beto"
    assert "isLocked" not in answer.json
    assert kept(number) == before
    again = body_of(edit, title="De Ana")
    chosen = send(mine, number, "edicion", edit=again, base=answer.json["stored"]["version"])
    assert (chosen.json["edit"]["title"], chosen.json["canUndo"]) == ("De Ana", True)


def test_a_number_that_comes_back_after_undoing_is_another_version(
    browse, clip, clock, author, beto
):
    change(clip, clock, author, title="Segundo")
    seen = clip.edit_version, clip.revision
    step(clip, -1, clock, author)
    change(clip, clock, author, title="Otro segundo")
    assert clip.revision == seen[1]
    number, edit = clip.id, edit_of(clip)

    answer = send(
        browse(author), number, "edicion", status=409, edit=body_of(edit, title="Z"), base=seen[0]
    )

    assert answer.json["stored"]["edit"]["title"] == "Otro segundo"


def doors_of(page) -> list[str]:
    """Return every address to which the editor sends something that changes the clip."""
    root = page.html.find(id="editor")
    forms = [form["action"] for form in root.find_all("form", method="post")]
    assert [
        form for form in root.find_all("form", method="post") if "data-safe" not in form.attrs
    ] == []
    return [root["data-save"], root["data-step"], root["data-lock"], *forms]


def key(browser, clip_id: int) -> str:
    """Return what proves that a request comes from our own page."""
    return browser.get(f"/clips/{clip_id}").html.select_one("input[name=csrf_token]")["value"]


def press(browser, door: str, token: str, base: int, edit: dict[str, object], digest: str):
    """Send to a door what the editor's page with this token, and this version, sends."""
    proof = browser.get(door.rpartition("/")[0]).html.select_one("input[name=csrf_token]")["value"]
    if door.endswith(("/archivos", "/subtitulos")):
        sent = {"token": token, "base": base, "captions": digest, "csrf_token": proof}
        return browser.post(door, sent | {"editor": "1"}).follow()
    body = {"token": token, "base": base, "edit": edit, "step": -1}
    return browser.post_json(door, body, headers={"X-CSRFToken": proof}, status="*")


@pytest.mark.parametrize("is_held", [True, False], ids=["held by another", "changed elsewhere"])
def test_every_door_of_the_editor_asks_who_has_the_clip_and_what_was_shown(
    browse, clip, clock, author, beto, is_held
):
    change(clip, clock, author, title="Segundo")
    edit_lock.let_go(db.session(), clip, TOKEN)
    if is_held:
        edit_lock.take(db.session(), clip, OF_BETO, now=clock(), by=beto)
    db.session.commit()
    number, digest, browser = clip.id, clip.captions_sha256, browse(author)
    edit = body_of(edit_of(clip), title="De Ana")
    base = clip.edit_version if is_held else clip.edit_version - 1
    before = kept(number)
    doors = doors_of(browser.get(f"/clips/{number}/editar"))
    if not is_held:
        # It carries nothing that could be old.
        doors.remove(f"/clips/{number}/turno")

    answers = {door: press(browser, door, TOKEN, base, edit, digest) for door in doors}

    assert kept(number) == before
    db.session.rollback()
    assert db.session.query(ClipRender).count() == 0
    assert db.session.query(ClipRevision).count() == 2
    assert not db.session.get_one(Clip, number).are_captions_reviewed
    for door, answer in answers.items():
        if door.endswith(("/archivos", "/subtitulos")):
            told = answer.html.find(class_="callout--problem").get_text()
            assert ("está editando" if is_held else "El clip cambió") in told, door
        else:
            assert answer.status_int == 409, door


def test_letting_go_frees_only_what_the_same_window_has(browse, clip, author):
    number, browser = clip.id, browse(author)
    send(browser, number, "turno", token=SECOND, opens=True)

    proof = key(browser, number)
    browser.post(f"/clips/{number}/soltar", {"token": TOKEN, "csrf_token": proof})
    assert kept(number)[2] == SECOND
    browser.post(f"/clips/{number}/soltar", {"token": SECOND, "csrf_token": proof})

    assert kept(number)[2:] == ("", None)
