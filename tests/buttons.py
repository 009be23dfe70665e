"""The words of every button, and of every link that looks like one, at their longest.

A template is read as a tree: of a condition the longest branch counts, of an expression the longest
of its texts; what is put in counts as one word. A macro whose parameter stands in a button is
followed to its calls, and an action of a session's page to its label.
"""

import ast
import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from jinja2 import nodes

from tests.words import JINJA, ROOT

IF, OR, END = "\ue001", "\ue002", "\ue003"
BUTTON = re.compile(r"<(button|a|label|summary)\b([^>]*)>(.*?)</\1>", re.DOTALL)
UNSEEN = re.compile(r'<span class="visually-hidden">.*?</span>|<kbd[^>]*>.*?</kbd>', re.DOTALL)
PUT_IN = re.compile(r"\{(\w*)\}")
ICONS = ("icon", "hidden_name")
"""Macros that put no word in sight."""
SAID_BY = {"Action": "label", "PurposeFacts": "button"}
"""By the class in Python, the argument that a button shows."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button's longest text, and where it is."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        """Return it as a list of them shows it."""
        return f"{self.file}:{self.line}: «{self.text}»"


def all_buttons() -> list[Button]:
    """Return every button of templates and of the session's page."""
    trees = {
        str(path.relative_to(ROOT)): JINJA.parse(path.read_text("utf-8"))
        for path in sorted((ROOT / "templates").rglob("*.html"))
    }
    found = [one for name, tree in trees.items() for one in _in(name, tree)]
    takers = {
        macro.name: [arg.name for arg in macro.args]
        for tree in trees.values()
        for macro in tree.find_all(nodes.Macro)
    }
    shown = {
        macro.name: {name for one in _in("", macro) for name in PUT_IN.findall(one.text)}
        for tree in trees.values()
        for macro in tree.find_all(nodes.Macro)
    }
    for name, tree in trees.items():
        for call in tree.find_all(nodes.Call):
            for text in _passed(call, takers, shown):
                found.append(Button(name, call.lineno, text))
    return [*found, *_of_modules()]


def _passed(
    call: nodes.Call, takers: Mapping[str, list[str]], shown: Mapping[str, set[str]]
) -> Iterator[str]:
    """Yield the texts that a call hands to a macro for its button."""
    macro = getattr(call.node, "name", "")
    if macro not in takers:
        return
    given = dict(zip(takers[macro], call.args, strict=False))
    given |= {one.key: one.value for one in call.kwargs}
    for name, value in given.items():
        if name in shown[macro]:
            yield longest(_texts(value))


def _in(name: str, tree: nodes.Node) -> Iterator[Button]:
    """Yield the buttons of a template."""
    flat = _flat(tree)
    for found in BUTTON.finditer(flat):
        tag, attributes, body = found.groups()
        if tag == "button" or re.search(r"\bbtn", attributes):
            bare = re.sub(r"<[^>]*>", "", UNSEEN.sub("", body))
            text = " ".join(longest(_branches(bare)).split())
            line = _line_of(tree, body)
            if text:
                yield Button(name, line, text)


def _line_of(tree: nodes.Node, body: str) -> int:
    """Return the line near which a button's text stands."""
    words = next((one for one in re.split(r"[\ue000-\ue0ff<>]|\{\w*\}", body) if one.strip()), "")
    for data in tree.find_all(nodes.TemplateData):
        if words and words in data.data:
            return data.lineno + data.data[: data.data.index(words)].count("\n")
    return tree.lineno


def _flat(node: nodes.Node) -> str:
    """Return a tree as text, with marks around its branches."""
    if isinstance(node, nodes.TemplateData):
        return node.data
    if isinstance(node, nodes.Output):
        return "".join(_flat(one) for one in node.nodes)
    if isinstance(node, nodes.Expr):
        return IF + OR.join(_texts(node)) + END
    if isinstance(node, nodes.If):
        others = "".join(OR + "".join(map(_flat, one.body)) for one in node.elif_)
        rest = OR + "".join(map(_flat, node.else_))
        return IF + "".join(map(_flat, node.body)) + others + rest + END
    return "".join(_flat(one) for one in getattr(node, "body", []))


def _texts(expr: nodes.Node) -> list[str]:
    """Return what an expression may say: its own texts, else «{name}» for what is put in."""
    if isinstance(expr, nodes.Const):
        return [str(expr.value or "")]
    if isinstance(expr, nodes.CondExpr):
        return [*_texts(expr.expr1), *(_texts(expr.expr2) if expr.expr2 else [""])]
    if isinstance(expr, nodes.Or):
        return [*_texts(expr.left), *_texts(expr.right)]
    if isinstance(expr, nodes.Concat):
        return ["".join(parts) for parts in product(*map(_texts, expr.nodes))]
    if isinstance(expr, nodes.Call) and getattr(expr.node, "name", "") in ICONS:
        return [""]
    return [f"{{{getattr(expr, 'name', '')}}}"]


def _branches(text: str) -> list[str]:
    """Return what a text with marks may say."""
    ways, _ = _read(text, 0)
    return ways


def _read(text: str, at: int) -> tuple[list[str], int]:
    """Return the ways from a place to its end, and where that is."""
    done: list[str] = []
    ways = [""]
    while at < len(text):
        sign = text[at]
        at += 1
        if sign == IF:
            inner, at = _read(text, at)
            ways = [one + more for one in ways for more in inner]
        elif sign == OR:
            done, ways = [*done, *ways], [""]
        elif sign == END:
            break
        else:
            ways = [one + sign for one in ways]
    return [*done, *ways], at


def _of_modules() -> Iterator[Button]:
    """Yield what buttons of the session's page, and of connections, take from Python."""
    for path in sorted((ROOT / "vc").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            said = SAID_BY.get(getattr(getattr(node, "func", None), "id", ""))
            for one in node.keywords if said and isinstance(node, ast.Call) else ():
                if one.arg == said:
                    yield Button(str(path.relative_to(ROOT)), node.lineno, _said(path, one))


def _said(path: Path, argument: ast.keyword) -> str:
    """Return what an argument says, with «2» for every count in it."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    known = {**vars(importlib.import_module(name)), "count": 2}
    return str(eval(ast.unparse(argument.value), known))  # noqa: S307 - our own source


def longest(texts: list[str]) -> str:
    """Return the text with the most words."""
    return max(texts, key=count_of)


def count_of(text: str) -> int:
    """Return how many words a button has."""
    return len([one for one in text.split() if re.search(r"[\w{]", one)])
