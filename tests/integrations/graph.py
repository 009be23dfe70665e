"""Somebody who calls the emulated Graph API by hand, without our adapter."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import requests

from integrations.emulator.meta.state import APP_SECRET, PAGE_ID, PAGE_TOKEN
from tests.integrations.conftest import Vendor

ALL = "id,status,title,planned_start_time,permalink_url,secure_stream_url,video,live_views"


def proof_of(token: str) -> str:
    """Return the proof that goes with a token."""
    return hmac.new(APP_SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()


class Graph:
    """Calls with a token and its proof."""

    def __init__(self, vendor: Vendor, token: str = PAGE_TOKEN) -> None:
        self.vendor = vendor
        self.root = f"{vendor.url}/v26.0"
        self.headers = {"Authorization": f"Bearer {token}"}
        self.proof = proof_of(token)

    def call(self, method: str, path: str, **options: object) -> requests.Response:
        """Call an address of Graph's."""
        params = {"appsecret_proof": self.proof} | options.pop("params", {})
        headers = self.headers | options.pop("headers", {})
        url = f"{self.root}/{path}"
        return requests.request(method, url, headers=headers, params=params, timeout=60, **options)

    def get(self, path: str, **params: object) -> dict[str, object]:
        """Read something."""
        return self.call("GET", path, params=params).json()

    def post(self, path: str, **body: object) -> dict[str, object]:
        """Write something; all that is of interest in a live video comes back."""
        return self.call("POST", path, json=body, params={"fields": ALL}).json()

    def now_s(self) -> int:
        """Return the instant of the emulator."""
        return int(datetime.fromisoformat(str(self.vendor.state()["now"])).timestamp())

    def wait(self, **spans: float) -> None:
        """Move the emulator's clock on."""
        self.vendor.control("clock", advance_s=timedelta(**spans).total_seconds())

    def schedule(self, **changes: object) -> dict[str, object]:
        """Announce a live video for an hour from now; None takes a parameter out."""
        body = {
            "status": "SCHEDULED_UNPUBLISHED",
            "title": "Plática",
            "description": "Folio T-1",
            "event_params": {"start_time": self.now_s() + 3600},
        }
        wanted = {name: value for name, value in (body | changes).items() if value is not None}
        return self.post(f"{PAGE_ID}/live_videos", **wanted)

    def on_air(self) -> dict[str, object]:
        """Return a live video that the public sees."""
        live = self.schedule()
        self.stage(live, "picture")
        return self.post(str(live["id"]), status="LIVE_NOW")

    def over(self) -> dict[str, object]:
        """Return a live video that has just ended, after ten minutes."""
        live = self.on_air()
        self.wait(minutes=10)
        return self.post(str(live["id"]), end_live_video=True)

    def stage(self, live: dict[str, object], what: str, **body: object) -> dict[str, object]:
        """Do to a live video what happens without us."""
        return self.vendor.control(f"meta/lives/{live['id']}/{what}", **body)

    def status(self, live: dict[str, object]) -> str:
        """Return how far a live video is."""
        return str(self.get(str(live["id"]), fields="status")["status"])


def refusal(answer: requests.Response | dict[str, object]) -> tuple[int, int]:
    """Return code and subcode of a refusal; 0 for none."""
    body = answer if isinstance(answer, dict) else answer.json()
    error = body["error"]
    return error["code"], error.get("error_subcode", 0)


def key_of(live: dict[str, object]) -> tuple[str, str]:
    """Return the address and the key that a picture is to be sent to."""
    url = str(live["secure_stream_url"])
    key = urlsplit(url).path.rpartition("/")[2]
    assert re.fullmatch(rf"FB-{live['id']}-0-[0-9a-f]{{16}}", key)
    return url.removesuffix(key), key
