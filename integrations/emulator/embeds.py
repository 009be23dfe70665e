"""What networks tell whoever embeds a post (oEmbed): here on one host, there each on its own."""

from flask import Blueprint, Response, current_app, jsonify, request

bp = Blueprint("embeds", __name__)


@bp.get("/oembed")
def oembed() -> Response:
    """Describe a post that everybody sees; of any other there is nothing."""
    url = request.args.get("url", "")
    with current_app.config["STATE"].transaction() as tx:
        for vendor in current_app.config["VENDORS"]:
            told = vendor.embed(tx, url) if vendor.embed is not None else None
            if told is not None:
                return jsonify(version="1.0", **told)
    return Response("Not Found", 404)
