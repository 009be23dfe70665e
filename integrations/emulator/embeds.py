"""What networks tell whoever embeds a post (oEmbed): here on one host, there each on its own."""

from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, Response, current_app, jsonify, request

from integrations.emulator.x import state as x_state
from integrations.emulator.youtube import state as youtube_state
from integrations.emulator.youtube.state import Video

bp = Blueprint("embeds", __name__)


@bp.get("/oembed")
def oembed() -> Response:
    """Describe a post that everybody sees; of any other there is nothing."""
    parts = urlsplit(request.args.get("url", ""))
    name = parts.path.rpartition("/")[2]
    if "/status/" in parts.path:
        with current_app.config["STATE"].transaction() as tx:
            post = x_state.post(tx, name)
        told = {"type": "rich", "html": "<blockquote></blockquote>"} if post else None
    else:
        video = find_public((parse_qs(parts.query).get("v") or [name])[0])
        told = {"type": "video", "title": video.snippet["title"]} if video else None
    return jsonify(version="1.0", **told) if told else Response("Not Found", 404)


def find_public(name: str) -> Video | None:
    """Return a video of YouTube that everybody sees."""
    with current_app.config["STATE"].transaction() as tx:
        video = youtube_state.find(tx, name) if name else None
    is_public = video is not None and video.is_whole and video.status["privacyStatus"] == "public"
    return video if is_public else None
