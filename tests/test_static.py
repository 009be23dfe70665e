"""The third-party files of the front end: all listed, none changed, each with its licence."""

import json
import re
import shutil
from pathlib import Path

import pytest

from vc.static.vendor.update import PACKAGES, SITE, TESTS, Package, faults_of

ROOTS = [SITE, TESTS]
TEMPLATES = sorted((SITE.parents[2] / "templates").rglob("*.html"))
# Inline styles, handlers and scripts, and what htmx would have to evaluate.
FORBIDDEN = re.compile(
    r"""<style|<script(?![^>]*\bsrc=|[^>]*application/json)|\sstyle=|\son[a-z]+="|hx-on|["']js:|hx-trigger="[^"]*\["""
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
