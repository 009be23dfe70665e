"""Settings: read from the environment, refused when they cannot work, listed in a document."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from vc.config import Settings, read_settings
from vc.setting_rules import SettingsError
from vc.vendors import VENDORS

TABLE = Path(__file__).parent.parent / "docs/settings.md"
ZOOM = {"ZOOM_ACCOUNT_ID": "a", "ZOOM_CLIENT_ID": "b", "ZOOM_CLIENT_SECRET": "c"}


def read(folder: Path, **values: str) -> Settings:
    """Return the settings of an environment."""
    return read_settings({"INSTANCE": str(folder)} | values)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "ocho"),
        ("PORT", "70000"),
        ("SWEEP_S", "0"),
        ("LEASE_S", "0"),
        ("DEMO", "quizá"),
        ("TZID", "Mars/Olympus"),
        ("ZOOM_API_BASE", "api.zoom.us"),
        ("ZOOM_API_BASE", "http://api.zoom.us/v2"),
        ("SESSION_HOURS", "0"),
        ("GOOGLE_TOKEN_URI", "oauth2.googleapis.com/token"),
        ("GOOGLE_API_BASE", "http://www.googleapis.com"),
        ("GOOGLE_SERVICE_ACCOUNT_FILE", "no/such/file.json"),
        ("GOOGLE_AUTHORIZED_USER_FILE", "no/such/file.json"),
        ("YOUTUBE_AUTHORIZED_USER", "no/such/file.json"),
        ("YOUTUBE_API_BASE", "http://youtube.googleapis.com"),
        ("X_API_BASE", "api.x.com"),
    ],
)
def test_a_value_that_cannot_work_stops_the_start_and_names_the_variable(tmp_path, name, value):
    with pytest.raises(SettingsError, match=name):
        read(tmp_path, **{name: value})


def test_half_of_the_credentials_stop_the_start(tmp_path):
    with pytest.raises(SettingsError, match="ZOOM_CLIENT_SECRET"):
        read(tmp_path, ZOOM_ACCOUNT_ID="a", ZOOM_CLIENT_ID="b")
    with pytest.raises(SettingsError, match=r"X_ACCESS_TOKEN.*las 4"):
        read(tmp_path, X_API_KEY="a", X_API_SECRET="b")


def test_without_credentials_it_is_a_demonstration_at_the_emulator(tmp_path):
    settings = read(tmp_path, PORT="9000")

    assert (settings.is_demo, settings.needs_emulator) == (True, True)
    assert settings.zoom_api_base == "http://127.0.0.1:9001/v2"


def test_with_a_real_vendor_it_is_no_demonstration(tmp_path):
    settings = read(tmp_path, **ZOOM)

    assert (settings.is_demo, settings.needs_emulator) == (False, False)


def test_another_server_on_this_machine_is_talked_to_and_stays_a_demonstration(tmp_path):
    settings = read(tmp_path, **ZOOM, ZOOM_API_BASE="http://127.0.0.1:7777/v2")

    assert (settings.is_demo, settings.needs_emulator) == (True, False)
    assert settings.zoom_api_base == "http://127.0.0.1:7777/v2"


def test_a_service_account_and_a_consent_exclude_each_other(tmp_path):
    key = tmp_path / "key.json"
    key.write_text("{}")

    with pytest.raises(SettingsError, match="GOOGLE_AUTHORIZED_USER_FILE"):
        read(tmp_path, GOOGLE_SERVICE_ACCOUNT_FILE=str(key), GOOGLE_AUTHORIZED_USER_FILE=str(key))


def test_googles_real_address_ends_the_demonstration(tmp_path):
    key = tmp_path / "key.json"
    key.write_text("{}")

    settings = read(tmp_path, GOOGLE_SERVICE_ACCOUNT_FILE=str(key))

    assert (settings.is_demo, settings.needs_emulator) == (False, False)


def test_another_server_for_google_keeps_the_emulator_away(tmp_path):
    key = tmp_path / "key.json"
    key.write_text("{}")
    base = "http://127.0.0.1:7777"

    settings = read(tmp_path, GOOGLE_SERVICE_ACCOUNT_FILE=str(key), GOOGLE_API_BASE=base)

    assert (settings.is_demo, settings.needs_emulator) == (True, False)
    assert (settings.google_api_base, settings.zoom_client_id) == (base, "")


def test_the_emulator_stands_in_for_google_too_with_a_key_that_is_not_made_yet(tmp_path):
    settings = read(tmp_path, PORT="9000")

    assert settings.google_api_base == "http://127.0.0.1:9001"
    assert settings.google_token_uri == "http://127.0.0.1:9001/token"
    assert settings.google_service_account_file == str(tmp_path / "emulator_google.json")
    assert not (tmp_path / "emulator_google.json").exists()


def test_keys_are_made_once_and_readable_by_their_owner_only(tmp_path):
    first, second = read(tmp_path), read(tmp_path)

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) > 40
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_key_at_rest_is_made_and_left_in_its_file(tmp_path):
    settings = read(tmp_path)

    assert settings.seal_key == ""
    assert len((tmp_path / "seal_key").read_text()) > 40


def test_a_key_that_is_given_makes_no_file(tmp_path):
    settings = read(tmp_path, SEAL_KEY="sello", SECRET_KEY="firma")

    assert (settings.seal_key, settings.secret_key) == ("sello", "firma")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_of_a_key_stops_the_start(tmp_path):
    (tmp_path / "seal_key").write_text("")

    with pytest.raises(SettingsError, match="SEAL_KEY"):
        read(tmp_path)


def test_no_secret_shows_when_settings_are_printed(tmp_path):
    settings = read(tmp_path, **ZOOM | {"ZOOM_CLIENT_SECRET": "muy-secreto"}, SECRET_KEY="firma")

    assert "muy-secreto" not in repr(settings)
    assert "firma" not in repr(settings)


def test_a_postgres_address_gets_its_driver(tmp_path):
    settings = read(tmp_path, DATABASE_URL="postgres://vc@db/vc")

    assert settings.sqlalchemy_url == "postgresql+psycopg://vc@db/vc"


def test_the_readme_lists_every_setting_and_no_other():
    table = TABLE.read_text(encoding="utf-8")

    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE))

    assert listed == {one.name.upper() for one in fields(Settings)} - {"FIXED"}


def test_every_secret_and_every_address_of_a_vendor_says_what_follows_from_it():
    """Else a real token is replaced by the emulator's, or sent over a line in the clear."""
    ours = {"secret_key", "seal_key", "seal_key_previous", "zoom_webhook_secret_previous"}
    secret = {one.name for one in fields(Settings) if not one.repr} - ours
    addresses = {one.name for one in fields(Settings) if one.name.endswith(("_base", "_uri"))}

    assert secret | addresses <= set(VENDORS.known)
    assert addresses | {"zoom_oauth_url"} == set(VENDORS.addresses)
    assert {sent_to for _, sent_to in VENDORS.reached_by} <= set(VENDORS.addresses)
    assert {"zoom", "google", "meta", "x", "tiktok"} == {
        one.together for one in VENDORS.known.values()
    } - {""}
    assert all(len(group) > 1 for group in VENDORS.groups)
