"""What comes in: requests whose texts can be kept, and the words and numbers in addresses."""

from collections.abc import Callable, Mapping
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map, Rule, UnicodeConverter, ValidationError

from vc import inputs

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

ASCII = "".join(map(chr, range(128)))
DATED = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE")


class PageRequest(Request):
    """A request whose texts can be kept, wherever they stand.

    A sign stands for what no database keeps (NUL, halves of characters). Forms refuse it beside
    the field, where the person sees it among what was typed; nothing else ever meets it.
    """

    def __init__(
        self, environ: "WSGIEnvironment", populate_request: bool = True, shallow: bool = False
    ) -> None:
        """Take a request; a condition on a date that nobody can read is none (RFC 9110, 13.1).

        Letters that an address holds unencoded, as old links and scripts send them, are encoded.
        """
        asked = str(environ.get("QUERY_STRING", ""))
        if not asked.isascii():
            environ["QUERY_STRING"] = quote(asked.encode("latin-1"), safe=ASCII)
        for name in DATED:
            if not inputs.is_readable_date(str(environ.get(name, ""))):
                del environ[name]
        super().__init__(environ, populate_request, shallow)

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """What the address asks for."""
        return _keepable(super().args)

    def _load_form_data(self) -> None:
        """Read the form, once."""
        if "form" not in self.__dict__:
            super()._load_form_data()
            self.__dict__["form"] = _keepable(self.__dict__["form"])
            for file in self.__dict__["files"].values():
                file.filename = inputs.keepable(file.filename or "")

    def sent_object(self, most_bytes: int = inputs.MOST_JSON_BYTES) -> Mapping[str, object]:
        """Return the JSON object that a page sent. Raises InputError."""
        return inputs.object_of(self.get_data() if self.is_json else b"", most_bytes=most_bytes)


def _keepable(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return the same names and texts as they can be kept."""
    pairs = sent.items(multi=True)
    return ImmutableMultiDict([(inputs.keepable(a), inputs.keepable(b)) for a, b in pairs])


class LazyRule(Rule):
    """An address whose builder is compiled when the first link to it is made, not at the start."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        """Return what compiles the builder and calls it; the next calls find it compiled."""
        compiled = cache(partial(super()._compile_builder, append_unknown))
        return lambda rule, **values: compiled()(rule, **values)


class RowNumber(IntegerConverter):
    """A row's number in an address; what no column can hold is an address that does not exist."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=inputs.LARGEST_NUMBER)

    def to_python(self, value: str) -> int:
        """Read the number. Python refuses thousands of digits by another error than this."""
        if len(value) > inputs.MOST_DIGITS:
            raise ValidationError
        return super().to_python(value)


class Word(UnicodeConverter):
    """A word in an address; one with characters that cannot be kept does not exist."""

    def to_python(self, value: str) -> str:
        """Read the word."""
        if not inputs.is_fit(value):
            raise ValidationError
        return super().to_python(value)
