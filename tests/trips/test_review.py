"""From a recording to its clip's review and its approval, in a real browser, counting each act."""

from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.branding.test_plates import picture
from tests.checklists.working import PDF
from tests.clips.conftest import author, event, program  # noqa: F401
from tests.clips.films import make_numbered
from tests.clips.working import prepared, spoken, work
from tests.conftest import Clock
from tests.media.working import store_file
from tests.people import make_person, may_write
from tests.trips.conftest import port_known
from tests.trips.looking import looked_at
from tests.trips.test_clips import enter
from vc.accounts.models import Person, Role
from vc.approvals.models import Review
from vc.branding import service as branding
from vc.branding.service import NewPlate
from vc.checklists.models import Answer
from vc.clips.models import Clip, ClipStatus
from vc.consents import service as consents
from vc.consents.models import ANY_CHANNEL, Scope
from vc.consents.service import NewConsent
from vc.db import db
from vc.recordings.hooks import FILE_STORED
from vc.services import services_of

pytestmark = pytest.mark.xdist_group("browser")

TALK = tuple(
    (1000 + 6000 * number, 6600 + 6000 * number, "Rosa", text)
    for number, text in enumerate(
        (
            "Buenas tardes a todas las personas que nos acompañan.",
            "Hablemos de su contraseña: es la llave de su casa.",
            "Nunca compartan su contraseña con nadie, ni con el banco.",
            "Si alguien la pide por teléfono, cuelguen.",
            "Después marquen al 089: la denuncia es anónima.",
            "Si hay peligro, marquen al 911.",
            "Cambien la contraseña y avisen a su banco.",
            "Con eso, su cuenta queda segura otra vez.",
        )
    )
)
LETTER = {"name": "oficio.pdf", "mimeType": "application/pdf", "buffer": PDF}


@dataclass
class Hand:
    """What a person does: a press, a key, a word that is typed, a file that is chosen; one each."""

    acts: list[str] = field(default_factory=list)

    def press(self, place: Locator) -> None:
        """Press something."""
        self.acts.append(f"press {place}")
        place.click()

    def write(self, place: Locator, text: str) -> None:
        """Go into a field and write."""
        self.acts.append(f"write {text}")
        place.fill(text)

    def key(self, page: Page, name: str) -> None:
        """Press a key."""
        self.acts.append(f"key {name}")
        page.keyboard.press(name)

    def choose(self, place: Locator) -> None:
        """Choose a file."""
        self.acts.append("choose a file")
        place.set_input_files(LETTER)


@pytest.fixture
def settings(tmp_path):
    """Settings with a port that is known, of an office that the public reaches by https."""
    return port_known(tmp_path, public_url="https://video.secesp.example")


@pytest.fixture
def reviewer(context: None) -> Person:
    """Somebody else, who approves."""
    return make_person(db.session, Role.COORDINATOR, name="Rita Revisora")


@pytest.fixture
def talk(app: Flask, site, page, event, author, reviewer, program, tmp_path, clock: Clock) -> Page:  # noqa: F811
    """The author's browser; a talk with its words, the consent of who spoke, and one logo."""
    services_of(app).registry.added[FILE_STORED] = ()
    film = make_numbered(program, tmp_path / "talk.mp4", rate=Fraction(5), seconds=52)
    kept = store_file(app, event, film)
    spoken(prepared(app, kept, duration_ms=52_000, frame_rate=5.0).file, TALK)
    event.exposed_since = event.starts_at - timedelta(days=1)
    logo = NewPlate(name="Prevenimos Juntos", logo=picture())
    branding.keep(db.session(), logo, now=clock(), by=reviewer)
    consent = NewConsent(
        person_name="Rosa Méndez",
        scope=frozenset({Scope.IMAGE, Scope.VOICE}),
        channels=frozenset({ANY_CHANNEL}),
        valid_from=clock().date() - timedelta(days=9),
        evidence_key="consents/a.pdf",
        event_id=event.id,
    )
    consents.register(db.session(), consent, now=clock(), by=reviewer)
    db.session.commit()
    enter(app, site, page, author)
    return page


def clip_now() -> Clip:
    """Return the one clip as it stands."""
    db.session.rollback()
    db.session.expire_all()
    found = db.session.query(Clip).one()
    db.session.expunge(found)
    db.session.rollback()
    return found


def play(hand: Hand, page: Page) -> None:
    """Press play and watch all of it; sixteen times as fast, so that nobody waits."""
    film = page.locator(".review__screen video")
    film.evaluate("film => { film.muted = true; film.playbackRate = 16; }")
    hand.key(page, "k")
    expect(page.locator("[data-watched-seen]")).to_have_text("Visto completo", timeout=20_000)


def test_a_good_talk_comes_to_its_review_in_twelve_acts_and_is_approved_in_four(
    talk: Page, app, site, reviewer
):
    page, hand = talk, Hand()
    page.goto(f"{site}/grabaciones/1")
    hand.press(page.locator(".cuts").get_by_role("button").first)
    expect(page.locator("#words li")).to_have_count(8)
    hand.write(page.get_by_label("Título", exact=True), "Su contraseña es la llave")
    hand.write(page.get_by_label("Qué se ve en la miniatura"), "Barras blancas y negras")
    hand.press(page.get_by_role("button", name="Ya los leí"))
    expect(page.locator("#captions-state")).to_have_text("Revisados")
    hand.press(page.get_by_role("button", name="Preparar archivos"))
    expect(page.get_by_role("progressbar").first).to_be_visible()
    work(app)
    hand.press(page.get_by_role("link", name="Abrir la lista"))
    hand.press(page.get_by_role("button", name="Aparece CON-"))
    play(hand, page)
    hand.press(page.get_by_role("button", name="Confirmar los"))
    hand.press(page.get_by_role("button", name="Sí: sin música"))
    hand.choose(page.locator(".ask--here input[type=file]"))
    expect(page.locator("#avance")).to_contain_text("Nada detiene la aprobación")
    assert looked_at(page) == []
    hand.press(page.get_by_role("button", name="Enviar a revisión"))
    expect(page.get_by_text("El clip pasa a revisión")).to_be_visible()
    assert clip_now().status is ClipStatus.IN_REVIEW
    assert len(hand.acts) <= 12, hand.acts

    # Each evident point is an answer of its own, of the person who confirmed them.
    db.session.rollback()
    answers = db.session.query(Answer).all()
    assert {one.by.name for one in answers} == {"Ana Autora"}
    assert sorted(one.item.key for one in answers) == sorted(
        (
            *("privacy_notice", "nobody_else", "no_cases", "no_promotion", "spelling"),
            *("thumbnail", "music", "general_coordination"),
        )
    )
    db.session.rollback()

    other = Hand()
    enter(app, site, page, reviewer)
    page.goto(f"{site}/pendientes")
    other.press(page.get_by_role("link", name="Su contraseña es la llave"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert looked_at(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.set_viewport_size({"width": 1440, "height": 900})
    other.press(page.get_by_role("button", name="Aprobar", exact=True))
    expect(page.get_by_role("alert")).to_contain_text("Falta 1 punto")
    play(Hand(), page)
    other.press(page.get_by_role("button", name="Aprobar", exact=True))
    expect(page.get_by_text("Hoy se puede publicar")).to_be_visible()
    assert clip_now().status is ClipStatus.APPROVED
    assert len(other.acts) <= 4, other.acts
    assert db.session.query(Review).count() == 1
    with may_write():
        db.session.rollback()
