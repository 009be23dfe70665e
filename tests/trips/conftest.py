"""The whole product, running as `make run` runs it, for stories in a real browser."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from flask import Flask
from playwright.sync_api import BrowserContext

from tests.browser import close_all
from tests.conftest import make_settings
from tests.processes import running, wait_until
from tests.town import Town
from tests.vendor import Vendor
from vc.config import Settings
from vc.serving import Serving


@dataclass(frozen=True, slots=True)
class Product:
    """The product as it runs: its address, and the vendors behind it."""

    url: str
    vendor: Vendor
    instance: Path


def port_known(folder: Path, **values: object) -> Settings:
    """Return settings with a port that is known before the pages are served."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return make_settings(folder, port=port, media_reserve_mb=1, **values)


def free_ports() -> tuple[int, int]:
    """Return two neighbouring ports that nobody uses."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                other.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port, port + 1


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The demonstration: web, worker and emulator in one process, as `python app.py` starts it."""
    folder = tmp_path_factory.mktemp("product")
    port, emulator_port = free_ports()
    settings = make_settings(folder, port=port, emulator_port=emulator_port, demo=True)
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return requests.get(f"{url}/readyz", timeout=2).ok
        except requests.RequestException:
            return False

    with running("app.py", settings=settings):
        wait_until(answers, "all of it", 90)
        yield Product(url, Vendor(f"http://127.0.0.1:{emulator_port}"), folder)


def pages_at(app: Flask, settings: Settings, open_contexts: list[BrowserContext]) -> Iterator[str]:
    """Serve the pages at `settings.port`; browsers are closed before nobody answers them."""
    server = Serving(app, "127.0.0.1", settings.port, threads=4)
    server.answer()
    yield f"http://127.0.0.1:{settings.port}"
    close_all(open_contexts)
    server.close()


@pytest.fixture
def site(app: Flask, settings: Settings, open_contexts: list[BrowserContext]) -> Iterator[str]:
    """The pages, served; the clock and the worker are the test's."""
    yield from pages_at(app, settings, open_contexts)


@pytest.fixture
def town_site(town: Town, open_contexts: list[BrowserContext]) -> Iterator[str]:
    """Everything, served to a browser; what its scripts wrote is taken back."""
    server = Serving(town.app, "127.0.0.1", 0, threads=4)
    server.answer()
    yield f"http://127.0.0.1:{server.port}"
    close_all(open_contexts)
    server.close()
    town.restore()
