"""Where the emulator's links lead: plain pages for rooms that are not real, and for consents."""

import json
from collections.abc import Mapping, Sequence
from html import escape

from flask import Blueprint, Response, current_app, request

bp = Blueprint("pages", __name__)

HEAD = """<!doctype html>
<html lang="es-MX">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<main>
<h1>{title}</h1>
"""
PAGE = (
    HEAD
    + """<p>{text}</p>
<p>Es una demostración: aquí no hay video ni audio y nadie más puede verla.</p>
</main>
</html>
"""
)
CONSENT = (
    HEAD
    + """<p>«Videoconferencias» quiere acceder a su cuenta. Es una demostración: ningún dato sale de
este equipo.</p>
<form method="post">
<input type="hidden" name="query" value="{query}">
<fieldset><legend>Elija una cuenta</legend>
{accounts}
</fieldset>
<fieldset><legend>Seleccione a qué puede acceder</legend>
{scopes}
</fieldset>
<p><button name="decision" value="allow">Continuar</button>
<button name="decision" value="deny">Cancelar</button></p>
</form>
</main>
</html>
"""
)
REFUSED = HEAD + "<p>{text}</p>\n</main>\n</html>\n"
CHOICE = '<p><label><input type="{kind}" name="{name}" value="{value}" checked> {text}</label></p>'
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


def consent_page(vendor: str, accounts: Sequence[str], scopes: Mapping[str, str]) -> Response:
    """Ask who consents to which of these permissions, each with its words."""

    def choices(kind: str, name: str, offered: Mapping[str, str]) -> str:
        """Return what is to be chosen from."""
        return "\n".join(
            CHOICE.format(kind=kind, name=name, value=escape(value), text=escape(text))
            for value, text in offered.items()
        )

    shown = CONSENT.format(
        title=f"Acceder con {vendor} (simulado)",
        query=escape(request.query_string.decode()),
        accounts=choices("radio", "account", {one: one for one in accounts}),
        scopes=choices("checkbox", "scope", scopes),
    )
    return Response(shown, headers=HEADERS)


def refusal_page(status: int, code: str, text: str) -> Response:
    """Say why a consent is not even asked for."""
    title = f"Error {status}: {escape(code)}"
    return Response(REFUSED.format(title=title, text=escape(text)), status, headers=HEADERS)


def _page(number: int, text: str) -> Response:
    """Return the page of a room, or that it is not there."""
    with current_app.config["STATE"].transaction() as tx:
        row = tx.one("SELECT body FROM room WHERE id = ?", number)
    if row is None:
        shown = PAGE.format(title="Sala simulada que ya no existe", text="La sala fue eliminada.")
        return Response(shown, 404, headers=HEADERS)
    title = f"Sala simulada «{json.loads(row['body'])['topic']}»"
    return Response(PAGE.format(title=escape(title), text=text), headers=HEADERS)
