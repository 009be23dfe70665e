"""One call to Google, as the client takes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class GoogleRequest:
    """One call: `resource` and `verb` as the client names them, `arguments` as it takes them.

    `if_match` is the etag that what is changed must still have. `gives` is the member without
    which an answer tells nothing.
    """

    operation: str
    resource: str
    verb: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    is_write: bool = False
    if_match: str = ""
    gives: str = ""
