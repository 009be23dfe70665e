"""What pages are served with: third-party files as listed, rules that are for something."""

import ast
import json
import re
import shutil
from pathlib import Path

import pytest

from vc.booking import day_line
from vc.booking.chain import StopState
from vc.booking.models import EventKind
from vc.clips import labels as clips
from vc.coverage.models import CoverageState
from vc.live import labels as live
from vc.networks.facts import Network
from vc.publishing import labels as publishing
from vc.recordings import labels as recordings
from vc.static.vendor.update import PACKAGES, SITE, TESTS, Package, faults_of

ROOTS = [SITE, TESTS]
TEMPLATES = sorted((SITE.parents[2] / "templates").rglob("*.html"))
# Inline styles, handlers and scripts, and what htmx would have to evaluate.
FORBIDDEN = re.compile(
    r"""<style|<script(?![^>]*\bsrc=|[^>]*application/(?:ld\+)?json)|\sstyle=|\son[a-z]+="|hx-on|["']js:|hx-trigger="[^"]*\["""
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the folder that pages are served from, to spoil."""
    return Path(shutil.copytree(SITE, tmp_path / "vendor"))


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.parent.name)
def test_third_party_files_are_those_of_the_manifest(root: Path) -> None:
    assert faults_of(root) == []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.folder)
def test_manifest_names_the_pinned_version_of_each_package(package: Package) -> None:
    files = json.loads((package.root / "MANIFEST.json").read_text("utf-8"))["files"]

    versions = {entry["version"] for entry in files if entry["package"] == package.name}

    assert versions == {package.version}


def test_changed_file_is_reported(copy: Path) -> None:
    script = next(copy.glob("htmx-*/htmx.min.js"))

    script.write_bytes(script.read_bytes() + b"\n")

    assert faults_of(copy) == [f"{script.relative_to(copy)} was changed"]


def test_file_that_nobody_listed_is_reported(copy: Path) -> None:
    stranger = next(copy.glob("htmx-*")) / "stranger.js"

    stranger.write_text("", "utf-8")

    assert faults_of(copy) == [f"{stranger.relative_to(copy)} is not listed"]


def test_package_without_its_licence_is_reported(copy: Path) -> None:
    licence = next(copy.glob("montserrat-*/LICENSE"))

    licence.unlink()

    assert faults_of(copy) == [
        f"{licence.relative_to(copy)} is listed and missing",
        f"{licence.parent.name} has no licence beside it",
    ]


def test_stylesheet_names_only_files_that_exist() -> None:
    styles = SITE.parent / "app.css"

    names = re.findall(r'url\("(?!data:)([^"]+)"\)', styles.read_text("utf-8"))

    assert [name for name in names if not (styles.parent / name).is_file()] == []
    assert len(names) == 2


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_template_holds_nothing_the_policy_forbids(template: Path) -> None:
    text = template.read_text("utf-8")

    assert FORBIDDEN.findall(text) == []


def _tokens(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the light value of each colour that has two, and what older browsers get."""
    modern = css[css.index(":root {") :].split("\n  }\n")[0]
    older = css[css.index("@supports not") :].split("}")[0]
    pairs = dict(re.findall(r"--([\w-]+): light-dark\((#\w+),", modern))
    return pairs, dict(re.findall(r"--([\w-]+): (#\w+);", older))


def test_a_browser_without_two_schemes_gets_every_colour_of_the_light_one():
    pairs, older = _tokens((SITE.parent / "app.css").read_text("utf-8"))
    assert len(pairs) > 25
    assert older == pairs


def test_no_rule_names_a_colour_that_is_not_a_token():
    css = (SITE.parent / "app.css").read_text("utf-8")
    rules = css[css.index("@layer base {") :]
    named = set(re.findall(r"light-dark\(#\w+[^)]*\)", rules))
    assert named == set()


SHEETS = sorted(SITE.parent.glob("*.css"))
SCRIPTS = [path for path in SITE.parent.rglob("*.js") if SITE not in path.parents]
ATTRIBUTE = re.compile(r'class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"{])*)"', re.DOTALL)
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
TEXTS = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`")
TONES = {
    *("ok", "wait", "problem", "off", "info", "live"),
    *(tone for table in (clips, live, publishing, recordings) for tone in table.TONES.values()),
}
PLACES = range(1, day_line.COLUMNS + 1)
COMPUTED: dict[str, set[str]] = {
    # The stops of a session's life are handed all that follows.
    "btn": {""},
    "btn--": {"primary", "quiet", "danger"},
    "callout--": TONES,
    "chain__stop--": {one.value for one in StopState},
    "chip--": TONES,
    "cov--": {one.value for one in CoverageState},
    "films__one--": {"wide", "square", "tall"},
    "is-": {"before", "never", *(one.value for one in CoverageState)},
    "k-": {one.value.lower() for one in EventKind},
    "month__live--": TONES,
    "n": {str(one) for one in PLACES},
    "net--": {one.value for one in Network},
    "note--": TONES,
    "path__stop--": {"done", "now", "bad", "ahead"},
    "post__cover--": {"wide", "square", "tall"},
    "q": {str(one) for one in PLACES},
    "r": {str(day_line.FIRST_ROW + one) for one in range(day_line.MOST_LANES)},
    "shape--": {str(number) for number in range(1, len(clips.SHAPES) + 1)},
    "stat--": TONES,
    "state--": TONES,
    "w": {str(one) for one in range(day_line.LABEL + 1, day_line.WIDE + 1)},
}
"""The beginnings of classes that pages compute, with what can follow each."""


def rules_of(sheet: Path) -> set[str]:
    """Return the classes that a stylesheet's selectors name."""
    css = re.sub(r'/\*.*?\*/|"[^"\n]*"', "", sheet.read_text("utf-8"), flags=re.DOTALL)
    selectors = re.findall(r"([^{};]+)\{", css)
    named = "".join(one for one in selectors if not one.strip().startswith("@"))
    return set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", named))


def words_in(*texts: str) -> set[str]:
    """Return what may be a class in texts, selectors among them."""
    return set(re.findall(r"[A-Za-z_][\w-]*", " ".join(texts)))


def texts_in(code: str) -> list[str]:
    """Return the texts between quotes."""
    return ["".join(found) for found in TEXTS.findall(code)]


def in_templates() -> set[str]:
    """Return the classes of every template, those that an expression in it names included.

    What is handed to a macro is told from a word of any other kind by its dash.
    """
    found: set[str] = set()
    for path in TEMPLATES:
        page = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
        for classes in ATTRIBUTE.findall(page):
            found |= words_in(JINJA.sub(" ", classes), *texts_in(" ".join(JINJA.findall(classes))))
        found |= words_in(*re.findall(r"\{% block width %\}(.*?)\{%", page))
        elsewhere = words_in(*texts_in(" ".join(JINJA.findall(page))))
        found |= {one for one in elsewhere if "-" in one or "__" in one}
    return found


def in_code() -> set[str]:
    """Return the classes that scripts and Python give, told from other words by their dash."""
    found = words_in(*(text for path in SCRIPTS for text in texts_in(path.read_text("utf-8"))))
    for path in SITE.parents[1].rglob("*.py"):
        constants = ast.walk(ast.parse(path.read_text("utf-8")))
        texts = [one.value for one in constants if isinstance(one, ast.Constant)]
        found |= words_in(*(text for text in texts if isinstance(text, str)))
    return {one for one in found if "-" in one or "__" in one}


def test_every_computed_class_says_what_it_can_be():
    begun = {
        beginning
        for path in TEMPLATES
        for classes in ATTRIBUTE.findall(path.read_text("utf-8"))
        # A text that begins with a space is a class of its own.
        for beginning in re.findall(r"([\w-]+)\{\{(?![^}]*[\"'] )[^}]", classes)
    }

    assert begun == COMPUTED.keys()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_no_rule_is_for_a_class_that_nothing_has(sheet: Path):
    library = "".join(path.read_text("utf-8") for path in SITE.glob("event-calendar-*/*.js"))
    computed = {begin + value for begin, values in COMPUTED.items() for value in values}
    used = in_templates() | in_code() | computed | set(re.findall(r"\bec(?:-[a-z]+)*", library))

    assert sorted(rules_of(sheet) - used) == []
