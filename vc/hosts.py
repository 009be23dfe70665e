"""Names and addresses of machines: which ones are this very one, and how a browser opens it."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(url: str) -> bool:
    """Tell whether a URL points at this very machine."""
    return is_local(urlsplit(url).hostname or "")


def is_local(host: str) -> bool:
    """Tell whether a host's name or address is this very machine's own."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def opens_at(host: str, port: int) -> str:
    """Return an address that opens in a browser of this machine what listens at `host`."""
    try:
        address = ip_address(host)
    except ValueError:
        return f"http://{host}:{port}"
    if address.is_unspecified:
        address = ip_address("127.0.0.1" if address.version == 4 else "::1")
    return f"http://{address}:{port}" if address.version == 4 else f"http://[{address}]:{port}"
