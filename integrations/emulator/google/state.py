"""What the emulator remembers of Google: accounts, tokens, events, spaces, records of meetings."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from integrations.emulator.state import Transaction

DOMAIN = "secesp.example"
CALENDAR = "https://www.googleapis.com/auth/calendar.events"
MEET = "https://www.googleapis.com/auth/meetings.space."
DRIVE = "https://www.googleapis.com/auth/drive.meet.readonly"
DELEGATED = (CALENDAR, MEET + "created", MEET + "readonly", MEET + "settings", DRIVE)
"""What the administrator of the emulated domain lets the service account do for its accounts."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS google_account (email TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS google_token (
    value TEXT PRIMARY KEY, email TEXT, scopes TEXT, ends_at TEXT);
CREATE TABLE IF NOT EXISTS google_event (
    calendar TEXT, id TEXT, body TEXT NOT NULL, version INTEGER, looks_left INTEGER,
    PRIMARY KEY (calendar, id));
CREATE TABLE IF NOT EXISTS google_space (
    name TEXT PRIMARY KEY, code TEXT UNIQUE, owner TEXT, config TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS google_record (
    name TEXT PRIMARY KEY, space TEXT, started_at TEXT, ended_at TEXT);
CREATE TABLE IF NOT EXISTS google_participant (
    name TEXT PRIMARY KEY, record TEXT, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS google_file (id TEXT PRIMARY KEY, owner TEXT, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS google_media (
    file_id TEXT PRIMARY KEY, content BLOB, size INTEGER, path TEXT);
CREATE TABLE IF NOT EXISTS google_part (
    name TEXT PRIMARY KEY, record TEXT, kind TEXT, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS google_entry (name TEXT PRIMARY KEY, part TEXT, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS google_code (
    code TEXT PRIMARY KEY, client TEXT, email TEXT, scopes TEXT, redirect_uri TEXT,
    challenge TEXT, is_lasting INTEGER, ends_at TEXT, used INTEGER);
CREATE TABLE IF NOT EXISTS google_consent (
    token TEXT PRIMARY KEY, client TEXT, email TEXT, scopes TEXT, ends_at TEXT);
"""
TABLES = (
    *("google_account", "google_token", "google_event"),
    *("google_space", "google_record", "google_participant", "google_file"),
    *("google_media", "google_part", "google_entry", "google_code", "google_consent"),
)


@dataclass(frozen=True, slots=True)
class GoogleAccount:
    """One account of the emulated domain. Business Starter has neither recording nor moderation."""

    email: str
    name: str
    has_meet: bool = True
    has_recording: bool = True
    is_active: bool = True


ACCOUNTS = (
    GoogleAccount(f"meet1@{DOMAIN}", "Meet 1"),
    GoogleAccount(f"meet2@{DOMAIN}", "Meet 2"),
    GoogleAccount(f"starter@{DOMAIN}", "Business Starter", has_recording=False),
    GoogleAccount(f"sinmeet@{DOMAIN}", "Sin Meet", has_meet=False),
)


@dataclass(frozen=True, slots=True)
class Conduct:
    """How the emulated Google behaves until a test says otherwise.

    `looks` is how often an event is read with its conference pending; `outcome` what becomes of it
    then ("success" or "failure"). `delegated` are the scopes that the administrator registered.
    `redirect_uris` are what the OAuth client's owner registered; while it `is_testing`, consents
    end after a week. Where it does not `gives_lasting`, no consent outlasts its hour.
    """

    looks: int = 0
    outcome: str = "success"
    delegated: tuple[str, ...] = DELEGATED
    redirect_uris: tuple[str, ...] = ()
    is_testing: bool = False
    gives_lasting: bool = True


def fill(tx: Transaction) -> None:
    """Write the first accounts."""
    for account in ACCOUNTS:
        put_account(tx, account)


def put_account(tx: Transaction, account: GoogleAccount) -> None:
    """Add an account, or replace the one with the same address."""
    body = json.dumps(asdict(account))
    tx.run("INSERT OR REPLACE INTO google_account VALUES (?, ?)", account.email, body)


def account(tx: Transaction, email: str) -> GoogleAccount | None:
    """Return an account of the domain that is in use."""
    row = tx.one("SELECT body FROM google_account WHERE email = ?", email)
    found = GoogleAccount(**json.loads(row["body"])) if row else None
    return found if found and found.is_active else None


def conduct(tx: Transaction) -> Conduct:
    """Return how Google behaves now."""
    return tx.conduct(Conduct, "google")


def keep_conduct(tx: Transaction, wanted: Conduct) -> None:
    """Let Google behave so from now on."""
    tx.keep_conduct("google", wanted)


def register(tx: Transaction, uris: tuple[str, ...]) -> None:
    """Let consents lead back to these, as the owner of the OAuth client registers them."""
    keep_conduct(tx, replace(conduct(tx), redirect_uris=uris))


def written(text: str) -> str:
    """Return an instant as Meet writes it, with nine digits of a second."""
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}789Z"
