"""What a password must be, and how one is kept and compared: pure, and slow on purpose."""

import secrets
import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from vc.accounts.models import Person
from vc.errors import RuleError

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
FEWEST_SIGNS = 4
"""How many different signs a password has at least; «aaaaaaaaaaaa» is long, too."""

DEMO_PASSWORD = "Prevenimos-Juntos-2021"  # noqa: S105
"""Known to all, which is why it opens nothing but the accounts of a demonstration."""
MOST_JUDGED = 20
"""How many signs are looked at for how hard they are to guess.

zxcvbn takes seconds for seventy that stand for letters (dwolfhub/zxcvbn-python #70), and refuses to
look at more (zulip/zulip #34146); what is hard to guess so far is no easier with more behind it.
"""
FEWEST_GUESSES = 10**9
"""Within zxcvbn's score of 3: far beyond what can be tried at a sign-in that slows down."""

# What is guessed first at this office; what is common everywhere zxcvbn knows.
OFFICE_WORDS = (
    *("contraseña", "contrasena", "segura", "administrador", "bienvenido", "bienvenida"),
    *("comunicacion", "comunicación", "social", "videoconferencia", "videoconferencias"),
    *("secesp", "sanluispotosi", "sanluispotosí", "mexico", "gobierno", "seguridad", "publica"),
)

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""What a temporary password is made of: nothing that is mistaken on paper or on the phone."""

ONE_AT_A_TIME = threading.Lock()
HASHER = PasswordHasher()
"""argon2id with the library's parameters (RFC 9106, low memory)."""


def check_password(password: str, person: Person) -> None:
    """Refuse a password that is short, common, or the person's own e-mail or name.

    Spaces may be typed but make no guess harder. There are no rules about kinds of signs.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise RuleError(f"Use al menos {SHORTEST_PASSWORD} caracteres.", field="new")
    if len(password) > LONGEST_PASSWORD:
        raise RuleError(f"Use a lo más {LONGEST_PASSWORD} caracteres.", field="new")
    if not is_good(password, person):
        raise RuleError("Es demasiado fácil de adivinar; elija otra.", field="new")


def is_good(password: str, person: Person) -> bool:
    """Tell whether a password is hard to guess: neither common nor the person's own data.

    That of the demonstration is known to all, and good only for its own accounts.
    """
    plain = _bare(password)
    own = (person.email, person.email.partition("@")[0], person.name)
    if plain in map(_bare, own) or len(set(plain)) < FEWEST_SIGNS:
        return False
    if password == DEMO_PASSWORD:
        return person.is_demo
    return _guesses(password, (*own, *person.name.split())) >= FEWEST_GUESSES


def temporary_password() -> str:
    """Return a new password of four groups of four signs: 79 bits, and yet easy to dictate."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(4))


def matches(known: str, password: str) -> bool:
    """Tell whether the password is the one that the hash `known` was made of."""
    try:
        return HASHER.verify(known, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def nobodys_hash() -> str:
    """Return a hash that no password opens, so that an unknown e-mail costs as much time."""
    return HASHER.hash(secrets.token_urlsafe(32))


def _guesses(password: str, own: tuple[str, ...]) -> int:
    """Return how many guesses a password takes that begins with what is common."""
    # The library reads its lists when it is imported, and most requests need no password.
    from zxcvbn import zxcvbn

    # It keeps the words of whoever asked last in one place for all threads.
    with ONE_AT_A_TIME:
        found = zxcvbn(password[:MOST_JUDGED], user_inputs=[*own, *OFFICE_WORDS])
    return int(found["guesses"])


def _bare(text: str) -> str:
    """Return the text without its spaces and its case."""
    return "".join(text.casefold().split())
