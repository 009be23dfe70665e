"""Where `make run` listens, and why it cannot."""

import errno
import socket

from vc.startup import StartError

FAULTS = {
    errno.EADDRINUSE: "El puerto {port} está ocupado. Elija otro: {other}.",
    errno.EACCES: "El puerto {port} está reservado al sistema. Elija otro: {other}.",
    errno.EADDRNOTAVAIL: "Este equipo no tiene la dirección {host}: corrija HOST.",
    errno.EAFNOSUPPORT: "Este equipo no tiene la dirección {host}: corrija HOST.",
}


def numeric(host: str) -> str:
    """Return the one address that a host name means, IPv4 where it has both. Raises StartError."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise StartError(f"No existe el equipo «{host}»: corrija HOST.") from error
    return str(min(found, key=lambda one: one[0] != socket.AF_INET)[4][0])


def listening_fault(error: OSError, host: str, port: int, *, other: str) -> StartError:
    """Return the fault that keeps us from listening there; `other` names another port."""
    sentence = FAULTS.get(error.errno or 0, f"No se puede escuchar en {{host}}: {error.strerror}.")
    return StartError(sentence.format(host=host, port=port, other=other))
