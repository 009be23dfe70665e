"""Hears that the process is to stop: Ctrl-C, a supervisor's TERM, a terminal that is closed.

A signal's handler runs within whatever the main thread is doing, so one that takes a lock waits for
ever when that very thread holds it; `threading.Event.set` is such a lock. Here the interpreter
itself writes a byte into a socket, and whoever waits for the stop reads from its other end.
"""

import select
import signal
import socket

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class Stopping:
    """Whether the process was told to stop; once it was, that stays so."""

    def __init__(self) -> None:
        """Hear the signals from now on, in the main thread."""
        self._ear, self._mouth = socket.socketpair()
        for end in (self._ear, self._mouth):
            end.setblocking(False)
        signal.set_wakeup_fd(self._mouth.fileno(), warn_on_full_buffer=False)
        for name in SIGNALS:
            number = getattr(signal, name, None)
            # What a shell or `nohup` lets us ignore stays ignored, but for Ctrl-C and TERM.
            if number and not (name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN):
                signal.signal(number, _go_on)

    def wait(self, seconds: float) -> bool:
        """Wait so long for the stop; tell whether it came."""
        return bool(select.select([self._ear], [], [], seconds)[0])


def _go_on(*_: object) -> None:
    """Do nothing: that the signal came has been written already."""
