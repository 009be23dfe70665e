"""Meta's addresses: which function answers what, under any version of the Graph API.

A node's address does not tell what the node is: the emulator looks it up, as Meta does.
"""

from flask import Blueprint, Response, current_app

from integrations.emulator.meta import (
    cdn,
    edges,
    instagram,
    live_state,
    pages,
    reel_state,
    state,
    video_state,
    videos,
)
from integrations.emulator.meta import insights as watched
from integrations.emulator.meta import live_videos as broadcasts
from integrations.emulator.meta.operation import GraphError, usage_header
from integrations.emulator.operation import Reply
from integrations.emulator.state import JsonObject

bp = Blueprint("meta", __name__)

ROOT = "/v<int:major>.<int:minor>"
ROUTES = (
    ("GET", "/debug_token", pages.debug_token),
    ("GET", "/me", pages.read_me),
    ("GET", "/me/accounts", pages.read_accounts),
    ("GET", "/<node>/live_videos", broadcasts.list_lives),
    ("POST", "/<node>/live_videos", broadcasts.create_live),
    ("GET", "/<node>/subscribed_apps", pages.list_subscribed_apps),
    ("POST", "/<node>/subscribed_apps", pages.subscribe_app),
    ("GET", "/<node>/errors", broadcasts.live_errors),
    ("POST", "/<node>", broadcasts.update_live),
    *edges.ROUTES,
    *videos.ROUTES,
    *instagram.ROUTES,
)
EITHER = {"strict_slashes": False}
"""With a slash at its end, as Meta's own SDK writes it, an address leads to the same."""

for method, address, view in ROUTES:
    bp.add_url_rule(ROOT + address, view.__name__, view, methods=[method], **EITHER)
bp.add_url_rule("/meta-cdn/<name>", endpoint="fetch_copy", view_func=cdn.fetch_copy)


bp.add_url_rule(
    "/video-upload/<version>/<video_id>",
    endpoint="receive_video",
    view_func=lambda version, video_id: videos.receive(video_id),
    methods=["POST"],
)


bp.add_url_rule(
    "/ig-api-upload/<version>/<container_id>",
    endpoint="receive_container",
    view_func=lambda version, container_id: instagram.receive(container_id),
    methods=["POST"],
)


@bp.get(f"{ROOT}/<node>", **EITHER)
def read_node(node: str) -> Response:
    """Read the Page, a video, the copy of a live video, or a live video."""
    if node == state.PAGE_ID:
        return pages.read_page(node=node)
    if _is_film(node):
        return videos.read_film(node=node)
    with current_app.config["STATE"].transaction() as tx:
        live, reel = live_state.find(tx, node), reel_state.find(tx, node)
    if reel is not None or node == instagram.USER_ID:
        return instagram.read_reel(node=node)
    is_video = live is not None and live.video_id == node
    return pages.read_video(node=node) if is_video else broadcasts.read_live(node=node)


@bp.delete(f"{ROOT}/<node>", **EITHER)
def delete_node(node: str) -> Response:
    """Delete a video or a live video."""
    return videos.delete_film(node=node) if _is_film(node) else broadcasts.delete_live(node=node)


@bp.get(f"{ROOT}/<node>/video_insights", **EITHER)
def insights(node: str) -> Response:
    """Tell how often a video, or the copy of a live video, was watched."""
    is_film = _is_film(node)
    return watched.film_insights(node=node) if is_film else watched.video_insights(node=node)


def _is_film(node: str) -> bool:
    """Tell whether an id is that of a video or a reel."""
    with current_app.config["STATE"].transaction() as tx:
        return video_state.find(tx, node) is not None


@bp.url_value_preprocessor
def _forget_version(_endpoint: str | None, values: JsonObject | None) -> None:
    """Take the version out of an address: every one is answered in the same way."""
    for name in ("major", "minor"):
        (values or {}).pop(name, None)


@bp.after_request
def _tell_usage(response: Response) -> Response:
    """Say how much of the allowance is used, where a test wants it said."""
    with current_app.config["STATE"].transaction() as tx:
        headers = usage_header(state.conduct(tx))
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    return response


@bp.get(f"{ROOT}/<node>/insights", **EITHER)
def media_insights(node: str) -> Response:
    """Tell how a reel of Instagram's is doing; a video of a Page has other insights."""
    if _is_film(node):
        return no_edge("insights", "Video").as_response()
    return instagram.media_insights(node=node)


def no_edge(name: str, kind: str) -> Reply:
    """Return Graph's answer to an edge that a kind of node does not have."""
    words = f"(#100) Tried accessing nonexisting field ({name}) on node type ({kind})"
    return GraphError(100, words).reply


def unknown_path(path: str) -> Reply:
    """Return Graph's answer to an address that it does not have."""
    _, _, node, *edge = path.rstrip("/").split("/")
    if node == state.PAGE_ID and len(edge) == 1:
        return no_edge(edge[0], "Page")
    return GraphError(2500, f"Unknown path components: {path}").reply
