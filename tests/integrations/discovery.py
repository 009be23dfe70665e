"""Google's discovery documents as a referee: says what is wrong with a request or an answer.

The documents are those that google-api-python-client ships. Their schemas are an old draft of JSON
Schema with words of Google's own; here they become schemas that `jsonschema` reads, in which
unknown members are refused: Google itself takes and ignores some of them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, unquote

from googleapiclient.discovery_cache import get_static_doc
from jsonschema import Draft202012Validator

from tests.integrations.recording import Exchange

APIS = (("calendar", "v3"), ("meet", "v2"), ("drive", "v3"), ("youtube", "v3"))
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)"
FORMATS = {
    "date-time": {"pattern": f"^{TIME}$"},
    "google-datetime": {"pattern": f"^{TIME}$"},
    "date": {"pattern": r"^\d{4}-\d\d-\d\d$"},
    "int64": {"pattern": r"^-?\d+$"},
    "uint64": {"pattern": r"^\d+$"},
}
ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": {"type": "integer"}, "message": {"type": "string"}},
        }
    },
}


class Referee:
    """Google's documents: every method, by its id."""

    def __init__(self) -> None:
        self.methods: dict[str, Mapping[str, object]] = {}
        self._addresses: list[tuple[str, re.Pattern[str], str]] = []
        self._schemas: dict[str, Mapping[str, object]] = {}
        for name, version in APIS:
            document = json.loads(get_static_doc(name, version))
            self._schemas[name] = document["schemas"]
            self._read(document["resources"], "/" + document["servicePath"])

    def name_of(self, exchange: Exchange) -> str:
        """Return the id of the method that an exchange is of."""
        return self._find(exchange)[0]

    def faults_of(self, exchange: Exchange) -> list[str]:
        """Return what is wrong with an exchange, in words."""
        name, in_path = self._find(exchange)
        method = self.methods[name]
        faults = list(self._wrong_parameters(method, exchange, in_path))
        faults += self._wrong_body(name, "request", exchange.body)
        if exchange.status >= 400:
            faults += wrong(json.loads(exchange.answer), ERROR)
        elif not (method.get("supportsMediaDownload") and is_media(exchange)):
            faults += self._wrong_body(name, "response", exchange.answer)
        return [f"{name} {exchange.status}: {fault}" for fault in faults]

    def schema_of(self, name: str, side: str) -> Mapping[str, object]:
        """Return the schema of a method's request or response, empty where it has no body."""
        wanted = self.methods[name].get(side)
        if not wanted:
            return {}
        api = name.partition(".")[0]
        is_sent = side == "request"
        definitions = {
            key: translated(schema, method=name, is_sent=is_sent)
            for key, schema in self._schemas[api].items()
        }
        return {"$ref": f"#/$defs/{wanted['$ref']}", "$defs": definitions}

    def _read(self, resources: Mapping[str, object], root: str) -> None:
        """Take in the methods of some resources, and of those below them."""
        for resource in resources.values():
            for method in resource.get("methods", {}).values():
                path = root + method.get("flatPath", method["path"])
                if "{+" in method["path"]:
                    path = root + method["path"]
                address = re.sub(r"{\+(\w+)}", r"(?P<\1>.+?)", path)
                address = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", address)
                self.methods[method["id"]] = method
                pattern = re.compile(address)
                self._addresses.append((method["httpMethod"].lower(), pattern, method["id"]))
            self._read(resource.get("resources", {}), root)

    def _find(self, exchange: Exchange) -> tuple[str, Mapping[str, str]]:
        """Return the method of an exchange, and what its address says."""
        for verb, address, name in self._addresses:
            found = address.fullmatch(exchange.path)
            if not found or verb != exchange.method:
                continue
            in_path = {key: unquote(value) for key, value in found.groupdict().items()}
            known = self.methods[name]["parameters"]
            if all(re.search(known[k].get("pattern", ""), v) for k, v in in_path.items()):
                return name, in_path
        raise AssertionError(f"Google has no {exchange.method} {exchange.path}")

    def _wrong_parameters(
        self, method: Mapping[str, object], exchange: Exchange, in_path: Mapping[str, str]
    ) -> Iterator[str]:
        """Yield what is wrong with the parameters."""
        known = method["parameters"]
        sent = dict(parse_qsl(exchange.query)) | in_path
        # Which form the answer is to have, and what of it, can be said to every method.
        for name in ("alt", "fields"):
            sent.pop(name, None)
        for name, value in sent.items():
            if name not in known:
                yield f"unknown parameter {name}"
            else:
                yield from wrong(_typed(value, known[name]), translated(known[name]))
        required = {name for name, one in known.items() if one.get("required")}
        yield from (f"missing parameter {name}" for name in sorted(required - set(sent)))

    def _wrong_body(self, name: str, side: str, content: bytes) -> Iterator[str]:
        """Yield what is wrong with a body."""
        schema = self.schema_of(name, side)
        if schema and content:
            yield from wrong(json.loads(content), schema)
        elif bool(schema) != bool(content):
            yield f"a {side} with a body where none is due, or without one"


def is_media(exchange: Exchange) -> bool:
    """Tell whether a file itself was asked for, not what is told of it."""
    return dict(parse_qsl(exchange.query)).get("alt") == "media"


def translated(
    schema: Mapping[str, object], *, method: str = "", is_sent: bool = False
) -> dict[str, object]:
    """Return one of Google's schemas as JSON Schema; what only Google may say is not to be sent."""
    result: dict[str, object] = {}
    if "$ref" in schema:
        return {"$ref": f"#/$defs/{schema['$ref']}"}
    if schema.get("type", "any") != "any":
        result["type"] = schema["type"]
    if "enum" in schema:
        result["enum"] = schema["enum"]
    if "pattern" in schema:
        result["pattern"] = schema["pattern"]
    result |= FORMATS.get(schema.get("format", ""), {})
    for bound in ("minimum", "maximum"):
        if bound in schema:
            result[bound] = int(schema[bound])
    if "items" in schema:
        result["items"] = translated(schema["items"], method=method, is_sent=is_sent)
    if schema.get("type") == "object":
        result |= _members(schema, method, is_sent=is_sent)
    return result


def _members(schema: Mapping[str, object], method: str, *, is_sent: bool) -> dict[str, object]:
    """Return what a schema says of an object's members."""
    members = schema.get("properties", {})
    shown = {
        name: translated(one, method=method, is_sent=is_sent)
        for name, one in members.items()
        if not (is_sent and _is_googles(one))
    }
    rest = schema.get("additionalProperties")
    required = [
        name
        for name, one in members.items()
        if is_sent and method in one.get("annotations", {}).get("required", [])
    ]
    others = translated(rest, method=method, is_sent=is_sent) if rest else False
    return {"properties": shown, "required": required, "additionalProperties": others}


def _is_googles(schema: Mapping[str, object]) -> bool:
    """Tell whether a member is only ever told by Google."""
    said = schema.get("description", "")
    return bool(schema.get("readOnly")) or "Read-only." in said or "Output only." in said


def _typed(value: str, schema: Mapping[str, object]) -> object:
    """Return a parameter as the type that it stands for."""
    if schema["type"] == "integer" and re.fullmatch(r"-?\d+", value):
        return int(value)
    if schema["type"] == "boolean":
        return {"true": True, "false": False}.get(value, value)
    return value


def wrong(value: object, schema: Mapping[str, object]) -> Iterator[str]:
    """Yield how a value breaks a schema."""
    for error in Draft202012Validator(schema).iter_errors(value):
        yield f"{'.'.join(map(str, error.path))}: {error.message[:200]}"
