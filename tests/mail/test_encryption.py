"""Mail over TLS, which is what offices use: by STARTTLS and from the first byte."""

import ssl
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult

from integrations import smtp
from integrations.contracts.mail import Mail
from integrations.errors import UnavailableError
from integrations.mail_message import write
from integrations.smtp import PostSettings, SmtpMailSender
from tests.mail.server import MailServer

LETTER = Mail(
    message_id="1@vc.example",
    sender="talks@office.example",
    sender_name="SECESP",
    to="ana@example.org",
    to_name="Ana",
    subject="Su plática",
    text="Mañana a las diez.",
    sent_at=datetime(2031, 3, 4, 16, 0, tzinfo=UTC),
)
Serve = Callable[..., MailServer]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate and its key in one file, for 127.0.0.1, signed by itself."""
    path = tmp_path_factory.mktemp("certificate") / "both.pem"
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30"
    about = ["-subj", "/CN=smtp", "-addext", "subjectAltName=IP:127.0.0.1"]
    made = ["-keyout", path.parent / "key.pem", "-out", path.parent / "cert.pem"]
    subprocess.run(["openssl", *words.split(), *made, *about], check=True, capture_output=True)
    path.write_bytes(b"".join(one.read_bytes() for one in path.parent.glob("*.pem")))
    return path


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine trusts who signed it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    smtp._trusted.cache_clear()
    yield
    smtp._trusted.cache_clear()


@pytest.fixture
def serve(certificate: Path) -> Iterator[Serve]:
    """Return a function: «starttls», «ssl» or «none» → a server that wants a password."""
    servers = []

    def serve_one(security: str) -> MailServer:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        options = {
            "starttls": {"tls_context": context, "require_starttls": True},
            "ssl": {"ssl_context": context, "auth_require_tls": False},
            "none": {},
        }
        asks = {
            "authenticator": lambda server, session, envelope, mechanism, data: AuthResult(
                success=data.password == b"right"
            )
        }
        servers.append(MailServer(**options[security], **(asks if security != "none" else {})))
        return servers[-1]

    yield serve_one
    for server in servers:
        server.close()


def postman_to(server: MailServer, security: str) -> SmtpMailSender:
    """Return who hands smtp in there."""
    port, words = server.port, {"user": "vc", "password": "right", "security": security}
    return SmtpMailSender(PostSettings("127.0.0.1", port, timeout_s=1, **words))


@pytest.mark.parametrize("security", ["starttls", "ssl"])
@pytest.mark.usefixtures("trusted")
def test_a_letter_is_handed_in_encrypted_after_signing_in(serve, security):
    server = serve(security)

    postman_to(server, security).send(write(LETTER))

    assert [one["Subject"] for one in server.taken] == ["Su plática"]


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_a_certificate_of_nobody_s_is_told_and_nothing_is_handed_in(serve, security):
    server = serve(security)

    with pytest.raises(UnavailableError, match=r"certificado.*self-signed.*SMTP_HOST"):
        postman_to(server, security).send(write(LETTER))

    assert server.taken == []


@pytest.mark.parametrize(
    ("served", "asked", "told"),
    [
        ("none", "starttls", "no ofrece STARTTLS"),
        ("none", "ssl", "no habla TLS en ese puerto"),
        ("ssl", "starttls", "no saludó"),
    ],
)
@pytest.mark.usefixtures("trusted")
def test_a_setting_that_the_server_does_not_follow_is_told(serve, served, asked, told):
    server = serve(served)

    with pytest.raises(UnavailableError, match=rf"{told}.*SMTP_SECURITY"):
        postman_to(server, asked).send(write(LETTER))

    assert server.taken == []
