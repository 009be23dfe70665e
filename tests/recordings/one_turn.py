"""A worker for one turn, in a process of its own: `python -m tests.recordings.one_turn FILE URL`.

Its clock stands still, and it makes what came durable after every piece.
"""

import sys
from datetime import UTC, datetime

from app import create_app
from integrations.contracts.common import FileLink
from vc.db import db
from vc.recordings import fetching


def main(number: str, address: str, now: str) -> None:
    """Take one turn at a file that lies at an address."""
    app = create_app()
    kit = fetching.Kit(
        sources={"depot": lambda external_id: FileLink(address)},
        store=app.extensions["store"],
        clock=lambda: datetime.fromisoformat(now).astimezone(UTC),
        tell_every_s=0,
    )
    with app.app_context():
        fetching.fetch(db.session, int(number), kit=kit)


if __name__ == "__main__":
    main(*sys.argv[1:])
