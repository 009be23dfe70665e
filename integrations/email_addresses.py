"""E-mail addresses as mail servers and calendar programs take them."""

import idna


class AddressError(ValueError):
    """No mail can go to such an address."""


def ascii_address(address: str) -> str:
    """Return an address whose domain is in ASCII: `ana@niños.mx` is `ana@xn--nios-hqa.mx`.

    Raises AddressError for a domain that has no such form.
    """
    local, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}{at}{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError as error:
        raise AddressError(address) from error
