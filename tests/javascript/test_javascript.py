"""JavaScript: the modules that need no page are tried by node, and all of them pass the linter."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from playwright._impl._driver import compute_driver_executable

from run import COMMANDS

pytestmark = pytest.mark.xdist_group("javascript")

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TESTS = sorted(HERE.glob("*.test.js"))
# The node that Playwright's wheel brings: none has to be installed for a few files.
NODE = compute_driver_executable()[0]
# Nothing else here is node's, so no package.json tells it that these are modules.
OPTIONS = ("--test-isolation=none", "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON")


@pytest.fixture(scope="module")
def outcomes() -> dict[str, dict[str, str]]:
    """What node said of every test, by its file and its name; an empty text for a good one."""
    run = subprocess.run(
        [NODE, "--test", "--test-reporter=junit", *OPTIONS, *TESTS],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    found: dict[str, dict[str, str]] = {path.name: {} for path in TESTS}
    for case in etree.fromstring(run.stdout.encode()).iter("testcase"):
        failure = case.find("failure")
        said = "" if failure is None else f"{failure.text}"
        found[Path(case.attrib["file"]).name][case.attrib["name"]] = said
    return found


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name)
def test_the_modules_without_a_page_do_what_they_say(outcomes, path: Path):
    assert outcomes[path.name]
    assert {name: said for name, said in outcomes[path.name].items() if said} == {}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Lint a folder by the very words of `make lint`, from the folder where it stands."""
    [step] = [step for step in COMMANDS["lint"][1] if "tests.javascript" in step]
    return subprocess.run(
        [sys.executable, *step, "--format=unix", "-c", ROOT / ".oxlintrc.json", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def spoil(tmp_path: Path) -> Callable[[str, str, str], str]:
    """Return a function that changes a copy of our modules and returns what the linter says."""

    def change(name: str, old: str, new: str) -> str:
        copy = tmp_path / "static"
        shutil.copytree(ROOT / "vc/static", copy, ignore=shutil.ignore_patterns("vendor"))
        text = (copy / name).read_text("utf-8")
        assert old in text
        (copy / name).write_text(text.replace(old, new), "utf-8")
        return lint(copy).stdout

    return change


def test_make_lint_finds_nothing_in_the_scripts():
    checked = lint(ROOT)

    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "old", "new", "rule"),
    [
        ("editor/cut.js", "export function split(", "function split(", "import(named)"),
        ("editor/main.js", "player.seek(", "player.sought(", "import(namespace)"),
        ("plan.js", "let dragged = null;", "", "eslint(no-undef)"),
        ("plan.js", "let dragged", "let forgotten = 1;\nlet dragged", "eslint(no-unused-vars)"),
        ("plan.js", "const said", "let said", "eslint(prefer-const)"),
        ("viewing.js", "last !== null", "last != null", "eslint(eqeqeq)"),
        ("viewing.js", "const STEP_S =", "window.STEP_S =", "eslint(no-restricted-globals)"),
        ("editor/cut.js", "\n\n", '\nimport "./pieces.js";\n', "import(no-cycle)"),
    ],
)
def test_the_linter_refuses(spoil, name: str, old: str, new: str, rule: str):
    assert f"Error/{rule}" in spoil(name, old, new)
