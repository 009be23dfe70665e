"""A worker that takes one turn at a publication, for tests that end it: number, instant."""

import sys
from datetime import datetime

from app import create_app

if __name__ == "__main__":
    app = create_app()
    instant = datetime.fromisoformat(sys.argv[2])
    app.config["CLOCK"] = lambda: instant
    app.extensions["tasks"]["settle_publication"].call_local(int(sys.argv[1]))
