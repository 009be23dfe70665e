"""What the public sees of X, and the door for what happens there without us."""

from dataclasses import asdict, replace
from html import escape

from flask import Blueprint, Response, abort, current_app, jsonify, request

from integrations.emulator.pages import HEADERS, PAGE
from integrations.emulator.x import state

bp = Blueprint("x_stage", __name__)


@bp.get("/i/status/<number>")
def watch(number: str) -> Response:
    """Show a post to the public. Of one that is gone X's page answers 200 too."""
    with current_app.config["STATE"].transaction() as tx:
        post = state.post(tx, number)
    text = escape(post.text) if post else "Esta página no existe."
    return Response(PAGE.format(title="Publicación simulada en X", text=text), headers=HEADERS)


@bp.post("/_emulator/x/conduct")
def behave() -> Response:
    """Let X behave in another way; the fields are those of `XConduct`."""
    with current_app.config["STATE"].transaction() as tx:
        conduct = replace(state.conduct(tx), **request.get_json())
        state.keep_conduct(tx, conduct)
    return jsonify({name: value for name, value in asdict(conduct).items() if name != "keys"})


@bp.post("/_emulator/x/posts/<number>/change")
def change_post(number: str) -> Response:
    """Change what can be set of a post: `views`."""
    wanted = request.get_json()
    with current_app.config["STATE"].transaction() as tx:
        post = state.post(tx, number) or abort(404, "no such post")
        state.save_post(tx, replace(post, views=int(wanted["views"])))
    return jsonify(wanted)
