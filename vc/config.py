"""Settings: one frozen dataclass read from the environment; a bad value stops the start."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography.fernet import InvalidToken
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from vc.credentials import FILE, kept_credentials, seal_keys
from vc.hosts import is_local, is_loopback, opens_at
from vc.page_settings import ON_PAGES, PALETTES, hour, is_minimum, is_palette, weekdays
from vc.secret_files import kept_secret
from vc.setting_rules import SettingsError, check, parsed
from vc.vendor_settings import key_path, new_word
from vc.vendors import VENDORS, Vendors

BAD_URL = (
    "escriba postgresql://usuario:contraseña@servidor/base, con los signos de la contraseña como "
    "%40 (@) o %2F (/), o quítela para usar SQLite"
)
LOST_KEY = (
    "{path} no se abre con ninguna de las llaves: recupere seal_key de su respaldo, o borre el "
    "archivo y guarde de nuevo las credenciales."
)
OPEN_DEMO = (
    "una demostración, con contraseñas que todos conocen, no se abre a otros equipos: quite HOST y "
    "PUBLIC_URL, ponga DEMO=0, o DEMO_OPEN=1 para abrirla de todos modos"
)
DRIVERS = ("sqlite", "postgresql+psycopg")
PUBLIC = r"https?://[A-Za-z0-9.\[\]:-]+(/[A-Za-z0-9._~-]+)*/?"
BUCKET = r"s3://[a-z0-9][a-z0-9.-]{1,62}(/[A-Za-z0-9._/-]*)?"

EXAMPLE_EMAIL = "comunicacion@secesp.example"
"""Nobody owns an address below `.example` (RFC 2606)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Vendors):
    """Everything that differs between installations. Field `x_y` is the variable `X_Y`."""

    instance: Path
    """`INSTANCE`: the folder for the database, keys and the emulator's state; never committed."""
    database_url: str = ""
    """SQLAlchemy URL; empty means `vc.sqlite3` in the instance folder; `postgres://` is taken."""
    secret_key: str = field(default="", repr=False)
    """Signs cookies; empty means a random one kept in the instance folder (mode 0600)."""
    seal_key: str = field(default="", repr=False)
    """Encrypts secrets at rest; empty means the one kept in the instance folder."""
    seal_key_previous: str = field(default="", repr=False)
    """The key before, while values are being sealed anew: see `flask rotate-key`."""
    host: str = "127.0.0.1"
    """Address that `python app.py` listens on."""
    port: int = 8000
    """Port that `python app.py` listens on."""
    public_url: str = ""
    """`https://…` that people use, with the path that all of it lies below (`https://…/vc`), if
    any; empty means whatever address the request came to."""
    trusted_proxies: int = 0
    """How many reverse proxies in front may be believed about scheme, host and address."""
    demo: bool | None = None
    """`1` or `0`; unset means: a demonstration when no real vendor is configured."""
    demo_open: bool = False
    """Let other machines reach a demonstration, whose passwords everybody knows."""
    office_name: str = "SECESP"
    """The office's name, in the page header and in the calendars' names."""
    office_email: str = ""
    """The office's mailbox: shown to the public, and ORGANIZER in every calendar entry."""
    uid_domain: str = "vc.secesp.example"
    """What follows the @ in calendar UIDs. Entries keep the one they were made with."""
    tzid: str = "America/Mexico_City"
    """The office's IANA time zone."""
    office_phone: str = ""
    """A telephone for the public, on public pages and in letters."""
    privacy_url: str = ""
    """Address of the institution's own page of the whole privacy notice; empty means ours."""
    office_palette: str = "vino"
    """Colours of the pages: `vino`, `azul`, `verde`, `morado` or `grafito`."""
    office_logo: str = ""
    """SHA-256 of the logo that was handed in on the page; empty means the product's own mark."""
    office_days: str = "1,2,3,4,5"
    """Working days, 1 for Monday to 7 for Sunday."""
    office_opens: str = "08:00"
    """When the office's working day begins."""
    office_closes: str = "20:00"
    """When it ends."""
    certificate_minimum: str = "80%"
    """Who gets a certificate: `80%` of the session, `45m` of it, or `no` for nobody."""
    certificate_signer: str = ""
    """Who signs certificates."""
    certificate_signer_title: str = ""
    """Their office, below the name."""
    takes_requests: bool = True
    """Whether schools and institutions can ask for a talk on a public page."""
    request_notice_days: int = 10
    """How many days before a talk it has to be asked for."""
    survey_days: int = 7
    """For how many days after a session its survey takes answers; 0 asks nobody."""
    session_hours: int = 12
    """How long a sign-in lasts without being renewed, in hours."""
    emulator_port: int = 0
    """Port of the vendors' emulator in the demonstration; 0 means the port after `PORT`."""
    lease_s: int = 90
    """Seconds a worker holds a row; must be longer than the slowest call to a vendor."""
    sweep_s: int = 10
    """Seconds between two looks for rows that are due (1 to 60)."""
    media_reserve_mb: int | None = None
    """Megabytes of the disk that files never take; unset: 2 GB or 5 % of it, the larger one."""
    media_store: str = ""
    """`s3://bucket/prefix`: finished files are kept there; empty means in the instance folder."""
    media_endpoint: str = ""
    """Address of an S3-compatible service; empty means Amazon's own, by `AWS_REGION`."""
    media_folder: str = ""
    """Folder of recordings and other files; empty means `media` in the instance folder."""
    media_accel: str = ""
    """Address below which nginx has that folder (`/_media`); empty: the app sends files."""
    ffmpeg: str = ""
    """Path of an ffmpeg; empty means the one on the `PATH`, else the package's own."""
    feed_gzip: bool = True
    """Whether feeds are compressed for clients that ask for it."""
    fixed: frozenset[str] = frozenset()
    """Not a variable: the settings that the server gives, which no page changes."""

    def __post_init__(self) -> None:
        """Refuse what cannot work, naming the variable."""
        check(0 <= self.port <= 65535, "PORT", "escriba un número de 0 a 65535")
        check(0 <= self.emulator_port <= 65535, "EMULATOR_PORT", "escriba un número de 0 a 65535")
        check(1 <= self.sweep_s <= 60, "SWEEP_S", "escriba un número de 1 a 60")
        check(self.lease_s >= 1, "LEASE_S", "escriba 1 o más")
        check(1 <= self.session_hours <= 720, "SESSION_HOURS", "escriba un número de 1 a 720")
        is_address = not self.public_url or bool(re.fullmatch(PUBLIC, self.public_url))
        check(is_address, "PUBLIC_URL", "escriba https://servidor o https://servidor/ruta")
        self._check_media()
        self._check_vendors(self.instance)
        self._check_office()
        self._check_database()
        is_closed = is_local(self.host) and (not self.public_url or is_loopback(self.public_url))
        check(not self.is_demo or self.demo_open or is_closed, "DEMO_OPEN", OPEN_DEMO)

    def _check_media(self) -> None:
        """Refuse a store and a program that there are not."""
        is_bucket = not self.media_store or bool(re.fullmatch(BUCKET, self.media_store))
        check(is_bucket, "MEDIA_STORE", "escriba s3://depósito o s3://depósito/carpeta")
        check((self.media_reserve_mb or 0) >= 0, "MEDIA_RESERVE_MB", "escriba 0 o más")
        is_there = not self.ffmpeg or Path(self.ffmpeg).is_file()
        check(is_there, "FFMPEG", "no hay un archivo en esa ruta")

    def _check_office(self) -> None:
        """Refuse a zone, working days and colours that there are not."""
        try:
            ZoneInfo(self.tzid)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise SettingsError(
                f"TZID: «{self.tzid}» no es una zona horaria. Por ejemplo, America/Mexico_City."
            ) from error
        try:
            name, _ = "OFFICE_DAYS", self.working_days
            name, hours = "OFFICE_OPENS, OFFICE_CLOSES", self.office_hours
        except ValueError as error:
            raise SettingsError(f"{name}: escriba 1,2,3,4,5 y horas como 08:00.") from error
        check(hours[0] < hours[1], "OFFICE_CLOSES", "escriba una hora posterior a OFFICE_OPENS")
        check(0 <= self.survey_days <= 60, "SURVEY_DAYS", "escriba un número de 0 a 60")
        check(is_minimum(self.certificate_minimum), "CERTIFICATE_MINIMUM", "escriba 80%, 45m o no")
        known = f"escriba uno de: {', '.join(PALETTES)}; o un color como #7a1f3d"
        check(is_palette(self.office_palette), "OFFICE_PALETTE", known)
        is_notice = 1 <= self.request_notice_days <= 90
        check(is_notice, "REQUEST_NOTICE_DAYS", "escriba un número de 1 a 90")

    @property
    def working_days(self) -> tuple[int, ...]:
        """Return the working days, 1 for Monday to 7 for Sunday. Raises ValueError."""
        return weekdays(self.office_days)

    @property
    def office_hours(self) -> tuple[time, time]:
        """Return when the working day begins and ends. Raises ValueError."""
        return hour(self.office_opens), hour(self.office_closes)

    @property
    def is_demo(self) -> bool:
        """Tell whether this is a demonstration: no real vendor can be reached with what is set."""
        if self.demo is not None:
            return self.demo
        return not any(
            getattr(self, name) and not is_loopback(getattr(self, sent_to))
            for name, sent_to in VENDORS.reached_by
        )

    @property
    def needs_emulator(self) -> bool:
        """Tell whether the vendors' emulator stands in for the vendors: for all, or for none."""
        own_key = key_path(self.instance)
        is_own_google = not self.has_google or self.google_service_account_file == own_key
        is_own = all(getattr(self, name) in ("", own) for name, own in VENDORS.marks.items())
        return self.is_demo and is_own_google and is_own

    @property
    def contact_email(self) -> str:
        """Return the mailbox that the public is told to write to; empty until one is set."""
        return self.office_email or (EXAMPLE_EMAIL if self.is_demo else "")

    @property
    def reply_email(self) -> str:
        """Return the mailbox of letters and entries: ours, else the one that letters come from.

        An entry must name an organizer (RFC 5546, 3.2): without either it is nobody's address.
        """
        return self.contact_email or self.smtp_from or EXAMPLE_EMAIL

    @property
    def media_path(self) -> Path:
        """Return the folder of recordings and other files."""
        return Path(self.media_folder) if self.media_folder else self.instance / "media"

    @property
    def path_prefix(self) -> str:
        """Return the path that all addresses lie below, such as `/vc`; empty for none."""
        return urlsplit(self.public_url).path.rstrip("/")

    @property
    def mail_url(self) -> str:
        """Return the address that links in mail begin with; empty when nobody said it."""
        if self.public_url or not self.is_demo:
            return self.public_url.rstrip("/")
        return opens_at(self.host, self.port)

    @property
    def emulator_url(self) -> str:
        """Return the emulator's address: on this machine only."""
        return f"http://127.0.0.1:{self.emulator_port or self.port + 1}"

    def with_emulator(self) -> "Settings":
        """Return the settings with the vendors' addresses and credentials of the emulator."""
        changed: dict[str, Any] = {**VENDORS.emulated(self.emulator_url, self.instance)}
        changed |= {name: getattr(self, name) or new_word() for name in VENDORS.shared_words}
        return replace(self, **changed, fixed=self.fixed | frozenset(changed))

    def with_kept(self, kept: Mapping[str, str]) -> "Settings":
        """Return the settings with what the office's pages keep; what the server gives stays.

        Raises SettingsError where all of it together cannot work.
        """
        kinds = {one.name: str(one.type) for one in fields(self)}
        given: dict[str, Any] = {
            name: parsed(name, kinds[name], text)
            for name, text in kept.items()
            if name in ON_PAGES and name not in self.fixed
        }
        return replace(self, **given)

    def _check_database(self) -> None:
        """Refuse an address that is none, and a database that we do not speak."""
        try:
            is_known = make_url(self.sqlalchemy_url).drivername in DRIVERS
        except (ArgumentError, ValueError):
            is_known = False
        check(is_known, "DATABASE_URL", BAD_URL)

    @property
    def sqlalchemy_url(self) -> str:
        """Return the database URL in the form SQLAlchemy takes."""
        if not self.database_url:
            return f"sqlite:///{self.instance / 'vc.sqlite3'}"
        for scheme in ("postgres://", "postgresql://"):
            if self.database_url.startswith(scheme):
                return "postgresql+psycopg://" + self.database_url.removeprefix(scheme)
        return self.database_url


def read_settings(
    environ: Mapping[str, str] | None = None, kept: Mapping[str, str] | None = None
) -> Settings:
    """Read the settings from the environment; make the instance folder and its keys.

    `kept` stands in for the credentials that the instance folder keeps (`vc.credentials`). Raises
    SettingsError for a value that cannot work.
    """
    environ = os.environ if environ is None else environ
    instance = _folder_made(instance_folder(environ))
    values: dict[str, Any] = {"instance": instance, **_said(environ)}
    given = (environ.get("SEAL_KEY", ""), environ.get("SEAL_KEY_PREVIOUS", ""))
    for name, text in (_kept(instance, *given) if kept is None else kept).items():
        values.setdefault(name, text)
    values["fixed"] = frozenset(values) - {"instance"}
    for name in ("secret_key", "seal_key"):
        if name not in values:
            words = f"{instance / name} está vacío: recupere su respaldo"
            check(bool(kept_secret(instance / name)), name, words)
    # The key at rest can be changed while we run, so its file is followed (see `vc.cipher`).
    if "secret_key" not in values:
        values["secret_key"] = kept_secret(instance / "secret_key")
    settings = Settings(**values)
    return settings.with_emulator() if settings.needs_emulator else settings


def _folder_made(instance: Path) -> Path:
    """Return the instance folder, made where there was none."""
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A fresh clone's folder is open to all; later on its owner may have decided otherwise.
    if {one.name for one in instance.iterdir()} <= {"README.md"}:
        instance.chmod(0o700)
    return instance


def _said(environ: Mapping[str, str]) -> dict[str, object]:
    """Return what an environment says, by the names of the settings."""
    said: dict[str, object] = {}
    for setting in fields(Settings):
        text = environ.get(setting.name.upper(), "").strip()
        if text and setting.name not in ("instance", "fixed"):
            said[setting.name] = parsed(setting.name, str(setting.type), text)
    if "public_url" in said:
        # Paths are put behind it, and begin with a slash.
        said["public_url"] = str(said["public_url"]).rstrip("/")
    return said


def instance_folder(environ: Mapping[str, str]) -> Path:
    """Return the instance folder that an environment names."""
    default = Path(__file__).resolve().parent.parent / "instance"
    return Path(environ.get("INSTANCE") or default)


def _kept(instance: Path, *given: str) -> dict[str, str]:
    """Return the credentials that the instance folder keeps, by the names of the settings."""
    try:
        return kept_credentials(instance, seal_keys(instance, *given))
    except InvalidToken as error:
        raise SettingsError(LOST_KEY.format(path=instance / FILE)) from error
