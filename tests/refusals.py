"""Every refusal of the product: what is raised with a sentence, and what gates answer with."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from tests.words import squeezed

ROOT = Path(__file__).parents[1]
RULES = {"RuleError", "InputError", "LicenceBusyError", "AlreadyBookedError", "StoppedError"}
FILES = {"FfmpegError", "NotMediaError", "NotVerifiedError", "failed", "told_as"}
FIELDS = {"StopValidation"}
BY_THEIR_KIND = {"NotFoundError", "NotAllowedError", "ConcurrentChangeError"}
"""Cured alike, whatever they say: the page leads on, names who may, or shows what is there now."""
VENDORS = {"CredentialsError", "BlockedError"}
"""Raised, or named beside their sentence in a table."""
GATES = (
    *("vc.approvals.service.NOT_APPROVED", "vc.approvals.service.BANNED"),
    *("vc.approvals.service.NOT_YOU", "vc.checklists.queries.GAP", "vc.checklists.service.MISSING"),
    *("vc.clips.queries.BEING_CUT", "vc.retention.service.NOT_SAFE"),
    *("vc.retention.service.NO_COPY", "vc.retention.purge.NOT_CONNECTED"),
    *(f"vc.publishing.gates.{one}" for one in ("NO_SHAPE", "CHANNEL_OFF", "NO_FILE")),
    *(f"vc.publishing.gates.{one}" for one in ("TEXT_WAITS", "DAY_FULL", "LINK_COSTS")),
    *(f"vc.booking.hindrance.{one}" for one in ("NONE", "SEATS", "LACKS", "NOT_TOGETHER")),
    *("vc.media.faults.SENTENCES", "vc.booking.postponing.IS_DUE"),
)
"""What is refused by an answer and not by an exception."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A sentence that refuses, and where; `text` is empty where it is made elsewhere."""

    where: str
    kind: str
    text: str
    code: str
    has_field: bool = False


@cache
def all_refusals() -> tuple[Refused, ...]:
    """Return every refusal, in the order of files."""
    found: list[Refused] = []
    for folder in ("vc", "integrations"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"migrations", "emulator"} & set(path.parts):
                found += _of_module(path)
    for name in GATES:
        module, _, constant = name.rpartition(".")
        value = getattr(import_module(module), constant)
        found += [Refused(name, "gate", text, constant) for text in _sentences(value)]
    return tuple(found)


def _of_module(path: Path) -> Iterator[Refused]:
    """Yield what a module refuses with."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    known: dict[str, object] | None = None
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        kind, said, has_field = _refusal_in(node)
        if said is None:
            continue
        known = vars(import_module(name)) if known is None else known
        for text in _texts(said, known):
            yield Refused(f"{name}:{node.lineno}", kind, text, ast.unparse(said), has_field)


def _refusal_in(node: ast.AST) -> tuple[str, ast.expr | None, bool]:
    """Return the kind of refusal that a node makes, its sentence, and whether a field has it."""
    if isinstance(node, ast.Call) and node.args:
        kind = ast.unparse(node.func).rpartition(".")[2]
        wanted = RULES | FILES | FIELDS | BY_THEIR_KIND | VENDORS
        has_field = kind in FIELDS or any(one.arg == "field" for one in node.keywords)
        if kind == "flush_unique":
            return kind, node.args[1], has_field
        return kind, node.args[0] if kind in wanted else None, has_field
    if isinstance(node, ast.Tuple) and len(node.elts) > 1:
        kinds = {ast.unparse(one) for one in node.elts} & VENDORS
        said = node.elts[-1]
        is_said = isinstance(said, ast.Constant | ast.Name | ast.Attribute | ast.Call)
        if kinds and is_said and not ast.unparse(said).endswith("Error"):
            return kinds.pop(), said, False
    return "", None, False


def _texts(node: ast.expr, known: dict[str, object]) -> tuple[str, ...]:
    """Return the sentences that an expression stands for; one empty where it is made elsewhere."""
    match node:
        case ast.Constant(value=str() as text):
            return (text,)
        case ast.JoinedStr(values=parts):
            texts = (one.value if isinstance(one, ast.Constant) else "{}" for one in parts)
            return ("".join(str(one) for one in texts),)
        case ast.IfExp(body=first, orelse=second):
            return (*_texts(first, known), *_texts(second, known))
        case ast.Call(func=ast.Attribute(value=said, attr="format")):
            return _texts(said, known)
        case ast.Name() | ast.Attribute():
            try:
                value = eval(ast.unparse(node), known)  # noqa: S307 - our own code
            except (NameError, AttributeError):
                return ("",)
            return tuple(_sentences(value)) or ("",)
    return ("",)


def _sentences(value: object) -> list[str]:
    """Return the sentences of a constant."""
    if isinstance(value, str):
        return [value]
    return list(value.values()) if isinstance(value, dict) else []


def shown(text: str) -> str:
    """Return a sentence as lists of tests have it."""
    return squeezed(text)
