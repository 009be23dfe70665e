"""What people read: every Spanish string of pages, Python modules and scripts, and where it is."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment
from jinja2.ext import do

ROOT = Path(__file__).parents[1]
JINJA = Environment(extensions=[do], autoescape=True)
READABLE = ("title", "aria-label", "placeholder", "alt", "content", "aria-description")
SPANISH = re.compile(
    r"[áéíóúñü¿«»…]|\b(de|del|la|las|el|los|que|una?|se|por|para|con|su|sus|al|en|esta?|lo|sin)\b",
    re.IGNORECASE,
)
READ = re.compile(r"[A-ZÁÉÍÓÚÑ«¿][a-záéíóúñ]+[.:…]?|.*[^\W_]{2} [^\W_].*", re.DOTALL)
"""A word with a capital, or several."""
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)
SCRIPT_STRING = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|`(?:[^`\\]|\\.)*`', re.DOTALL
)
INLINE = {"a", "abbr", "b", "bdi", "code", "em", "i", "kbd", "small", "span", "strong", "time"}


@dataclass(frozen=True, slots=True)
class Said:
    """A text that somebody reads, with «{}» for what is put in; `tag` is the element it is in."""

    file: str
    line: int
    text: str
    tag: str = ""
    is_sure: bool = True
    """A literal of code may be no text of the office's: no foreign word is held against it."""


@cache
def all_said() -> tuple[Said, ...]:
    """Return everything that people read, in the order of files."""
    found: list[Said] = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        found += of_page(path)
    for folder in ("vc", "integrations"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"migrations", "emulator"} & set(path.parts):
                found += of_module(path)
    for path in sorted((ROOT / "vc/static").rglob("*.js")):
        if "vendor" not in path.parts:
            found += of_script(path)
    return tuple(found)


def of_page(path: Path) -> Iterator[Said]:
    """Return what a template says: its text and readable attributes, and its literals' Spanish."""
    name = str(path.relative_to(ROOT))
    pieces: list[str] = []
    kinds: list[str] = []
    for number, kind, value in JINJA.lex(path.read_text("utf-8")):
        if kind in ("variable_begin", "block_begin", "comment_begin"):
            kinds.append(kind)
            pieces.append("{}" if kind == "variable_begin" else "")
        elif kind in ("variable_end", "block_end", "comment_end"):
            kinds.pop()
        elif kind == "data":
            pieces.append(value)
        if kind == "block_begin":
            pieces.append("\ue000")
        # What other files are called is no text: `include`, `import`, `url_for("live.index")`.
        if kind == "string" and may_be_read(value[1:-1]):
            yield Said(name, number, squeezed(value[1:-1]), is_sure=is_spanish(value[1:-1]))
        pieces.append("\n" * (value.count("\n") if kind != "data" else 0))
    page = _Page(name)
    page.feed("".join(pieces))
    page.close()
    page.end()
    yield from page.said


class _Page(HTMLParser):
    """Reads a template's text by its elements."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.said: list[Said] = []
        self._text = ""
        self._line = 0
        self._tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in INLINE:
            self.end()
        if tag not in (
            "input",
            "img",
            "br",
            "meta",
            "link",
            "hr",
            "source",
            "track",
            "use",
            "path",
        ):
            self._tags.append(tag)
        for key, value in attrs:
            is_read = key in READABLE or (key.startswith("data-") and is_spanish(value or ""))
            if is_read and value and re.search("[a-zA-Z]", value):
                self.said.append(Said(self.name, self.getpos()[0], squeezed(value), f"@{key}"))

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self.end()
        if tag in self._tags:
            while self._tags.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._tags and self._tags[-1] in ("script", "style", "svg"):
            return
        if data.strip() and not self._text.strip():
            self._line = self.getpos()[0] + data[: len(data) - len(data.lstrip())].count("\n")
        self._text += data

    def end(self) -> None:
        """Keep the text that ends here."""
        tag = next((one for one in reversed(self._tags) if one not in INLINE), "")
        text = squeezed(self._text)
        if re.search("[a-zA-Z]{2}", text):
            self.said.append(Said(self.name, self._line, text, tag))
        self._text = ""


def of_module(path: Path) -> Iterator[Said]:
    """Return the Spanish literals of a module: not its docstrings, logs and annotations."""
    name = str(path.relative_to(ROOT))
    tree = ast.parse(path.read_text("utf-8"))
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if _is_typed(node):
            skipped.update(ast.walk(node))
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_log = isinstance(node, ast.Call) and ast.unparse(node.func).startswith(
            ("log.", "logger.")
        )
        if is_docstring or is_log:
            skipped.update(ast.walk(node))
        if node in skipped:
            continue
        if isinstance(node, ast.JoinedStr):
            skipped.update(one for one in ast.walk(node) if isinstance(one, ast.Constant))
            parts = (one.value if isinstance(one, ast.Constant) else "{}" for one in node.values)
            text = "".join(str(part) for part in parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if may_be_read(text):
            yield Said(name, node.lineno, squeezed(text), is_sure=is_spanish(text))


def _is_typed(node: ast.AST) -> bool:
    """Tell whether a literal is what people may type to find a page: those are not our words."""
    if isinstance(node, ast.keyword):
        return node.arg == "words"
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PAGES"


def of_script(path: Path) -> Iterator[Said]:
    """Return the Spanish strings of a script."""
    source = path.read_text("utf-8")
    bare = COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
    for found in SCRIPT_STRING.finditer(bare):
        text = re.sub(r"\$\{[^}]*\}", "{}", found[0][1:-1])
        if is_spanish(text):
            line = bare.count("\n", 0, found.start()) + 1
            yield Said(str(path.relative_to(ROOT)), line, squeezed(text))


def may_be_read(text: str) -> bool:
    """Tell whether a literal looks like words, and not like a name or an address."""
    return READ.fullmatch(text) is not None


def is_spanish(text: str) -> bool:
    """Tell whether a literal is a text of the office, by its letters and small words."""
    return bool(" " in text.strip() or not text.isascii()) and bool(SPANISH.search(text))


def squeezed(text: str) -> str:
    """Return a text with one space where there were many, and «{}» for what is put in."""
    return re.sub(r"\s+", " ", re.sub(r"\{\w+(![rs])?\}", "{}", text)).strip()
