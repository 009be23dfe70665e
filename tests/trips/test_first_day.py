"""From nothing to a first session with its link, in a browser: counted, and within minutes."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import close_all
from tests.conftest import make_settings
from tests.processes import ROOT, _stop, environment, wait_until
from tests.trips.conftest import free_ports
from tests.trips.looking import looked_at
from tests.vendor import Vendor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demonstration")]

MOST_ACTIONS, MOST_SECONDS = 60, 300
PAGES = [
    "/oficina",
    "/oficina/nombre",
    "/oficina/horario",
    "/oficina/inhabiles",
    "/oficina/areas",
    "/oficina/servidor-de-correo",
    "/oficina/zoom",
    "/oficina/textos",
    "/oficina/textos/invitation",
    "/primer-dia?paso=oficina",
    "/primer-dia?paso=salas",
    "/primer-dia?paso=correo",
    "/campanas",
    "/campanas/1",
    "/tipos",
    "/tipos/nuevo",
    "/efemerides",
    "/efemerides/nueva",
    "/efemerides/reglas/nueva",
]


class Hands:
    """Somebody at a browser, whose every act is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.acts = page, 0

    def type(self, label: str, text: str) -> None:
        """Type into a field."""
        self.acts += 1
        self.page.get_by_label(label, exact=True).fill(text)

    def use(self, name: str, role: str = "button") -> None:
        """Use a button or a link."""
        self.acts += 1
        self.page.get_by_role(role, name=name, exact=True).first.click()


@pytest.fixture
def printed(tmp_path: Path, vendor: Vendor, open_contexts: list[BrowserContext]) -> Iterator[str]:
    """The address that an empty installation prints, with the vendor's addresses and no more."""
    port, _ = free_ports()
    settings = make_settings(
        tmp_path,
        port=port,
        zoom_api_base=f"{vendor.url}/v2",
        zoom_oauth_url=f"{vendor.url}/oauth/token",
    )
    said = tmp_path / "said.txt"
    with said.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env=environment(settings),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until(lambda: "Para detenerlo" in said.read_text(), "the welcome", 90)
            yield re.search(r"http\S+/primera-cuenta#\S+", said.read_text())[0]
        finally:
            close_all(open_contexts)
            _stop(process)


def test_from_nothing_to_a_first_session_with_its_link(page: Page, printed: str):
    began, hands = time.monotonic(), Hands(page)
    hands.acts += 1
    page.goto(printed)
    hands.type("Nombre y apellidos", "Mariana Robledo")
    hands.type("Correo", "mariana@dependencia.gob.mx")
    hands.type("Contraseña", "una frase nueva y larga")
    hands.use("Crear mi cuenta")

    hands.type("Nombre de la oficina", "Prensa de Seguridad")
    hands.type("Correo de la oficina (opcional)", "prensa@dependencia.gob.mx")
    hands.use("Guardar")
    hands.type("Nombre y apellidos", "Lucía Castillo")
    hands.type("Correo", "lucia@dependencia.gob.mx")
    hands.use("Agregar persona")
    hands.use("Primer día", "link")
    for label in ("Account ID", "Client ID", "Client Secret"):
        hands.type(label, "emulator")
    hands.use("Conectar Zoom")
    expect(page.get_by_text("Zoom quedó conectado")).to_be_visible()
    hands.use("Omitir El correo")
    hands.type("Nombre de la campaña", "Denuncia anónima 089")
    hands.use("Agregar campaña")
    hands.use("Agendar una sesión", "link")
    hands.type("Título", "Plática: prevención de la extorsión")
    hands.use("Agendar")
    expect(page.get_by_text(re.compile(r"/s/\w+")).first).to_be_visible(timeout=60_000)

    assert hands.acts <= MOST_ACTIONS
    assert time.monotonic() - began <= MOST_SECONDS
    url = printed.partition("/primera-cuenta")[0]
    page.goto(f"{url}/primer-dia")
    expect(page.get_by_role("heading", name="La oficina está lista.")).to_be_visible()
    faults = []
    for path in PAGES:
        page.goto(url + path)
        faults += [f"{path}: {one}" for one in looked_at(page)]
    assert faults == []
