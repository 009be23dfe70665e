"""`flask connect`: the same consent from a terminal, on this machine and on a distant server."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests

from tests.grants.google import CHANNEL, answered, asked_of
from tests.grants.test_connecting import grants, lines
from tests.processes import ROOT, environment


@pytest.fixture
def free_port() -> int:
    """A port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@pytest.fixture
def settings(settings):
    """The same without a client: the file that Google offers names it."""
    from dataclasses import replace

    return replace(settings, google_client_id="", google_client_secret="")


@pytest.fixture
def desk_file(tmp_path) -> str:
    """The file of a client of the kind «Desktop app», as it is downloaded."""
    client = {"client_id": "emulator-desk", "client_secret": "emulator-desk"}
    path = tmp_path / "client_secret_1.json"
    path.write_text(json.dumps({"installed": client | {"redirect_uris": ["http://localhost"]}}))
    return str(path)


@pytest.fixture
def connect(app, settings, desk_file) -> Iterator[object]:
    """Return a function: what is to be connected, options → the command as it runs."""
    started = []

    def start(what: str, *options: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "flask", "connect", what, "--client-file", desk_file]
        process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env=environment(settings) | {"DEMO": "0", "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def address_in(process: subprocess.Popen) -> str:
    """Return the address that the command prints."""
    for line in process.stdout:
        if line.startswith("http"):
            return line.strip()
    raise AssertionError("no address")


def test_a_browser_of_this_machine_is_led_back_to_the_command(reading, connect, free_port):
    process = connect("youtube", "--port", str(free_port))
    url = address_in(process)
    process.stdout.readline()
    process.stdout.readline()

    page = requests.get(answered(url, CHANNEL), timeout=60)

    rest, _ = process.communicate(timeout=60)
    assert "Puede cerrar esta ventana" in page.text
    assert "Prevención en tu comunidad quedó conectada" in rest
    assert process.returncode == 0
    assert not re.search(r"1//|4/|ya29", rest)
    assert grants()[0].account == "Prevención en tu comunidad"
    assert [one.person_name for one in lines("accountgrant.keep")] == [""]


def test_on_a_distant_server_the_address_is_pasted(reading, connect):
    process = connect("google", "--paste")
    url = address_in(process)
    assert asked_of(url)["redirect_uri"] == "http://127.0.0.1:8765/"

    rest, _ = process.communicate(answered(url, decision="deny") + "\n", timeout=60)

    assert (process.returncode, "No se dio el permiso" in rest) == (1, True)
    assert "Traceback" not in rest
    assert grants() == []


@pytest.mark.parametrize(
    ("pasted", "told"),
    [
        ("http://127.0.0.1:8765/?code=4/x&state=otro", "no corresponde a lo que se pidió"),
        ("http://[", "Eso no es la dirección a la que Google regresó"),
        ("4/0AXabc", "Eso no es la dirección a la que Google regresó"),
    ],
)
def test_what_was_pasted_wrong_is_told(app, desk_file, pasted, told):
    words = ["connect", "google", "--paste", "--client-file", desk_file]

    answer = app.test_cli_runner().invoke(args=words, input=f"{pasted}\n")

    assert (answer.exit_code, told in answer.output) == (1, True)
    assert "4/" not in answer.output


def test_a_file_that_is_none_is_told(app, tmp_path):
    path = tmp_path / "service.json"
    path.write_text('{"type": "service_account"}')

    answer = app.test_cli_runner().invoke(args=["connect", "google", "--client-file", str(path)])

    assert "no es el archivo de un cliente de OAuth" in answer.output


def test_a_port_that_is_taken_is_told(app, desk_file):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        answer = app.test_cli_runner().invoke(
            args=["connect", "google", "--client-file", desk_file, "--port", port]
        )

    assert f"El puerto {port} está ocupado" in answer.output


def test_without_any_client_it_is_asked_for(app):
    answer = app.test_cli_runner().invoke(
        args=["connect", "google", "--paste"], input="uno\ndos\nhttp://127.0.0.1/?x=1\n"
    )

    url = next(line for line in answer.output.splitlines() if line.startswith("http"))
    assert urlsplit(url).query.count("client_id=uno") == 1
    assert "dos" not in answer.output
