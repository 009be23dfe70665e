"""The vendors' emulator for tests: served once for the run, forgetting all between tests."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import requests

from integrations.emulator import serve_in_thread
from integrations.emulator.google.keys import KEY_FILE, ensure_key
from vc.vendors import VENDORS


class Vendor:
    """An emulator that runs, and its door for tests."""

    def __init__(self, url: str, folder: Path = Path()) -> None:
        self.url = url
        self.folder = folder

    def fail(self, operation: str, kind: str, times: int = 1, **arguments: object) -> None:
        """Let the next calls of an operation fail; see integrations/emulator/control.py."""
        wanted = {"operation": operation, "kind": kind, "times": times} | arguments
        self._post("faults", **wanted)

    def weather(self, *faults: dict[str, object]) -> None:
        """Let any call fail by chance; see integrations/emulator/control.py."""
        self._post("weather", faults=list(faults))

    def state(self) -> dict:
        """Return what the vendor holds, and the calls in their order."""
        return requests.get(f"{self.url}/_emulator/state", timeout=60).json()

    def rooms(self) -> list[dict]:
        """Return the rooms at the vendor."""
        state = self.state()
        return state["meetings"] + state["webinars"]

    def calls(self, operation: str) -> int:
        """Return how often an operation was called."""
        return sum(call["operation"] == operation for call in self.state()["calls"])

    def set_clock(self, now: datetime) -> None:
        """Move the vendor's clock to an instant."""
        self._post("clock", now=now.isoformat())

    def wait_for_messages(self) -> None:
        """Wait until no webhook is on its way: they leave after the answer that caused them."""
        self._post("messages/wait")

    def add_user(self, email: str, **values: object) -> None:
        """Add a user to the vendor's account."""
        self._post("users", email=email, **values)

    def stage(self, room_id: str, what: str, **body: object) -> dict:
        """Do to a room what people do without us: start, end, join, change, delete, restore.

        Whoever listens has been told when this returns.
        """
        done = self._post(f"rooms/{room_id}/{what}", **body)
        self.wait_for_messages()
        return done

    def scopes(self, *names: str) -> None:
        """Let the tokens that are given from now on permit only these scopes."""
        self._post("scopes", scopes=list(names))

    def subscribe(self, url: str, secret: str, **how: object) -> None:
        """Let the vendor send webhooks to an address."""
        self._post("webhooks", url=url, secret=secret, **how)

    def recordings(self) -> dict:
        """Return Zoom's recordings, who came to fetch them, and how full its storage is."""
        return requests.get(f"{self.url}/_emulator/recordings", timeout=60).json()

    def keep_recordings(self, **conduct: object) -> None:
        """Let Zoom keep recordings in another way: limit_bytes, gives_tokens."""
        self._post("recordings/conduct", **conduct)

    def lives(self) -> list[dict]:
        """Return the live videos at the vendor, newest first, without their keys."""
        return self.state()["lives"]

    def stage_live(self, live_id: str, what: str, **body: object) -> dict:
        """Do to a live video what happens without us; see integrations/emulator/meta/control.py.

        picture, silence, start, end, finish (its copy is ready), cancel, change, delete.
        Whoever listens has been told when this returns.
        """
        done = self._post(f"meta/lives/{live_id}/{what}", **body)
        self.wait_for_messages()
        return done

    def change_film(self, film_id: str, **values: object) -> None:
        """Change a video at Meta: views, trouble."""
        self._post(f"meta/films/{film_id}/change", **values)

    def meta(self, **conduct: object) -> None:
        """Let Meta behave in another way: followers, scopes, is_reviewed, call_count, …"""
        self._post("meta/conduct", **conduct)

    def youtube(self, **conduct: object) -> None:
        """Let YouTube behave in another way: processing_s, failure, most_inserts, …"""
        self._post("youtube/conduct", **conduct)

    def x(self, **conduct: object) -> None:
        """Let X behave in another way: processing_s, credit_usd, is_suspended, …"""
        self._post("x/conduct", **conduct)

    def tiktok(self, **conduct: object) -> None:
        """Let TikTok behave in another way: processing_s, is_audited, is_private, …"""
        self._post("tiktok/conduct", **conduct)

    def refuse_meta_tokens(self, subcode: int = 463) -> None:
        """Let Meta take no token any more (463: expired, 467: invalid); 0 takes them again."""
        self._post("meta/token", subcode=subcode)

    def subscribe_meta(self, url: str, **how: object) -> None:
        """Let Meta send webhooks to an address, which has to repeat a challenge at once.

        Of what happens on the Page it tells once the application is subscribed there.
        """
        given = {"app_secret": "emulator", "verify_token": "emulator"} | how
        self._post("meta/webhooks", url=url, **given)

    def meta_waiting(self) -> list[dict]:
        """Return the entries of Meta's webhooks that are held back."""
        answer = requests.get(f"{self.url}/_emulator/meta/webhooks", timeout=60)
        return answer.json()["waiting"]

    def send_meta(self, **how: object) -> int:
        """Send what Meta holds back; return how many messages that were."""
        return self._post("meta/webhooks/send", **how)["sent"]

    def waiting(self) -> list[dict]:
        """Return the webhooks that the vendor holds back."""
        answer = requests.get(f"{self.url}/_emulator/webhooks", timeout=60)
        return answer.json()["waiting"]

    def reset(self) -> None:
        """Let the vendor forget everything."""
        self._post("reset")

    def _post(self, door: str, **body: object) -> dict:
        """Call a door of the emulator's control."""
        answer = requests.post(f"{self.url}/_emulator/{door}", json=body, timeout=60)
        answer.raise_for_status()
        return answer.json()


@pytest.fixture(scope="session")
def served_vendor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vendor]:
    """One emulator for the whole run."""
    folder: Path = tmp_path_factory.mktemp("vendor")
    server = serve_in_thread(folder / "emulator.sqlite3")
    yield Vendor(server.url, folder)
    server.close()


@pytest.fixture
def vendor(served_vendor: Vendor) -> Vendor:
    """The vendors, as they are before anybody did anything."""
    served_vendor.reset()
    return served_vendor


@pytest.fixture
def same_clock(vendor: Vendor, clock: Callable[[], datetime]) -> None:
    """The vendor lives in the same time as the app."""
    vendor.set_clock(clock())


def networks_at(vendor: Vendor) -> dict[str, object]:
    """Return the settings that point every network, its pages included, at the vendor."""
    ours = ("zoom_", "google_service", "google_authorized")
    values = VENDORS.emulated(vendor.url, vendor.folder)
    return {name: value for name, value in values.items() if not name.startswith(ours)}


def zoom_at(vendor: Vendor) -> dict[str, str]:
    """Return the settings that point Zoom at the vendor."""
    return {
        "zoom_api_base": f"{vendor.url}/v2",
        "zoom_oauth_url": f"{vendor.url}/oauth/token",
        "zoom_account_id": "emulator",
        "zoom_client_id": "emulator",
        "zoom_client_secret": "emulator",
    }


def google_at(vendor: Vendor) -> dict[str, str]:
    """Return the settings that point Google at the vendor, with the key that it trusts."""
    ensure_key(vendor.folder / KEY_FILE)
    return {
        "google_api_base": vendor.url,
        "google_token_uri": f"{vendor.url}/token",
        "google_service_account_file": str(vendor.folder / KEY_FILE),
    }


def meta_at(vendor: Vendor) -> dict[str, str]:
    """Return the settings that point Meta at the vendor."""
    return {
        "graph_api_base": vendor.url,
        "meta_app_id": "emulator",
        "meta_app_secret": "emulator",
        "meta_page_id": "104000000000001",
        "meta_page_token": "emulator",
        "meta_verify_token": "emulator",
    }
