"""Where the emulator's links lead: a plain page that says that there is no real room."""

import json
from html import escape

from flask import Blueprint, Response, current_app

bp = Blueprint("pages", __name__)

PAGE = """<!doctype html>
<html lang="es-MX">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<main>
<h1>{title}</h1>
<p>{text}</p>
<p>Es una demostración: aquí no hay video ni audio y nadie más puede verla.</p>
</main>
</html>
"""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@bp.get("/j/<int:number>")
def join(number: int) -> Response:
    """Show the simulated room to somebody who was invited."""
    return _page(number, "Aquí entraría a la videoconferencia como participante.")


@bp.get("/s/<int:number>")
def start(number: int) -> Response:
    """Show the simulated room to its host."""
    return _page(number, "Aquí iniciaría la videoconferencia como anfitrión.")


@bp.get("/meet/<code>")
def meet(code: str) -> Response:
    """Show the simulated Meet to whoever has its link."""
    with current_app.config["STATE"].transaction() as tx:
        row = tx.one("SELECT 1 FROM google_space WHERE code = ?", code)
    if row is None:
        shown = PAGE.format(title="Sala simulada que no existe", text="Nadie ha creado esta sala.")
        return Response(shown, 404, headers=HEADERS)
    text = "Aquí entraría a la videoconferencia de Google Meet."
    return Response(PAGE.format(title="Sala simulada de Meet", text=text), headers=HEADERS)


def _page(number: int, text: str) -> Response:
    """Return the page of a room, or that it is not there."""
    with current_app.config["STATE"].transaction() as tx:
        row = tx.one("SELECT body FROM room WHERE id = ?", number)
    if row is None:
        shown = PAGE.format(title="Sala simulada que ya no existe", text="La sala fue eliminada.")
        return Response(shown, 404, headers=HEADERS)
    title = f"Sala simulada «{json.loads(row['body'])['topic']}»"
    return Response(PAGE.format(title=escape(title), text=text), headers=HEADERS)
