"""The table of what others reported names tests that there are."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"(tests/[\w/.]+\.(?:py|js))(?:::(\w+))?")


def test_every_test_that_the_table_names_is_there():
    table = (ROOT / "docs" / "trials.md").read_text()
    rows = [line for line in table.splitlines() if line.startswith("| http")]
    named = [NAMED.search(row.rsplit("|", 2)[1]) for row in rows]

    assert len(rows) >= 40
    assert all(named)
    gone = [one[0] for one in named if not _is_there(ROOT / one[1], one[2])]
    assert gone == []


def _is_there(path: Path, name: str | None) -> bool:
    """Tell whether a file of tests is there, and has a test of that name."""
    return path.is_file() and (not name or f"def {name}(" in path.read_text())
