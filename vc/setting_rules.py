"""What no setting may be: the error that names it, and how its text is read."""

from urllib.parse import urlsplit

from vc.hosts import is_loopback


class SettingsError(Exception):
    """A setting has a value that cannot work; the message names the setting."""


def check(is_good: bool, name: str, problem: str) -> None:
    """Raise SettingsError unless `is_good`."""
    if not is_good:
        raise SettingsError(f"{name.upper()}: {problem}.")


def check_url(name: str, url: str) -> None:
    """Refuse an address to which credentials must not go; none at all is the vendor's own."""
    if not url:
        return
    parts = urlsplit(url)
    is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
    check(is_address, name, "no es una dirección que empiece con https://")
    is_safe = parts.scheme == "https" or is_loopback(url)
    check(is_safe, name, "debe empezar con https:// (http:// solo en este equipo)")


def parsed(name: str, kind: str, text: str) -> object:
    """Return `text` as the type of its setting."""
    try:
        if "bool" in kind:
            return {"1": True, "true": True, "0": False, "false": False}[text.lower()]
        return int(text) if "int" in kind else text
    except (KeyError, ValueError) as error:
        raise SettingsError(f"{name.upper()}: {text!r} no es un valor válido.") from error
