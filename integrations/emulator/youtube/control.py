"""What the public sees of YouTube, and the door for what happens there without us."""

from dataclasses import asdict, replace
from html import escape

from flask import Blueprint, Response, abort, current_app, jsonify, request

from integrations.emulator.pages import HEADERS, PAGE
from integrations.emulator.youtube import state

bp = Blueprint("youtube_stage", __name__)


@bp.get("/watch")
def watch() -> Response:
    """Show a video to the public. Of one that is gone YouTube's page answers 200 too."""
    with current_app.config["STATE"].transaction() as tx:
        video = state.find_public(tx, request.args.get("v", ""))
    title = f"Video simulado «{video.snippet['title']}»" if video else "El video no está disponible"
    text = str(video.snippet["description"]) if video else "Nadie lo puede ver."
    return Response(PAGE.format(title=escape(title), text=escape(text)), headers=HEADERS)


@bp.post("/_emulator/youtube/conduct")
def behave() -> Response:
    """Let YouTube behave in another way; the fields are those of `YouTubeConduct`."""
    wanted = request.get_json()
    if "cut_uploads_at" in wanted:
        wanted["cut_uploads_at"] = tuple(wanted["cut_uploads_at"])
    with current_app.config["STATE"].transaction() as tx:
        conduct = replace(state.conduct(tx), **wanted)
        state.keep_conduct(tx, conduct)
    return jsonify(asdict(conduct))


@bp.post("/_emulator/youtube/videos/<video_id>/change")
def change_video(video_id: str) -> Response:
    """Change what can be set of a video (`views`), or delete it (`is_gone`), as in the Studio."""
    wanted = request.get_json()
    if not set(wanted) <= {"views", "is_gone"}:
        abort(400, "only views, is_gone")
    with current_app.config["STATE"].transaction() as tx:
        video = state.find(tx, video_id) or abort(404, "no such video")
        if wanted.get("is_gone"):
            state.forget(tx, video)
        else:
            state.save(tx, replace(video, **wanted))
    return jsonify(wanted)
