"""A worker for one turn, in a process of its own: `python -m tests.recordings.one_turn FILE URL`.

Its clock stands still, and it makes what came durable after every piece.
"""

import sys
from datetime import UTC, datetime

from app import create_app
from integrations.contracts.common import FileLink
from tests.turns import take_turn_at


def main(number: str, address: str, now: str) -> None:
    """Take one turn at a file that lies at an address."""
    app = create_app()
    with app.app_context():
        take_turn_at(
            app,
            "fetch_file",
            int(number),
            file_sources={"depot": lambda external_id: FileLink(address)},
            clock=lambda: datetime.fromisoformat(now).astimezone(UTC),
            tell_every_s=0,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
