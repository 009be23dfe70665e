"""What a log holds on a good day: no warning, and nothing worse."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class Warnings(logging.Handler):
    """What a log holds of warnings and worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the logger's name and what it says."""
        self.found.append(f"{record.name}: {record.getMessage()}")


@contextmanager
def unwarned() -> Iterator[None]:
    """Fail where what is done within leaves a warning in the log."""
    warnings = Warnings()
    logging.getLogger().addHandler(warnings)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(warnings)
    assert warnings.found == []
