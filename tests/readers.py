"""Readers that do what a file may make one do: for `vc.sandbox`, which runs them apart."""

import os
import time


def echo(content: bytes, **options: str) -> list[object]:
    """Return what was handed over."""
    return [content.decode(), options]


def endless(content: bytes) -> list[object]:
    """Take longer than anybody waits."""
    time.sleep(60)
    return []


def busy(content: bytes) -> list[object]:
    """Keep the processor busy."""
    while True:
        pass


def hungry(content: bytes) -> list[object]:
    """Ask for more memory than there may be."""
    return [len(bytearray(4_000_000_000))]


def talkative(content: bytes) -> list[object]:
    """Answer more than there may be."""
    return ["x" * 100_000]


def killed(content: bytes) -> list[object]:
    """End as a process does that somebody stops."""
    os.kill(os.getpid(), 9)
    return []


def environment(content: bytes) -> list[object]:
    """Return the names that the reader could look secrets up by."""
    return sorted(os.environ)
