"""Mail by SMTP: one message to one address, and three outcomes.

What a server says before it has the message is a refusal or a reason to try later. Once the message
is on its way and no answer comes, nobody knows: OutcomeUnknownError, and it is never sent again by
itself (RFC 5321, 4.5.4.1 and 6.1).
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache

from integrations.contracts.mail import Envelope
from integrations.errors import (
    CredentialsError,
    IntegrationError,
    OutcomeUnknownError,
    RejectedError,
    UnavailableError,
    Where,
)
from integrations.http.redaction import redact_text

CHECK_S = 5.0
NOT_REACHED = "No se pudo conectar con el servidor de correo."
NOT_TRUSTED = (
    "No se pudo comprobar el certificado del servidor de correo ({why}). Revise SMTP_HOST o instale"
    " en este equipo la autoridad que lo firmó."
)
PORTS = "Revise SMTP_PORT y SMTP_SECURITY: «ssl» suele ir con 465 y «starttls» con 587."
NOT_ENCRYPTED = f"El servidor de correo no habla TLS en ese puerto. {PORTS}"
NO_STARTTLS = f"El servidor de correo no ofrece STARTTLS. {PORTS}"
NO_GREETING = f"El servidor de correo no saludó. {PORTS}"
NOT_ANSWERED = "El servidor de correo no contestó después de recibir el mensaje."
LOST = "Se perdió la conexión con el servidor de correo; el mensaje no se había enviado."
NOT_LET_IN = "El servidor de correo no aceptó el usuario o la contraseña."
REFUSES_US = (NOT_LET_IN, NOT_TRUSTED, NOT_ENCRYPTED, NO_STARTTLS, NO_GREETING, NOT_REACHED)
"""What is said where another server, port or password would help."""
SAID = "El servidor de correo contestó: {code} {words}"


@dataclass(frozen=True, slots=True)
class PostSettings:
    """Where mail is handed in. `security` is "starttls", "ssl" or "none"; time-outs in seconds."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "starttls"
    timeout_s: float = 20.0


class SmtpMailSender:
    """Hands mail in. Holds no connection: messages are few, and an idle one is closed anyway."""

    def __init__(self, settings: PostSettings) -> None:
        self.settings = settings

    def send(self, envelope: Envelope) -> None:
        """Hand in one message.

        Raises UnavailableError (try later), RejectedError (the server will never take it),
        CredentialsError, and OutcomeUnknownError when it may have been taken.
        """
        with self._connected() as client:
            _expect(client.mail(envelope.sender), "mail")
            _expect(client.rcpt(envelope.to), "rcpt")
            # Step by step and not by `sendmail`: only what is lost after DATA may have been taken.
            _expect(client.docmd("DATA"), "data", wanted=3)
            _hand_in(client, envelope.content)

    def check(self) -> None:
        """Sign in and say NOOP. Raises UnavailableError and CredentialsError within seconds."""
        # Somebody waits for the page.
        soon = SmtpMailSender(replace(self.settings, timeout_s=CHECK_S))
        with soon._connected() as client:
            _expect(client.noop(), "noop")

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """Connect and sign in; what fails before the message is on its way can be tried again."""
        try:
            client = self._connect()
        except smtplib.SMTPAuthenticationError as error:
            raise CredentialsError(NOT_LET_IN, **_where("login")) from error
        except (OSError, smtplib.SMTPException) as error:
            raise UnavailableError(_not_connected(error), **_where("connect")) from error
        try:
            yield client
        except IntegrationError:
            raise
        except (OSError, smtplib.SMTPException) as error:
            raise UnavailableError(f"{LOST} ({type(error).__name__})", **_where("send")) from error
        finally:
            # Without QUIT: the server has our message or has not, and its farewell may take
            # seconds.
            client.close()

    def _connect(self) -> smtplib.SMTP:
        """Return a connection that is greeted, encrypted as asked, and signed in."""
        settings = self.settings
        where = (settings.host, settings.port)
        client: smtplib.SMTP
        if settings.security == "ssl":
            client = smtplib.SMTP_SSL(*where, timeout=settings.timeout_s, context=_trusted())
        else:
            client = smtplib.SMTP(*where, timeout=settings.timeout_s)
        try:
            if settings.security == "starttls":
                client.starttls(context=_trusted())
            client.ehlo_or_helo_if_needed()
            if settings.user:
                client.login(settings.user, settings.password)
        except BaseException:
            client.close()
            raise
        return client


def _not_connected(error: OSError | smtplib.SMTPException) -> str:
    """Return why there is no connection, and what to do about it where that is known."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return NOT_TRUSTED.format(why=error.verify_message)
    if isinstance(error, ssl.SSLError):
        return NOT_ENCRYPTED
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return NO_STARTTLS
    if isinstance(error, TimeoutError | smtplib.SMTPServerDisconnected):
        return NO_GREETING
    return f"{NOT_REACHED} ({type(error).__name__})"


@cache
def _trusted() -> ssl.SSLContext:
    """Return what trusts the system's authorities; to read them all takes some 20 ms."""
    return ssl.create_default_context()


def _hand_in(client: smtplib.SMTP, content: bytes) -> None:
    """Send the message itself; from here on the lack of an answer tells nothing."""
    # A dot alone on a line ends the message, so each one in front is doubled (RFC 5321, 4.5.2).
    stuffed = re.sub(rb"(?m)^\.", b"..", content)
    try:
        client.send(stuffed.removesuffix(b"\r\n") + b"\r\n.\r\n")
        answer = client.getreply()
    except (OSError, smtplib.SMTPException) as error:
        message = f"{NOT_ANSWERED} ({type(error).__name__})"
        raise OutcomeUnknownError(message, **_where("data")) from error
    _expect(answer, "data")


def _expect(answer: tuple[int, bytes], operation: str, *, wanted: int = 2) -> None:
    """Go on after a reply of the wanted class: 4xx is for later, 5xx for good (RFC 5321, 4.2)."""
    code, words = answer
    if code // 100 == wanted:
        return
    said = redact_text(words.decode("utf-8", "replace"))[:300]
    kind = RejectedError if code // 100 == 5 else UnavailableError
    raise kind(SAID.format(code=code, words=said), **_where(operation), status=code)


def _where(operation: str) -> Where:
    """Return what names the place of an error."""
    return {"vendor": "smtp", "operation": operation}
