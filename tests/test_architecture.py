"""Who may import whom, held by reading the code; CONTRIBUTING.md says the same in words."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FEATURES = (
    "accounts",
    "licences",
    "booking",
    "series",
    "calendars",
    "mailing",
    "privacy",
    "attending",
    "recordings",
    "live",
    "footage",
    "transcripts",
    "uploads",
    "keeping",
    "watching",
    "plates",
    "consents",
    "vedas",
    "clips",
    "checklists",
    "approving",
    "channels",
    "publishing",
    "showcase",
    "connections",
    "upkeep",
    "diagnosis",
    "programme",
)
FIVE = {"models", "service", "forms", "views", "queries"}
# What a feature holds beside the five, each for a reason that its docstring gives.
MORE = {
    "accounts": {"cli", "devices", "endings", "kept_forms", "passwords"},
    "licences": {"allocation", "standing"},
    "booking": {
        "asking",
        "placement",
        "giving",
        "rooms",
        "wanted",
        "invitation",
        "pages",
        "hindering",
        "exposure",
    },
    "series": {"repeating", "pages"},
    "calendars": {"cli", "ical", "feeds", "keeper", "pages", "door", "renaming", "timezones"},
    "mailing": {"delivery", "fanout", "keeper", "letters", "notifications", "pages", "words"},
    "privacy": {"first", "refusals", "words"},
    "attending": {"counting", "pages"},
    "recordings": {
        *("awaiting", "cli", "fetching", "hearing", "ingest", "pages", "schedule", "serving"),
        *("job", "signatures", "surveying", "verifying", "words"),
    },
    "transcripts": {"cues", "normalising", "reading", "searching", "tracks", "voices", "words"},
    "uploads": {"material", "pages"},
    "footage": {
        *("colours", "description", "facts", "faults", "ffmpeg", "ffmpeg_choice", "making"),
        *("needs", "packets", "peaks", "pictures", "printed", "probe", "work", "words"),
    },
    "keeping": {"leaving", "records", "words"},
    "watching": {"pages", "tracks"},
    "consents": {"pages", "words"},
    "vedas": {"pages", "words"},
    "approving": {"pages", "words"},
    "channels": {"checking", "guides", "networks", "slots", "weighing", "words"},
    "publishing": {
        *("button_views", "composing", "figures", "gates", "pages", "pausing", "retracting"),
        *(
            "film_links",
            "finding",
            "following",
            "parcels",
            "picturing",
            "posting",
            "proving",
            "sending",
        ),
        *("job", "words"),
    },
    "plates": {"pictures", "words"},
    "clips": {
        *(
            "atoms",
            "cutlists",
            "edit",
            "encoding",
            "graph",
            "imports",
            "lettering",
            "locking",
            "loudness",
            "networks",
            "orders",
            "outcome",
        ),
        *("pages", "rendering", "subtitles", "suggestions", "verified", "words", "written"),
    },
    "checklists": {
        *("appearing", "checks", "editing", "first", "gathering", "pages"),
        *("standing", "template_views", "watched", "words"),
    },
    "live": {
        *("airing", "afterwards", "alarms", "announcing", "annex", "channels", "covers"),
        *("following", "hearing", "keeper", "pages", "path", "proposal"),
        *("schedule", "sheet", "job", "sights", "ticking", "words", "working"),
    },
    "showcase": {"feeds"},
    "connections": {"adapters", "checking", "cli", "guides", "pages", "words"},
    "upkeep": {
        *("alarms", "cli", "deliveries", "drift", "looking", "pages", "probing", "schedule"),
        "words",
    },
    "diagnosis": {"checks", "cli", "connections", "machine", "pages", "rows"},
    "programme": {"cut", "demo", "recorded"},
}
WITHOUT_FLASK = {
    "service",
    "queries",
    "allocation",
    "placement",
    "giving",
    "rooms",
    "ical",
    "feeds",
}
# What the domain may know of the vendors: what goes in and out, the errors, and a plain download.
CONTRACT = (
    "integrations.contracts",
    "integrations.email_addresses",
    "integrations.errors",
    "integrations.http.downloads",
    "integrations.http.json",
    "integrations.pasted",
    "integrations.permalink_check",
)
GROUND = {
    "vc.media",
    "vc.db",
    "vc.states",
    "vc.jobs",
    "vc.errors",
    "vc.audit",
    "vc.sealed",
    "vc.folding",
    "vc.phrases",
    "vc.dates",
    "vc.inputs",
    "vc.evidence",
    # Plain values without any effect, which are stored as they are.
    "vc.clips.edit",
    "vc.footage.faults",
    "vc.channels.networks",
    "vc.channels.slots",
}


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


def test_services_know_of_vendors_only_the_contract_and_the_errors():
    found = [
        (module, name)
        for module, names in everything()
        if module.startswith("vc.") and not module.endswith((".views", ".cli", ".tasks"))
        if not module.endswith((".pages",)) and module != "vc.webhooks"
        for name in names
        if name.startswith("integrations") and not name.startswith(CONTRACT)
    ]

    assert found == []


def test_only_the_runner_of_jobs_claims_rows_and_comes_back_to_them():
    found = [
        (module, name)
        for module, names in everything()
        if module.startswith("vc.") and module != "vc.jobs"
        for name in names & {"vc.jobs.claim", "vc.jobs.renew"}
    ]

    assert found == []


def test_services_do_not_import_flask():
    found = [
        module
        for module, names in everything()
        if module.startswith("vc.")
        and module.endswith(
            (
                ".service",
                ".allocation",
                ".placement",
                ".giving",
                ".rooms",
                ".queries",
                ".ical",
                ".feeds",
            )
        )
        if any(name.split(".")[0] == "flask" for name in names)
    ]

    assert found == []


def test_models_import_only_the_ground_and_models_to_their_left():
    found = [
        (module, name)
        for module, names in everything()
        if module.endswith(".models") and feature_of(module)
        for name in names
        if name.startswith("vc.") and not name.startswith(tuple(GROUND)) and ".models" not in name
    ]

    assert found == []


@pytest.mark.parametrize("feature", FEATURES)
def test_each_feature_has_only_file_names_that_a_newcomer_knows(feature):
    names = {path.stem for path in (ROOT / "vc" / feature).glob("*.py")} - {"__init__"}

    assert names - FIVE <= MORE[feature]


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
