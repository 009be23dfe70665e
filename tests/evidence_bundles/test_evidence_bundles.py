"""The signed evidence of a publication: what it holds, and that nobody forges it."""

import io
import json
import re
import subprocess
import zipfile
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from webtest import Form, TestResponse, Upload

from tests.checklists.working import signed_in
from tests.conftest import browser_at
from tests.people import make_person, may_write
from tests.publishing.working import HOUR, plan
from vc.accounts.models import Role
from vc.checklists import appearances
from vc.checklists.models import Appearance
from vc.consents import service as consents
from vc.consents.models import ANY_CHANNEL, Consent, Scope
from vc.consents.service import NewConsent
from vc.db import db, read_only
from vc.errors import RuleError
from vc.evidence_bundles import archive, views
from vc.evidence_bundles.contents import seal_of
from vc.evidence_bundles.models import EvidenceBundle, SigningKey
from vc.publishing.models import Publication, PublicationStatus

NAME = "Luz María Pérez Ñáñez"
REQUEST = "240474526000123"


@pytest.fixture
def shown(published, clock, reviewer):
    """The publication, in which somebody appears by their consent."""
    new = NewConsent(
        person_name=NAME,
        scope=frozenset({Scope.IMAGE}),
        channels=frozenset({ANY_CHANNEL}),
        valid_from=clock().date() - timedelta(days=9),
        evidence_key="consents/a.pdf",
        event_id=published.clip.event_id,
    )
    consent = consents.register(db.session(), new, now=clock(), by=reviewer)
    whole = (None, None)
    appearances.name_person(db.session(), published.clip, consent, whole, now=clock(), by=reviewer)
    db.session.commit()
    return published


@pytest.fixture
def opened(shown, browser_of):
    """Return a function: a person → their browser; from then on the test only looks."""

    def open_browser(person):
        browser = signed_in(browser_of, person)
        read_only(True)
        db.session.rollback()
        return browser

    return open_browser


@pytest.fixture
def boss(opened, reviewer):
    """A coordinator's browser."""
    return opened(reviewer)


@pytest.fixture
def file(shown, boss) -> bytes:
    """The bundle of the publication, made through its page."""
    page = boss.get(f"/publicaciones/{shown.id}").click("Hacer expediente")
    form = form_with(page, "request_number")
    form["request_number"] = REQUEST
    content = form.submit().follow().click("Descargar ZIP").body
    # What was read before is of before it was made.
    db.session.rollback()
    return content


def form_with(page: TestResponse, field: str) -> Form:
    """Return the form of a page that has a field."""
    return next(form for form in page.forms.values() if field in form.fields)


def papers(content: bytes) -> dict[str, bytes]:
    """Return the files of a bundle by their names."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {one: opened.read(one) for one in opened.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    """Return files as an archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return written.getvalue()


def private_pem_of(key: Ed25519PrivateKey) -> str:
    """Return a key as it is kept."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def checked(app, content: bytes, status: int = 200):
    """Return the page that checks a bundle, as anybody sees it."""
    form = form_with(browser_at(app).get("/expediente"), "file")
    form["file"] = Upload("expediente.zip", content)
    return form.submit(status=status)


def test_it_tells_all_from_the_talk_to_the_address(file, shown):
    told = json.loads(papers(file)["expediente.json"])

    assert told["solicitud"] == REQUEST
    assert told["sesion"][0]["Folio"] == shown.clip.event.folio
    assert told["publicacion"][0]["Dirección"] == shown.permalink_url
    assert told["clip"][0]["Código de integridad del archivo"] == shown.file_sha256
    assert told["aprobacion"][0]["Decisión"] == "Aprobó"
    assert told["consentimientos"][0]["Autoriza"] == "imagen"
    assert [one["Archivo"] for one in told["avisos"]] == ["aviso-de-privacidad-v1.txt"]
    assert told["historia"]


def test_names_of_those_who_appear_are_sealed(file):
    bundle = db.session.query(EvidenceBundle).one()

    for name, content in papers(file).items():
        assert NAME.encode() not in content, name
    told = json.loads(papers(file)["expediente.json"])
    assert told["consentimientos"][0]["Nombre sellado"] == seal_of(bundle.salt, NAME)
    assert seal_of(bundle.salt, NAME) != seal_of("another", NAME)


def test_anybody_checks_it_without_us(file, tmp_path):
    for name, content in papers(file).items():
        (tmp_path / name).write_bytes(content)
    read_me = (tmp_path / "LEAME.txt").read_text()
    commands = re.findall(r"^    ((?:sha256sum|openssl) .*)$", read_me, re.MULTILINE)

    assert len(commands) == 2
    for command in commands:
        subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "expediente.json").write_text("{}")
    assert subprocess.run(commands[0].split(), cwd=tmp_path, capture_output=True).returncode


def test_anybody_checks_it_with_us(file, app):
    page = checked(app, file)

    assert "Es de esta oficina y no ha cambiado" in page.text
    assert "EXP-" in page.text


def test_every_forgery_is_refused_for_what_it_is(file, app):
    whole = papers(file)
    other = packed({**whole, "expediente.json": b"{}"})
    more = packed({**whole, "otro.txt": b"x"})
    fewer = packed({name: body for name, body in whole.items() if name != "LEAME.txt"})
    unsigned = packed({name: body for name, body in whole.items() if name != archive.SIGNATURE})
    stranger = private_pem_of(Ed25519PrivateKey.generate())
    plain = {n: b for n, b in whole.items() if n not in (archive.SUMS, archive.SIGNATURE)}
    forged = archive.pack({**plain, "expediente.json": b"{}"}, stranger).content

    for content, said in (
        (other, "«expediente.json» no es el que se firmó"),
        (more, "«otro.txt» no estaba cuando se firmó"),
        (fewer, "Falta «LEAME.txt»"),
        (unsigned, "no es un expediente de evidencia"),
        (forged, "La firma no es de esta oficina"),
        (b"PK\x03\x04 nothing", "no es un expediente de evidencia"),
        (b"", "no es un expediente de evidencia"),
    ):
        page = checked(app, content, status=422)
        assert said in page.text
        assert "Es de esta oficina" not in page.text


def test_one_that_we_signed_and_never_handed_out_is_not_ours(file, app):
    key = db.session.query(SigningKey).one()
    made = archive.pack({"expediente.json": b"{}"}, key.private_pem).content

    assert "no está en sus registros" in checked(app, made, status=422).text


def test_an_archive_that_unpacks_to_too_much_is_refused(file, app):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a", b"\0" * (archive.MOST_BYTES + 1))

    assert "4 MB" in checked(app, bomb.getvalue(), status=422).text


@pytest.mark.parametrize("way", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_an_archive_that_broke_on_the_way_is_told_so(way: int):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", way) as made:
        made.writestr("a", b"letters of some kind " * 50)
    whole = written.getvalue()

    for at in range(31, whole.index(b"PK\x01\x02")):
        broken = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        with pytest.raises(RuleError):
            archive.verify(broken, [])


def test_a_bundle_stays_as_it_was_handed_out(file, shown, boss, app):
    with may_write():
        shown.clip.title = "Otro título"
        db.session.commit()
    db.session.rollback()
    page = boss.get(f"/publicaciones/{shown.id}")

    assert page.click("EXP-").click("Descargar ZIP").body == file
    assert "Es de esta oficina" in checked(app, file).text
    form = form_with(boss.get(f"/publicaciones/{shown.id}/expediente"), "request_number")
    form["request_number"] = "otra"
    again = form.submit().follow().click("Descargar ZIP").body
    assert "Otro título" in papers(again)["expediente.json"].decode()


def test_who_may_not_gets_none(file, shown, opened, author):
    bundle = db.session.query(EvidenceBundle).one()
    with may_write():
        people = (author, make_person(db.session(), Role.VIEWER))
        db.session.commit()
    for person in people:
        browser = opened(person)
        assert "Hacer expediente" not in browser.get(f"/publicaciones/{shown.id}").text
        for path in (f"/publicaciones/{shown.id}/expediente", f"/expedientes/{bundle.id}/archivo"):
            browser.get(path, status=403)


def test_what_is_not_out_has_none(approved, site, context, clock, boss):
    with may_write():
        row = plan(context(), approved, site, clock() + HOUR)
    assert "Hacer expediente" not in boss.get(f"/publicaciones/{row.id}").text
    assert "no ha salido" in boss.get(f"/publicaciones/{row.id}/expediente", status=422).text


def test_the_key_that_signs_stays_sealed(file, app):
    key = db.session.query(SigningKey).one()
    stored = db.session.connection().exec_driver_sql("SELECT private_pem FROM signing_key").scalar()

    assert "PRIVATE KEY" in key.private_pem
    assert "PRIVATE KEY" not in stored
    assert browser_at(app).get("/expediente/llave").text == key.public_pem


def test_what_was_taken_down_has_its_evidence_too(shown, boss):
    with may_write():
        db.session.get_one(Publication, shown.id).status = PublicationStatus.RETRACTED
        db.session.commit()

    assert "Hacer expediente" in boss.get(f"/publicaciones/{shown.id}").text


def test_who_appears_no_longer_and_who_signs_for_a_minor_are_not_named(shown, boss, clock):
    with may_write():
        consent = db.session.query(Consent).one()
        consent.is_minor, consent.guardian_name = True, "Rosa Ríos Paz"
        db.session.commit()
    first = made_by(boss, shown)
    with may_write():
        db.session.query(Appearance).one().removed_at = clock()
        db.session.commit()

    second = made_by(boss, shown)

    told = json.loads(papers(first)["expediente.json"])["consentimientos"][0]
    assert told["Tutela sellada"] != "Rosa Ríos Paz"
    assert b"Rosa" not in papers(first)["expediente.json"]
    assert json.loads(papers(second)["expediente.json"])["consentimientos"] == []


def made_by(boss, publication) -> bytes:
    """Return a bundle that is made by the form."""
    form = form_with(boss.get(f"/publicaciones/{publication.id}/expediente"), "request_number")
    form["request_number"] = REQUEST
    content = form.submit().follow().click("Descargar ZIP").body
    db.session.rollback()
    return content


def test_what_an_older_key_signed_is_still_ours(file, app, clock):
    pair = Ed25519PrivateKey.generate()
    public = pair.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with may_write():
        private = private_pem_of(pair)
        newer = SigningKey(public_pem=public.decode(), private_pem=private, made_at=clock())
        db.session.add(newer)
        db.session.commit()

    assert "Es de esta oficina" in checked(app, file).text


def test_an_archive_with_a_name_twice_or_too_many_is_none(file, app):
    written = io.BytesIO(file)
    with zipfile.ZipFile(written, "a") as made, pytest.warns(UserWarning, match="Duplicate"):
        made.writestr("expediente.json", papers(file)["expediente.json"])
    many = packed(papers(file) | {f"{number}.txt": b"" for number in range(archive.MOST_FILES)})

    for content in (written.getvalue(), many):
        assert "no es un expediente" in checked(app, content, status=422).text


def test_many_files_from_one_origin_wait(file, app, monkeypatch):
    monkeypatch.setattr(views, "FREE_CHECKS", 1)
    checked(app, file)

    checked(app, file, status=429)
