"""An emulator that is served for all tests here, emptied before each; and requests for rooms."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests
from googleapiclient import _helpers

from integrations.contracts.meetings import RoomRequest
from integrations.emulator import RunningEmulator, serve_in_thread
from integrations.emulator.google.keys import KEY_FILE, ensure_key
from integrations.google.meetings import GoogleMeet, GoogleSettings
from integrations.zoom.meetings import ZoomMeetings, ZoomSettings

FORM = {"grant_type": "account_credentials", "account_id": "emulator"}
PAIR = ("emulator", "emulator")
MEETINGS = "users/sala1@secesp.example/meetings"
# Google's client only writes a warning of this, into the log of every good day.
_helpers.positional_parameters_enforcement = _helpers.POSITIONAL_EXCEPTION


class Client:
    """Somebody with a token."""

    def __init__(self, url: str) -> None:
        self.url = url
        answer = requests.post(f"{url}/oauth/token", FORM, auth=PAIR, timeout=60)
        self.headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def call(self, method: str, path: str, **options: object) -> requests.Response:
        """Call an operation."""
        url = f"{self.url}/v2/{path}"
        return requests.request(method, url, headers=self.headers, timeout=60, **options)

    def make(self, **body: object) -> dict[str, object]:
        """Make a meeting and return it."""
        return self.call("POST", MEETINGS, json=body).json()


class Vendor:
    """The emulator as tests see it: its address, its control door, adapters that talk to it."""

    def __init__(self, served: RunningEmulator) -> None:
        self.url = served.url
        self.served = served

    def control(self, path: str, **content: object) -> dict[str, object]:
        """Post to the control door."""
        answer = requests.post(f"{self.url}/_emulator/{path}", json=content, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def fail(self, operation: str, kind: str, **content: object) -> None:
        """Ask for a fault."""
        self.control("faults", operation=operation, kind=kind, **content)

    def meta(self, **conduct: object) -> None:
        """Let Meta behave in another way; see `MetaConduct`."""
        self.control("meta/conduct", **conduct)

    def state(self) -> dict[str, object]:
        """Return what the emulator holds and has been asked."""
        return requests.get(f"{self.url}/_emulator/state", timeout=60).json()

    def calls(self) -> list[str]:
        """Return the operations that were called, in their order."""
        return [call["operation"] for call in self.state()["calls"]]

    def zoom(self, **changes: object) -> ZoomMeetings:
        """Return an adapter that talks to this emulator; short of patience unless told."""
        own = {"now", "connect_s", "read_s"}
        given = {name: value for name, value in changes.items() if name in own}
        settings = {
            "account_id": "emulator",
            "client_id": "emulator",
            "client_secret": "emulator",
            "api_base": f"{self.url}/v2",
            "oauth_url": f"{self.url}/oauth/token",
        }
        settings |= {name: value for name, value in changes.items() if name not in own}
        return ZoomMeetings(ZoomSettings(**settings), **({"read_s": 5.0} | given))

    def google(self, **changes: object) -> GoogleMeet:
        """Return an adapter for Google that talks to this emulator and never really waits."""
        own = {"now", "sleep", "read_s"}
        given = {name: value for name, value in changes.items() if name in own}
        key = self.served.state.path.parent / KEY_FILE
        ensure_key(key)
        settings = {
            "service_account_file": str(key),
            "token_uri": f"{self.url}/token",
            "api_base": self.url,
        }
        settings |= {name: value for name, value in changes.items() if name not in own}
        options = {"read_s": 5.0, "sleep": lambda _: None} | given
        return GoogleMeet(GoogleSettings(**settings), **options)

    def google_state(self) -> dict[str, list[dict]]:
        """Return the events and spaces that the emulated Google holds."""
        return requests.get(f"{self.url}/_emulator/google/state", timeout=60).json()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningEmulator]:
    """An emulator on a free port."""
    running = serve_in_thread(tmp_path_factory.mktemp("emulator") / "state.sqlite3")
    yield running
    running.close()


@pytest.fixture
def vendor(served: RunningEmulator) -> Vendor:
    """The emulator as it is when it is new."""
    served.state.reset()
    return Vendor(served)


@pytest.fixture
def client(vendor: Vendor) -> Client:
    """Somebody with a token for the emulator."""
    return Client(vendor.url)


@pytest.fixture
def zoom(vendor: Vendor) -> ZoomMeetings:
    """The Zoom adapter, connected to the emulator."""
    return vendor.zoom()


@pytest.fixture
def meet(vendor: Vendor) -> GoogleMeet:
    """The Google Meet adapter, connected to the emulator."""
    return vendor.google()


@pytest.fixture
def tomorrow() -> datetime:
    """An instant a day ahead, on a full second."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)


@pytest.fixture
def ask(tomorrow: datetime) -> Callable[..., RoomRequest]:
    """Return a function: what is to be different → a request for a room."""

    def make(**changes: object) -> RoomRequest:
        values: dict[str, object] = {
            "folio": "VC-2031-0001",
            "host_email": "sala1@secesp.example",
            "topic": "Plática: prevención",
            "agenda": "Para escuelas secundarias.",
            "starts_at": tomorrow,
            "duration_min": 60,
            "tzid": "America/Mexico_City",
            "passcode": "48291377",
        }
        return RoomRequest(**(values | changes))

    return make


@pytest.fixture
def ask_meet(ask: Callable[..., RoomRequest]) -> Callable[..., RoomRequest]:
    """Return a function: what is to be different → a request for a Meet room."""

    def make(**changes: object) -> RoomRequest:
        return ask(**({"host_email": "meet1@secesp.example", "passcode": ""} | changes))

    return make
