"""Google Meet's side: spaces and their settings, records of what took place, who was there."""

import json
import math
import re
import secrets
import string
from datetime import datetime, timedelta
from sqlite3 import Row

from flask import request

from integrations.emulator.google import checks, state
from integrations.emulator.google.operation import GoogleError, google_operation
from integrations.emulator.operation import Reply, RequestContext
from integrations.emulator.state import JsonObject, Transaction

CREATED, READONLY, SETTINGS = (state.MEET + name for name in ("created", "readonly", "settings"))
KEPT_FOR = timedelta(days=30)
NEW_CONFIG = {"accessType": "TRUSTED", "entryPointAccess": "ALL", "moderation": "OFF"}
NO_SPACE = "Permission denied on resource Space (or it might not exist)."
CONDITIONS = (
    (r'space\.name = "(spaces/[\w-]+)"', "space = ?"),
    (r'space\.meeting_code = "([\w-]+)"', "space = (SELECT name FROM google_space WHERE code = ?)"),
    (r'start_time\s*>=\s*"([^"]+)"', "julianday(started_at) >= julianday(?)"),
    (r'start_time\s*<=\s*"([^"]+)"', "julianday(started_at) <= julianday(?)"),
    (r"end_time IS NULL()", "ended_at IS NULL AND ? = ''"),
)
"""What can be asked of the records: Google's filter, and ours."""
OWN = (
    "space IN (SELECT name FROM google_space WHERE owner = ?) "
    "AND (ended_at IS NULL OR julianday(ended_at) + 30 > julianday(?))"
)
"""The caller's records, until Meet forgets them."""


@google_operation("get_space", CREATED, READONLY, SETTINGS)
def get_space(context: RequestContext, name: str) -> Reply:
    """Read a space, by its name or by the code of its link."""
    return Reply(200, _space_body(context, _space(context, name)))


@google_operation("patch_space", CREATED, SETTINGS)
def patch_space(context: RequestContext, name: str) -> Reply:
    """Change the settings that the mask names; refuse what the account's edition does not have."""
    row = _space(context, name)
    mask = request.args.get("updateMask", "")
    changes = checks.check_space(request.get_json(silent=True), mask)
    account = state.account(context.tx, context.caller)
    config = json.loads(row["config"])
    for path, value in changes.items():
        needs_edition = path.startswith(checks.NEEDS_EDITION) and value == "ON"
        if needs_edition and not (account and account.has_recording):
            raise GoogleError(403, "The caller does not have permission to use this feature.")
        *folders, last = path.split(".")[1:]
        inner = config
        for folder in folders:
            inner = inner.setdefault(folder, {})
        inner[last] = value
    context.tx.run(
        "UPDATE google_space SET config = ? WHERE name = ?", json.dumps(config), row["name"]
    )
    return Reply(200, _space_body(context, _space(context, name)))


@google_operation("list_records", CREATED, READONLY)
def list_records(context: RequestContext) -> Reply:
    """List what took place in the caller's spaces, the last first."""
    where, values = _filter(request.args.get("filter", ""))
    rows = context.tx.all(
        f"SELECT * FROM google_record WHERE {OWN} AND {where} ORDER BY started_at DESC, name",  # noqa: S608
        *(context.caller, context.now.isoformat(), *values),
    )
    listed, more = page([_record_body(row) for row in rows], page_size(25, 100))
    return Reply(200, {"conferenceRecords": listed} | more)


@google_operation("list_participants", CREATED, READONLY)
def list_participants(context: RequestContext, record: str) -> Reply:
    """List who was in one opening of a space."""
    name = own_record(context, record)
    rows = context.tx.all(
        "SELECT body FROM google_participant WHERE record = ? ORDER BY name", name
    )
    listed, more = page([json.loads(row["body"]) for row in rows], page_size(100, 250))
    return Reply(200, {"participants": listed} | more)


def own_record(context: RequestContext, record: str) -> str:
    """Return the name of a record of the caller's; what is forgotten is not there."""
    name = f"conferenceRecords/{record}"
    found = context.tx.one(
        f"SELECT 1 FROM google_record WHERE name = ? AND {OWN}",  # noqa: S608
        *(name, context.caller, context.now.isoformat()),
    )
    if found is None:
        raise GoogleError(404, "Requested entity was not found.")
    return name


def new_space(tx: Transaction, owner: str) -> str:
    """Make a space; return the code of its link."""
    code = "-".join(random_name(size, string.ascii_lowercase) for size in (3, 4, 3))
    tx.run(
        "INSERT INTO google_space VALUES (?, ?, ?, ?)",
        *(f"spaces/{random_name(12)}", code, owner, json.dumps(NEW_CONFIG)),
    )
    return code


def random_name(size: int, letters: str = string.ascii_lowercase[:22] + string.digits) -> str:
    """Return a name that nothing else has."""
    return "".join(secrets.choice(letters) for _ in range(size))


def page(listed: list[JsonObject], size: int) -> tuple[list[JsonObject], JsonObject]:
    """Return the page that is asked for, and the token of the next where there is one."""
    number = request.args.get("pageToken", 1, type=int)
    more = {"nextPageToken": str(number + 1)} if number < math.ceil(len(listed) / size) else {}
    return listed[(number - 1) * size : number * size], more


def page_size(usual: int, most: int) -> int:
    """Return the size of a page that is asked for; Google cuts it down, and so do tests."""
    return min(request.args.get("pageSize", usual, type=int) or usual, most)


def _space(context: RequestContext, name: str) -> Row:
    """Return a space of the caller's."""
    row = context.tx.one(
        "SELECT * FROM google_space WHERE ? IN (name, 'spaces/' || code)", f"spaces/{name}"
    )
    if row is None or row["owner"] != context.caller:
        raise GoogleError(403, NO_SPACE)
    return row


def _space_body(context: RequestContext, row: Row) -> JsonObject:
    """Return a space as Meet describes it."""
    body = {
        "name": row["name"],
        "meetingUri": f"{context.base_url}/meet/{row['code']}",
        "meetingCode": row["code"],
        "config": json.loads(row["config"]),
    }
    live = context.tx.one(
        "SELECT name FROM google_record WHERE space = ? AND ended_at IS NULL", row["name"]
    )
    return body | ({"activeConference": {"conferenceRecord": live["name"]}} if live else {})


def _record_body(row: Row) -> JsonObject:
    """Return a record as Meet describes it; one that lasts has no end."""
    body = {"name": row["name"], "space": row["space"], "startTime": row["started_at"]}
    if not row["ended_at"]:
        return body
    expires_at = datetime.fromisoformat(row["ended_at"]) + KEPT_FOR
    expiry = state.written(expires_at.isoformat())
    return body | {"endTime": row["ended_at"], "expireTime": expiry}


def _filter(text: str) -> tuple[str, list[str]]:
    """Return a filter as SQL with its values; refuse what Meet cannot filter by."""
    found: list[str] = ["1"]
    values: list[str] = []
    for part in text.split(" AND ") if text else []:
        for pattern, sql in CONDITIONS:
            match = re.fullmatch(pattern, part.strip())
            if match:
                found.append(sql)
                values.append(match[1])
                break
        else:
            raise GoogleError(400, "Request contains an invalid filter.", reason="badRequest")
    return " AND ".join(found), values
