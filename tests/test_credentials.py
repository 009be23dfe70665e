"""Credentials that are kept encrypted: entered by command, read at the start, sealed anew."""

import pytest

from app import create_app
from tests.conftest import make_settings
from vc.config import read_settings
from vc.credentials import FILE, keep_credentials, seal_keys
from vc.services import services_of
from vc.setting_rules import SettingsError
from vc.vendor_settings import CONSENT
from vc.vendors import VENDORS

X = ("X_API_KEY", "X_API_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_SECRET")
TYPED = "key\nsecret-one\ntoken-one\nsecret-two\n"


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """No credentials in the environment."""
    for name in (*VENDORS.kept, "seal_key", "seal_key_previous"):
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def settings(tmp_path):
    """Settings whose key is kept in the instance folder."""
    (tmp_path / "seal_key").write_text("the-first-key")
    return make_settings(tmp_path, seal_key="")


def run(app, *words: str, said: str = ""):
    """Run a command."""
    with app.app_context():
        return app.test_cli_runner().invoke(args=words, input=said)


def read(folder, **values: str):
    """Return the settings as the next start reads them."""
    return read_settings({"INSTANCE": str(folder), "DEMO": "0"} | values)


def test_what_was_typed_is_kept_encrypted_and_read_at_the_next_start(app, tmp_path):
    answer = run(app, "set-credential", *X, said=TYPED)

    assert "Reinicie el servicio" in answer.output
    kept = (tmp_path / FILE).read_text()
    assert not any(one in kept + answer.output for one in TYPED.split())
    found = read(tmp_path)
    assert (found.x_api_key, found.x_access_secret) == ("key", "secret-two")
    publishers = services_of(create_app(found)).publishers
    assert list(publishers) == ["x"]


def test_what_the_environment_says_goes_before_and_that_is_said(app, tmp_path, monkeypatch):
    monkeypatch.setenv("ZOOM_WEBHOOK_SECRET", "another")
    answer = run(app, "set-credential", "ZOOM_WEBHOOK_SECRET", said="typed")
    assert "vale más" in answer.output
    assert read(tmp_path, ZOOM_WEBHOOK_SECRET="another").zoom_webhook_secret == "another"
    assert read(tmp_path).zoom_webhook_secret == "typed"


def test_a_consent_comes_by_a_pipe(app, tmp_path):
    run(app, "set-credential", "YOUTUBE_AUTHORIZED_USER", said=f"{CONSENT}\n")
    assert read(tmp_path).youtube_authorized_user == CONSENT


def test_what_cannot_work_is_refused_and_what_was_kept_stays(app, tmp_path):
    run(app, "set-credential", *X, said=TYPED)
    before = (tmp_path / FILE).read_text()
    for words, said in (
        (("META_PAGE_TOKEN",), "token"),
        (("YOUTUBE_AUTHORIZED_USER",), "no object"),
        (("SECRET_KEY",), "x"),
        (("--remove", "X_API_KEY"), ""),
    ):
        answer = run(app, "set-credential", *words, said=said)
        assert answer.exit_code == 1
        assert "No se guardó nada" in answer.output or "Se guardan:" in answer.output
    assert (tmp_path / FILE).read_text() == before


def test_they_are_forgotten_together(app, tmp_path):
    run(app, "set-credential", *X, said=TYPED)
    answer = run(app, "set-credential", "--remove", *X)
    assert answer.exit_code == 0
    assert read(tmp_path).x_api_key == ""


def test_a_new_key_at_rest_opens_them_and_the_old_one_does_not(app, tmp_path):
    run(app, "set-credential", *X, said=TYPED)
    before = (tmp_path / FILE).read_text()

    assert "Se cifraron de nuevo 1 valores." in run(app, "rotate-key").output

    assert (tmp_path / FILE).read_text() != before
    (tmp_path / "seal_key.previous").unlink()
    assert read(tmp_path).x_access_token == "token-one"
    with pytest.raises(SettingsError, match="credentials"):
        read(tmp_path, SEAL_KEY="the-first-key")


def test_without_any_key_the_start_stops_and_names_the_file(tmp_path):
    keep_credentials(tmp_path, ("some-key",), {"x_api_key": "key"})
    with pytest.raises(SettingsError, match="credentials"):
        read(tmp_path)
    assert seal_keys(tmp_path, "given", "before") == ("given", "before")
