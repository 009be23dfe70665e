"""The key at rest can be changed while everything runs, and no secret is lost by it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cryptography.fernet import InvalidToken
from sqlalchemy import select, text

from app import create_app
from tests.booking.sessions import book
from tests.conftest import make_settings
from tests.live.working import broadcast_of
from tests.media.working import store_file
from tests.people import make_person
from vc.accounts.models import KeptForm, Role
from vc.attendance.models import Registration, RegistrationStatus, UnmatchedStay
from vc.certificates.models import Certificate
from vc.channels.models import Channel
from vc.cipher import LOCK_FILE, Cipher
from vc.clips.edit import Length
from vc.clips.models import Clip, ClipKind
from vc.consents.models import Consent
from vc.coverage.models import Coverage, Municipality, Photograph, Shown
from vc.db import Base, db, read_only
from vc.encrypted_text import EncryptedText
from vc.encrypted_text import rotate_key as rotate_all
from vc.evidence_bundles.models import EvidenceBundle, SigningKey
from vc.grants.models import AccountGrant, Purpose
from vc.interviews.models import Interview
from vc.kept_settings import KeptSetting
from vc.mail.models import Kind, Message
from vc.networks.facts import Network
from vc.privacy.models import Refusal, Source
from vc.publishing.models import Publication
from vc.recordings.hooks import FILE_STORED
from vc.secret_files import kept_secret, locked, read_secret, replace_secret
from vc.services import services_of
from vc.shapes import Shape
from vc.surveys.models import SurveyAnswer
from vc.talk_requests.models import RequestStatus, TalkRequest

KEY = "FB-1-0-a-stream-key"
MAIL = {"body": "Contraseña: 482915", "calendar": "BEGIN:VCALENDAR"}


@pytest.fixture
def settings(tmp_path):
    """Settings whose key is kept in the instance folder."""
    (tmp_path / "seal_key").write_text("the-first-key")
    return make_settings(tmp_path, seal_key="")


@pytest.fixture
def event(app, clock, context):
    """A session whose broadcast has a stream key and whose room a passcode."""
    host = make_person(db.session, Role.HOST)
    event = book(
        app, host, clock() + timedelta(days=3), streams=True, platform=None, waits_for_licence=True
    )
    read_only(False)
    broadcast_of(event).stream_key = KEY
    event.meeting.passcode = "482915"
    db.session.commit()
    return event


def stored() -> list[str]:
    """Return the sealed values as they lie in the database."""
    query = "SELECT stream_key FROM broadcast UNION ALL SELECT passcode FROM meeting"
    return [row[0] for row in db.session.execute(text(query))]


def raw_values(columns: list[str]) -> dict[str, str]:
    """Return one value of each column as it lies in the database."""
    db.session.rollback()
    found = {}
    for name in columns:
        table, column = name.split(".")
        found[name] = db.session.scalar(text(f"SELECT {column} FROM {table}"))
    db.session.rollback()
    return found


def rotate(app):
    """Run the command."""
    db.session.rollback()
    with app.app_context():
        return app.test_cli_runner().invoke(args=["rotate-key"])


class SecondToFollow(Cipher):
    """A seal whose new key is always taken over by another thread a moment before."""

    def _follow(self) -> None:
        super()._follow()
        super()._follow()


class OvertakenSeal(Cipher):
    """A seal that lets somebody write once between the reading of a value and its sealing."""

    overtake = None

    def decrypt(self, token: str) -> str:
        """Open a value, and let somebody replace it."""
        text = super().decrypt(token)
        if text == KEY and self.overtake:
            self.overtake()
        return text


def test_a_new_key_opens_every_value_and_the_old_one_none(app, event, settings):
    before = stored()

    answer = rotate(app)

    assert "Se cifraron de nuevo 2 valores." in answer.output
    db.session.rollback()
    db.session.expire_all()
    assert (broadcast_of(event).stream_key, event.meeting.passcode) == (KEY, "482915")
    old = Cipher(make_settings(settings.instance, seal_key="the-first-key"))
    assert old.is_kept_here is False
    for sealed in stored():
        assert sealed not in before
        with pytest.raises(InvalidToken):
            old.decrypt(sealed)


def publication_of(app, event, now, folder) -> Publication:
    """Return a publication whose bytes are on their way."""
    path = folder / "film.mp4"
    path.write_bytes(b"a film")
    services_of(app).registry.added[FILE_STORED] = ()
    file = store_file(app, event, path).file
    clip = Clip(
        file_id=file.id,
        kind=ClipKind.FRAGMENT,
        author_id=event.host_id,
        created_at=now,
        changed_at=now,
        **dict.fromkeys(("picture_sha256", "text_sha256", "captions_sha256"), "0" * 64),
    )
    return Publication(
        clip=clip,
        channel=Channel(network=Network.FACEBOOK, name="Facebook"),
        length=Length.FULL,
        shape=Shape.TALL,
        file_sha256="0" * 64,
        upload_url="https://rupload.example/1",
        publish_after=now,
        by_id=event.host_id,
        created_at=now,
    )


SECRETS = ("client_secret", "asked_client_secret", "verifier", "access_token")


def certificate_of(event, now) -> Certificate:
    """Return a certificate of whoever registered."""
    registered = select(Registration.id).where(Registration.event_id == event.id)
    return Certificate(
        event_id=event.id,
        registration_id=db.session.scalar(registered),
        folio="VC-2031-0001-00000-00000",
        name="Ana",
        name_digest="d",
        title="Plática",
        starts_at=now,
        ends_at=now,
        issued_at=now,
        issued_by_id=event.host_id,
    )


def interview_of(event, now) -> Interview:
    """Return an interview of somebody for whom a guardian signed."""
    return Interview(
        event_id=event.id,
        name="Ana",
        email="a@x.example",
        guardian_name="Rosa Paz",
        message="Gracias",
        token="a-link",
        token_hash="h3",
        signed_from="203.0.113.8",
        minutes=20,
        invited_by_id=event.host_id,
        invited_at=now,
        expires_at=now,
    )


def _photograph(event, now) -> Photograph:
    """Return a photograph of a coverage, with what is said of both."""
    coverage = Coverage(
        municipality=db.session.scalars(select(Municipality)).first(),
        on_day=now.date(),
        starts_at=now,
        goes_id=event.host_id,
        note="Va la alcaldesa",
        made_by_id=event.host_id,
        made_at=now,
    )
    return Photograph(
        coverage=coverage,
        key="fotos/1.jpg",
        sha256="1" * 64,
        width=60,
        height=40,
        caption="Con la alcaldesa",
        shown=next(iter(Shown)),
        brought_by_id=event.host_id,
        brought_at=now,
    )


def test_every_sealed_column_of_every_model_is_sealed_anew(app, event, clock, tmp_path):
    columns = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, EncryptedText)
    ]
    read_only(False)
    db.session.add_all(
        [
            KeptSetting(name="smtp_password", secret="una-clave", changed_at=clock()),
            _photograph(event, clock()),
            Message(key="1", kind=Kind.ALARM, address="a@x.example", created_at=clock(), **MAIL),
            KeptForm(
                token_hash="f",
                person_id=event.host_id,
                path="/sesiones",
                body="summary=x",
                kept_at=clock(),
            ),
            Registration(
                event_id=event.id,
                email="a@x.example",
                name="Ana",
                status=RegistrationStatus.CONFIRMED,
                token="a-token",
                token_hash="a-hash",
                accepted_from="203.0.113.9",
                consented_at=clock(),
                created_at=clock(),
            ),
            UnmatchedStay(event_id=event.id, name="iPhone de Eva", minutes=50),
            TalkRequest(
                status=RequestStatus.DECLINED,
                token="a-page",
                token_hash="h2",
                topic="Redes",
                audience="Segundo grado",
                audience_size=40,
                institution="Secundaria 12",
                municipality="Soledad",
                proposals=["2031-03-20T16:00:00+00:00"],
                duration_min=60,
                contact_name="Luz Mora",
                email="luz@escuela.example",
                phone="444 555 0112",
                words="por la mañana",
                notice_id=1,
                accepted_from="203.0.113.7",
                decline_reason="sin fechas",
                created_at=clock(),
            ),
            SurveyAnswer(
                event_id=event.id,
                answered_on=clock().date(),
                usefulness=5,
                clarity=5,
                recommends=True,
                will_do="cambiar claves",
                words="muy clara",
            ),
            Consent(
                person_name="María Robledo",
                guardian_name="Rosa Paz",
                note="por escrito",
                revoked_why="lo pidió",
                scope=[],
                channels=[],
                valid_from=clock().date(),
                evidence_key="a.pdf",
                entered_by_id=event.host_id,
                entered_at=clock(),
            ),
            Refusal(
                event_id=event.id,
                person_name="Eva Soto",
                note="pantalla «3.º B»",
                source=Source.OFFICE,
                at=clock(),
            ),
            interview_of(event, clock()),
            SigningKey(public_pem="p", private_pem="a-key", made_at=clock()),
            EvidenceBundle(
                publication=publication_of(app, event, clock(), tmp_path),
                number=1,
                request_number="240001",
                manifest_sha256="m",
                file_key="a.zip",
                size_bytes=1,
                salt="a-salt",
                made_by_id=event.host_id,
                made_at=clock(),
            ),
            AccountGrant(
                purpose=Purpose.YOUTUBE,
                refresh_token="1//lasting",
                **dict.fromkeys(SECRETS, "secret"),
            ),
        ]
    )
    db.session.flush()
    db.session.add(certificate_of(event, clock()))
    db.session.commit()
    before = raw_values(columns)

    answer = rotate(app)

    after = raw_values(columns)
    assert "Se cifraron de nuevo 41 valores." in answer.output
    assert all(before.values())
    assert [name for name in columns if after[name] == before[name]] == []
    opened = {name: services_of(app).cipher.decrypt(sealed) for name, sealed in after.items()}
    assert opened == {
        "coverage.note": "Va la alcaldesa",
        "photograph.caption": "Con la alcaldesa",
        "evidence_bundle.salt": "a-salt",
        "signing_key.private_pem": "a-key",
        "interview.name": "Ana",
        "interview.email": "a@x.example",
        "interview.guardian_name": "Rosa Paz",
        "interview.message": "Gracias",
        "interview.token": "a-link",
        "interview.signed_from": "203.0.113.8",
        "kept_setting.secret": "una-clave",
        "consent.person_name": "María Robledo",
        "consent.guardian_name": "Rosa Paz",
        "consent.note": "por escrito",
        "consent.revoked_why": "lo pidió",
        "meeting.passcode": "482915",
        "broadcast.stream_key": KEY,
        "publication.upload_url": "https://rupload.example/1",
        "kept_form.body": "summary=x",
        "message.body": MAIL["body"],
        "message.calendar": MAIL["calendar"],
        "registration.token": "a-token",
        "registration.accepted_from": "203.0.113.9",
        "talk_request.token": "a-page",
        "talk_request.contact_name": "Luz Mora",
        "talk_request.email": "luz@escuela.example",
        "unmatched_stay.name": "iPhone de Eva",
        "talk_request.phone": "444 555 0112",
        "talk_request.words": "por la mañana",
        "talk_request.accepted_from": "203.0.113.7",
        "talk_request.decline_reason": "sin fechas",
        "survey_answer.will_do": "cambiar claves",
        "survey_answer.words": "muy clara",
        "certificate.name": "Ana",
        "refusal.person_name": "Eva Soto",
        "refusal.note": "pantalla «3.º B»",
        "account_grant.refresh_token": "1//lasting",
        **{f"account_grant.{name}": "secret" for name in SECRETS},
    }


def test_the_command_says_no_key_and_leaves_its_files_to_their_owner(app, event, settings):
    answer = rotate(app)

    files = {name: settings.instance / name for name in ("seal_key", "seal_key.previous")}
    keys = {name: path.read_text() for name, path in files.items()}
    assert keys["seal_key.previous"] == "the-first-key"
    assert len(keys["seal_key"]) > 40
    assert [key for key in keys.values() if key in answer.output] == []
    assert {path.stat().st_mode & 0o777 for path in files.values()} == {0o600}
    assert list(settings.instance.glob("*.part")) == []


def test_a_process_that_was_running_reads_and_writes_with_the_new_key(app, event, settings):
    other = Cipher(settings)

    rotate(app)

    sealed = stored()
    assert {other.decrypt(one) for one in sealed} == {KEY, "482915"}
    mine = services_of(app).cipher
    assert mine.decrypt(other.encrypt("new")) == "new"


def test_a_rotation_that_breaks_off_loses_nothing_and_is_finished_by_the_next(app, event):
    # The key was changed, and the process died before a value was sealed anew.
    services_of(app).cipher.change_key()
    assert broadcast_of(event).stream_key == KEY

    assert rotate(app).exit_code == 0
    assert rotate(app).exit_code == 0

    db.session.rollback()
    assert broadcast_of(event).stream_key == KEY


def test_a_rotation_that_breaks_off_between_the_two_files_loses_nothing(app, event, settings):
    folder = settings.instance
    replace_secret(folder / "seal_key.previous", read_secret(folder / "seal_key"))
    started_then = Cipher(settings)

    assert {started_then.decrypt(one) for one in stored()} == {KEY, "482915"}
    assert rotate(app).exit_code == 0
    assert {started_then.decrypt(one) for one in stored()} == {KEY, "482915"}


def test_a_process_that_starts_before_anything_is_sealed_anew_opens_everything(
    app, event, settings
):
    services_of(app).cipher.change_key()

    started_then = Cipher(settings)

    assert {started_then.decrypt(one) for one in stored()} == {KEY, "482915"}


def test_a_thread_that_comes_second_to_a_new_key_opens_with_it_too(app, event, settings):
    late = SecondToFollow(settings)
    rotate(app)

    assert {late.decrypt(one) for one in stored()} == {KEY, "482915"}


def test_what_somebody_writes_meanwhile_is_not_overwritten(app, event, settings):
    read_only(False)
    session = db.session
    newer = services_of(app).cipher.encrypt("a newer key")
    seal = OvertakenSeal(settings)
    seal.overtake = lambda: session.execute(
        text("UPDATE broadcast SET stream_key = :newer"), {"newer": newer}
    )

    rotate_all(session, seal)

    session.expire_all()
    assert broadcast_of(event).stream_key == "a newer key"


def test_only_one_rotation_runs_at_a_time(app, event, settings):
    before = stored()

    with locked(settings.instance / LOCK_FILE):
        answer = rotate(app)

    assert answer.exit_code == 1
    assert "Ya se está cambiando la clave" in answer.output
    assert (stored(), read_secret(settings.instance / "seal_key")) == (before, "the-first-key")
    assert rotate(app).exit_code == 0


def test_a_value_that_no_key_opens_stops_it_before_anything_changes(app, event, settings):
    read_only(False)
    db.session.execute(text("UPDATE meeting SET passcode = 'gAAAA-of-another-key'"))
    db.session.commit()
    before = stored()

    answer = rotate(app)

    assert answer.exit_code == 1
    assert "meeting.passcode" in answer.output
    assert stored() == before
    assert (settings.instance / "seal_key").read_text() == "the-first-key"


def test_a_key_of_the_environment_is_changed_there(app, event, settings, empty_database):
    (settings.instance / "seal_key").unlink()
    lone = create_app(make_settings(settings.instance, seal_key="the-first-key"))
    refused = rotate(lone)
    assert refused.exit_code == 1
    assert "SEAL_KEY_PREVIOUS" in refused.output

    both = create_app(
        make_settings(
            settings.instance, seal_key="the-second-key", seal_key_previous="the-first-key"
        )
    )
    assert "Se cifraron de nuevo 2 valores." in rotate(both).output

    alone = Cipher(make_settings(settings.instance, seal_key="the-second-key"))
    assert {alone.decrypt(one) for one in stored()} == {KEY, "482915"}


def test_a_key_of_the_environment_does_not_touch_the_one_in_the_folder(app, event, settings):
    given = create_app(
        make_settings(settings.instance, seal_key="the-first-key", seal_key_previous="older")
    )

    assert rotate(given).exit_code == 0

    # The environment would still say the first one after a rotation of the file.
    assert read_secret(settings.instance / "seal_key") == "the-first-key"
    assert {Cipher(settings).decrypt(one) for one in stored()} == {KEY, "482915"}


def test_a_key_can_move_from_the_environment_into_the_folder(app, event, settings):
    moved = make_settings(settings.instance, seal_key="", seal_key_previous="the-first-key")
    replace_secret(settings.instance / "seal_key", "another-key")
    app = create_app(moved)

    assert "Se cifraron de nuevo 2 valores." in rotate(app).output

    alone = Cipher(make_settings(settings.instance, seal_key=""))
    assert {alone.decrypt(one) for one in stored()} == {KEY, "482915"}


def test_a_key_that_was_taken_away_while_we_run_is_still_used(settings):
    seal = Cipher(settings)
    (settings.instance / "seal_key").unlink()

    assert seal.decrypt(seal.encrypt("x")) == "x"
    assert not (settings.instance / "seal_key").exists()


def test_processes_that_start_together_agree_on_one_secret(tmp_path):
    path = tmp_path / "secret"

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(kept_secret, [path] * 32))

    assert found == {path.read_text()}
    assert [one.name for one in tmp_path.iterdir()] == ["secret"]
