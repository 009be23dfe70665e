"""Keep the rows of the present schema: one of everything, as `tests.everything` makes it."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app import create_app
from tests.conftest import Clock, make_settings
from tests.everything import make_everything
from tests.releases import FOLDER, rows_of
from vc.db import db, read_only
from vc.migrations_cli import upgrade
from vc.schema import head
from vc.services import services_of

if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        app = create_app(make_settings(Path(folder)))
        services_of(app).clock = Clock(datetime(2031, 3, 4, 16, tzinfo=UTC))
        upgrade(app)
        with app.app_context():
            read_only(False)
            make_everything(app, Path(folder))
            with db.engine.connect() as connection:
                found = {"revision": head(), "rows": rows_of(connection)}
    text = json.dumps(found, ensure_ascii=False, indent=0, sort_keys=True)
    (FOLDER / f"{sys.argv[1]}.json").write_text(text + "\n", encoding="utf-8")
