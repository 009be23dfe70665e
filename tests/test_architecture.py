"""Who may import whom, held by reading the code; CONTRIBUTING.md says the same in words.

`vc/features.py` is the one list of features, and nothing here names a module that may do otherwise.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from markupsafe import Markup

from vc.features import FEATURES as LISTED

ROOT = Path(__file__).parent.parent
FEATURES = tuple(one.name for one in LISTED)
# What rules are in, whichever feature they belong to. What a job's step is in belongs to them.
RULES = ("service", "queries", "models", "hooks")
VENDORS = tuple(
    f"integrations.{one}"
    for one in ("zoom", "google", "meta", "x", "tiktok", "manual", "emulator", "smtp")
)


def module_of(path: Path) -> str:
    """Return the dotted name of a file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def source_files() -> list[Path]:
    """Return the product's own Python files."""
    files = [*ROOT.glob("vc/**/*.py"), *ROOT.glob("integrations/**/*.py")]
    skipped = {"migrations", "static"}
    return [path for path in files if not skipped & set(path.relative_to(ROOT).parts)]


def imports_of(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def feature_of(module: str) -> str | None:
    """Return the feature that a module of `vc` belongs to."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "vc" and parts[1] in FEATURES else None


@cache
def everything() -> list[tuple[str, set[str]]]:
    """Return each module with what it imports."""
    return [(module_of(path), set(imports_of(path))) for path in source_files()]


def test_integrations_never_import_the_domain_nor_a_database():
    forbidden = ("vc", "flask_sqlalchemy", "sqlalchemy", "app")

    found = [
        (module, name)
        for module, names in everything()
        if module.startswith("integrations")
        for name in names
        if name.split(".")[0] in forbidden
    ]

    assert found == []


def test_only_the_emulator_among_the_integrations_uses_flask():
    found = [
        module
        for module, names in everything()
        if module.startswith("integrations") and not module.startswith("integrations.emulator")
        if any(name.split(".")[0] in ("flask", "werkzeug") for name in names)
    ]

    assert found == []


def test_no_two_of_the_integrations_import_each_other():
    known = {module for module, _ in everything() if module.startswith("integrations")}
    # What is not a module is a name in it; the folder that one stands in is there before it.
    waiting = {
        module: {one for one in names if one in known and not f"{module}.".startswith(f"{one}.")}
        for module, names in everything()
        if module in known
    }
    while free := {module for module, names in waiting.items() if not names}:
        waiting = {module: names - free for module, names in waiting.items() if module not in free}

    assert waiting == {}


def test_a_feature_imports_only_features_to_its_left():
    found = []
    for module, names in everything():
        own = feature_of(module)
        for name in names if own else ():
            other = feature_of(name)
            if other and FEATURES.index(other) > FEATURES.index(own):
                found.append((module, name))

    assert found == []


@cache
def rules() -> dict[str, tuple[str, ...]]:
    """Return every module that rules and jobs stand on, each with the way that leads there."""
    known = dict(everything())
    steps = {job.step.__module__ for feature in LISTED for job in feature.jobs}
    begin = {name for name in known if feature_of(name) and name.split(".")[-1] in RULES}
    found: dict[str, tuple[str, ...]] = {}
    waiting = [(name, (name,)) for name in sorted(begin | steps)]
    while waiting:
        name, way = waiting.pop()
        if name not in found:
            found[name] = way
            inner = (one for one in known[name] if one in known and feature_of(one))
            waiting += [(one, (*way, one)) for one in inner]
    return found


def leads_to(packages: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the ways by which rules or jobs come to one of these packages."""
    known, within = dict(everything()), tuple(f"{one}." for one in packages)
    return [
        (*way, name)
        for module, way in rules().items()
        for name in known[module]
        if name in packages or name.startswith(within)
    ]


def test_rules_and_jobs_know_of_vendors_only_what_all_of_them_agreed_on():
    assert leads_to(VENDORS) == []
    assert [way for way in leads_to(["integrations"]) if way[-1] == "integrations"] == []


def test_only_the_runner_of_jobs_claims_rows_and_comes_back_to_them():
    found = [
        (module, name)
        for module, names in everything()
        if module.startswith("vc.") and module != "vc.jobs"
        for name in names & {"vc.jobs.claim", "vc.jobs.renew"}
    ]

    assert found == []


def test_rules_and_jobs_do_not_know_of_flask():
    assert leads_to(["flask", "werkzeug"]) == []


def test_models_import_only_models_and_plain_values_of_features():
    found = [
        (module, name)
        for module, names in everything()
        if module.endswith(".models") and feature_of(module)
        for name in names
        if name in dict(everything()) and feature_of(name) and not is_plain(name)
    ]

    assert found == []


def is_plain(module: str) -> bool:
    """Tell whether a module is a models file, or stands on neither database nor web."""
    if module.endswith(".models"):
        return True
    names = dict(everything())[module]
    if any(name.split(".")[0] in ("sqlalchemy", "flask") for name in names):
        return False
    return all(is_plain(name) for name in names if name in dict(everything()) and feature_of(name))


def test_every_folder_of_a_feature_is_in_the_list_under_its_name():
    folders = {path.parent.name for path in ROOT.glob("vc/*/feature.py")}

    assert sorted(FEATURES) == sorted(folders)


def test_what_is_woken_is_the_job_of_a_feature():
    known = {job.name for feature in LISTED for job in feature.jobs}
    woken = {
        node.args[1].value
        for path in source_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "wake"
        if isinstance(node.args[1], ast.Constant)
    }

    assert woken
    assert woken <= known


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_s_init_holds_its_docstring_and_nothing_else(feature):
    tree = ast.parse((ROOT / "vc" / feature / "__init__.py").read_text(encoding="utf-8"))

    assert ast.get_docstring(tree)
    assert len(tree.body) == 1


def test_only_advance_changes_a_status_of_a_row_that_exists():
    found = []
    for path in source_files():
        module = module_of(path)
        if module == "vc.states" or not module.startswith("vc."):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else []
            found += [
                f"{module}:{node.lineno}"
                for target in targets
                if isinstance(target, ast.Attribute) and target.attr == "status"
            ]

    assert found == []


def test_what_other_pages_show_of_a_feature_is_in_its_panels():
    added = [what for feature in LISTED for addition in feature.adds for what in addition.what]
    functions = [part for what in added for part in (what if isinstance(what, tuple) else (what,))]
    shown = [
        one for one in functions if getattr(one, "__annotations__", {}).get("return") is Markup
    ]

    assert len(shown) > 12
    assert {one.__module__.split(".")[-1] for one in shown} == {"panels"}


def test_no_file_is_longer_than_four_hundred_lines():
    lines = {
        module_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in source_files()
    }

    assert {module: count for module, count in lines.items() if count > 400} == {}


def ways_through(function: ast.AST) -> int:
    """Return how many ways lead through a function: ruff's `C90` counts no `and`, `or`, `for`."""
    ways, waiting = 1, list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        ways += isinstance(node, ast.If | ast.IfExp | ast.For | ast.While | ast.ExceptHandler)
        ways += isinstance(node, ast.match_case)
        ways += len(node.values) - 1 if isinstance(node, ast.BoolOp) else 0
        ways += 1 + len(node.ifs) if isinstance(node, ast.comprehension) else 0
        waiting += ast.iter_child_nodes(node)
    return ways


def test_few_ways_lead_through_a_function():
    """Twelve at most, and seven through nineteen of twenty."""
    ways = {
        f"{module_of(path)}:{node.lineno} {node.name}": ways_through(node)
        for path in source_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }

    assert {name: count for name, count in ways.items() if count > 12} == {}
    assert sum(count > 7 for count in ways.values()) <= len(ways) // 20


def test_what_is_imported_inside_a_function_says_why():
    """Few things are: what takes long to load, or may be missing."""
    found = []
    for path in ROOT.glob("vc/**/*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        for function in ast.walk(ast.parse("\n".join(lines))):
            inner = ast.walk(function) if isinstance(function, ast.FunctionDef) else ()
            found += [
                (module_of(path), one.lineno, "#" in "".join(lines[one.lineno - 2 : one.lineno]))
                for one in inner
                if isinstance(one, ast.Import | ast.ImportFrom)
            ]

    assert {place for place in found if not place[2]} == set()
    assert len(found) <= 14


@pytest.mark.parametrize(
    ("word", "room"),
    [
        ("backoff", "vc/jobs.py"),
        ("branding", "vc/branding/service.py"),
        ("lease", "vc/jobs.py"),
        ("metrics", "vc/publishing/metrics.py"),
        ("outbox", "vc/mail/queries.py"),
        ("payload", "vc/publishing/payload.py"),
        ("player", "vc/player/service.py"),
        ("polling", "vc/recordings/polling.py"),
        ("reconciliation", "vc/reconciliation/service.py"),
        ("registry", "vc/registry.py"),
        ("retention", "vc/retention/service.py"),
        ("scheduler", "vc/scheduler.py"),
        ("timeline", "vc/live/timeline.py"),
        ("webhook", "vc/webhooks.py"),
        ("worker", "vc/workers.py"),
    ],
)
def test_the_field_s_word_leads_to_its_room(word, room):
    path = ROOT / room
    names = [
        node.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
    ]

    assert any(word in name.lower() for name in (room, *names))
