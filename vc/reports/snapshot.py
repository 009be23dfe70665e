"""A report as bytes that never change, and back.

Canonical: JSON with sorted keys, no blanks, UTF-8, instants in UTC as ISO 8601 with `Z`. The same
content gives the same bytes; `sha256` is over exactly these.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from vc.reports.content import Content
from vc.reports.parts import Column, Figure, Line, Part, Row, Unit
from vc.reports.periods import Period, Span, period_of

SCHEMA = 1


def sha256_of(content: bytes) -> str:
    """Return the digest of a frozen report."""
    return hashlib.sha256(content).hexdigest()


def write(content: Content) -> bytes:
    """Return a report as canonical bytes."""
    told = {"schema": SCHEMA} | _plain(content)
    return json.dumps(
        told, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def read(content: bytes) -> Content:
    """Return a report as it was frozen."""
    told: dict[str, Any] = json.loads(content)
    period = period_of(told["period"])
    assert period is not None
    return Content(
        period=period,
        span=Span(_instant(told["span"]["start"]), _instant(told["span"]["end"])),
        zone=told["zone"],
        office=told["office"],
        counted_at=_instant(told["counted_at"]),
        version=told["version"],
        reason=told["reason"],
        parts=tuple(_part(one) for one in told["parts"]),
        comments=told["comments"],
        frozen_at=_instant(told["frozen_at"]) if told["frozen_at"] else None,
        frozen_by=told["frozen_by"],
    )


def _plain(value: object) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, Period):
        return value.key
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, float):
        # Six decimals of an hour are four thousandths of a second.
        return round(value, 6)
    if dataclasses.is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def _instant(text: str) -> datetime:
    """Return an instant as it was written."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _part(told: Mapping[str, Any]) -> Part:
    """Return a part as it was frozen."""
    return Part(
        key=told["key"],
        title=told["title"],
        note=told["note"],
        line_title=told["line_title"],
        figures=tuple(Figure(**one | {"unit": Unit(one["unit"])}) for one in told["figures"]),
        columns=tuple(Column(**one | {"unit": Unit(one["unit"])}) for one in told["columns"]),
        lines=tuple(Line(**one | {"values": tuple(one["values"])}) for one in told["lines"]),
        rows=tuple(_row(one) for one in told["rows"]),
        series=tuple((name, value) for name, value in told["series"]),
    )


def _row(told: Mapping[str, Any]) -> Row:
    """Return a row as it was frozen."""
    own = {"at": _instant(told["at"]), "counted": tuple(told["counted"])}
    return Row(**dict(told) | own)
