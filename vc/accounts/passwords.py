"""What a password must be, and how one is kept and compared: pure, and slow on purpose."""

import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from vc.accounts.models import Person
from vc.errors import RuleError

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
FEWEST_SIGNS = 4
"""How many different signs a password has at least; «aaaaaaaaaaaa» is long, too."""

# What is guessed first. Shorter ones need no place here, their length is refused already.
COMMON = frozenset(
    (
        "contraseña123",
        "contrasena123",
        "contraseñasegura",
        "administrador",
        "administrador1",
        "administrador123",
        "bienvenido123",
        "comunicacionsocial",
        "comunicaciónsocial",
        "videoconferencia",
        "videoconferencias",
        "sanluispotosí",
        "sanluispotosi",
        "secesp123456",
        "mexico123456",
        "123456789012",
        "1234567890123",
        "123456789123",
        "qwertyuiop12",
        "qwertyuiop123",
        "1q2w3e4r5t6y",
        "abcdefghijkl",
        "abc123456789",
        "password1234",
        "passwordpassword",
    )
)

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""What a temporary password is made of: nothing that is mistaken on paper or on the phone."""

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
    plain = _bare(password)
    own = {_bare(text) for text in (person.email, person.email.partition("@")[0], person.name)}
    if plain in COMMON or plain in own or len(set(plain)) < FEWEST_SIGNS:
        raise RuleError("Es demasiado fácil de adivinar; elija otra.", field="new")


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


def _bare(text: str) -> str:
    """Return the text without its spaces and its case."""
    return "".join(text.casefold().split())
