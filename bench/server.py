"""The product with a few routes beside it that do the least a route can do, to compare with."""

import gzip
from pathlib import Path

from flask import Flask, Response, redirect, request

from app import create_app
from vc.access import allow, anybody, clock, csrf
from vc.audit import AuditLine
from vc.db import db
from vc.forms import Form, needed
from vc.permissions import Capability

BODY = "BENCH_BODY"


def create() -> Flask:
    """Return the app with the routes to compare with; `BENCH_BODY` names a file to send."""
    import os

    app = create_app()
    path = os.environ.get(BODY, "")
    plain = Path(path).read_bytes() if path else b""
    packed = gzip.compress(plain, 1)

    @app.get("/bench/ok")
    @anybody
    def bench_ok() -> Response:
        return Response("ok", mimetype="text/plain")

    @app.get("/bench/bytes")
    @anybody
    def bench_bytes() -> Response:
        wants_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
        response = Response(packed if wants_gzip else plain, mimetype="text/calendar")
        if wants_gzip:
            response.headers["Content-Encoding"] = "gzip"
        return response

    @app.post("/bench/row")
    @allow(Capability.BOOK)
    @csrf.exempt
    def bench_row() -> Response:
        form = _one_row_form()()
        if not form.validate():
            return Response("no", 422)
        db.session.add(
            AuditLine(
                at=clock(), action="bench", subject_kind="Bench", subject_id=1, person_id=None
            )
        )
        db.session.commit()
        return redirect("/bench/ok", 303)

    return app


def _one_row_form() -> type[Form]:
    """Return a form with one field."""
    from wtforms import StringField

    class OneRowForm(Form):
        """One text."""

        summary = StringField("Título", validators=[needed("Escriba algo.")])

    return OneRowForm
