"""Answers 503 while the database cannot be worked with, and says once in the log why."""

from flask import abort, current_app, request

from vc.db import db
from vc.startup import database_fault, schema_fault

DATABASE_FAILED = "vc.database_failed"
"""Stands in the environ of a request for which the database did not answer."""
OPEN = ("static", "health.")
"""What is answered all the same, by the beginning of its endpoint."""


class DatabaseGate:
    """Looks before the first page of a process, and again after each failure of the database."""

    def __init__(self) -> None:
        self._is_good = False
        self._said = ""

    def answers(self) -> bool:
        """Tell whether the database answers with the tables of this code."""
        fault = database_fault(db.engine) or schema_fault(db.engine)
        if fault and fault != self._said:
            current_app.logger.error(fault)
        self._said = fault or ""
        self._is_good = not fault
        return self._is_good

    def guard(self) -> None:
        """Let a request through, or answer that there is no service now."""
        if self._is_good or (request.endpoint or "").startswith(OPEN):
            return
        if not self.answers():
            request.environ[DATABASE_FAILED] = True
            abort(503)
