"""The door for what happens at Meta without us, under /_emulator/meta.

Live videos are named by their own id or by their video's.
"""

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import wraps

from flask import Blueprint, Response, abort, current_app, jsonify, request

from integrations.emulator.meta import (
    comments,
    live_lifecycle,
    live_state,
    reel_state,
    video_state,
)
from integrations.emulator.meta import state as meta_state
from integrations.emulator.meta import webhooks as meta_hooks
from integrations.emulator.meta.live_lifecycle import Live
from integrations.emulator.meta.webhooks import PageSubscription
from integrations.emulator.state import JsonObject, State, Transaction
from integrations.emulator.zoom import webhooks

bp = Blueprint("meta_stage", __name__, url_prefix="/_emulator/meta")
Act = Callable[[Transaction, Live, JsonObject], Live | None]
SETTABLE = ("title", "description", "viewers", "views", "copy_path", "copy_bytes")


@bp.post("/conduct")
def behave() -> Response:
    """Let Meta behave in another way from now on; the fields are those of `MetaConduct`."""
    wanted = request.get_json()
    for name in meta_state.LISTS:
        if name in wanted:
            wanted[name] = tuple(wanted[name])
    with _state().transaction() as tx:
        conduct = replace(meta_state.conduct(tx), **wanted)
        meta_state.keep_conduct(tx, conduct)
    return jsonify(asdict(conduct))


@bp.post("/token")
def set_tokens() -> Response:
    """Take no token any more, for the reason of `subcode` (463 is expired); 0 takes them again."""
    subcode = int(request.get_json()["subcode"])
    with _state().transaction() as tx:
        meta_state.refuse_tokens(tx, subcode)
    return jsonify(subcode=subcode)


@bp.post("/films/<film_id>/change")
def change_film(film_id: str) -> Response:
    """Change what can be set of a video or a reel: views, trouble."""
    wanted = request.get_json()
    if not set(wanted) <= {"views", "trouble"}:
        abort(400, "only views, trouble")
    with _state().transaction() as tx:
        film = video_state.find(tx, film_id) or abort(404, "no such video")
        video_state.save(tx, replace(film, **wanted))
    return jsonify(wanted)


@bp.post("/nodes/<node>/say")
def say(node: str) -> Response:
    """Let somebody write below a video (`message`), or feel something about it (`reaction`)."""
    said = {"person": "Vecina", "message": "", "reaction": ""} | request.get_json()
    with _state().transaction() as tx:
        comments.add(tx, node, **said)
    return jsonify(said)


@bp.post("/webhooks")
def subscribe() -> Response:
    """Send webhooks from now on; the fields are those of `PageSubscription`.

    The address has to repeat a challenge first: 400 when it does not.
    """
    try:
        meta_hooks.subscribe(_state(), PageSubscription(**request.get_json()))
    except (TypeError, ValueError) as error:
        abort(400, str(error))
    if not meta_hooks.verify(_state()):
        abort(400, "the address did not repeat the challenge")
    return jsonify(subscribed=True)


@bp.get("/webhooks")
def list_waiting() -> Response:
    """List the entries that wait to be sent."""
    return jsonify(waiting=meta_hooks.waiting(_state()))


@bp.post("/webhooks/send")
def send_now() -> Response:
    """Send what waits, in another order with `is_shuffled`; say how many messages that were."""
    wanted = request.get_json(silent=True) or {}
    is_shuffled = bool(wanted.get("is_shuffled", False))
    return jsonify(sent=meta_hooks.send(_state(), is_asked=True, is_shuffled=is_shuffled))


def door(path: str) -> Callable[[Act], None]:
    """Declare a door that changes one live video and then sends the webhooks it caused."""

    def declare(act: Act) -> None:
        @wraps(act)
        def view(live_id: str) -> Response:
            state = _state()
            with state.transaction() as tx:
                found = live_state.find(tx, live_id) or abort(404, "no such live video")
                live = act(tx, found, request.get_json(silent=True) or {})
                if live:
                    live_state.save(tx, live)
            response = jsonify(status=live.status if live else "GONE")
            response.call_on_close(lambda: webhooks.send_all(state))
            return response

        bp.add_url_rule(f"/lives/<live_id>/{path}", view_func=view, methods=["POST"])

    return declare


@door("picture")
def picture(tx: Transaction, live: Live, _wanted: JsonObject) -> Live | None:
    """Let a picture arrive with the present key, as from an encoder."""
    if not live_state.picture_arrives(tx, live_state.SECURE_STREAM_URL, live.stream_key):
        abort(409, "the live video takes no picture any more")
    return live_state.find(tx, live.id)


@door("silence")
def silence(tx: Transaction, live: Live, _wanted: JsonObject) -> Live | None:
    """Let the picture cease."""
    live_state.picture_stops(tx, live_state.SECURE_STREAM_URL, live.stream_key)
    return live_state.find(tx, live.id)


@door("start")
def start(tx: Transaction, live: Live, _wanted: JsonObject) -> Live:
    """Go live with a picture, as somebody does in Facebook's own pages."""
    if not live.takes_picture:
        abort(409, "the live video is over")
    live = replace(live, is_receiving=True, silent_since=None)
    return live if live.status == "LIVE" else live_lifecycle.begun(live, tx.now().timestamp())


@door("end")
def end(tx: Transaction, live: Live, _wanted: JsonObject) -> Live:
    """End it, as somebody does in Facebook's own pages."""
    if live.status != "LIVE":
        abort(409, "it is not live")
    return live_lifecycle.over(live, tx.now().timestamp())


@door("finish")
def finish(tx: Transaction, live: Live, _wanted: JsonObject) -> Live:
    """Be done at once with the work on a copy."""
    if live.status not in live_lifecycle.ENDED:
        abort(409, "it has not ended, or is done already")
    return replace(live, ready_at=live.ended_at, status="VOD")


@door("cancel")
def cancel(_tx: Transaction, live: Live, _wanted: JsonObject) -> Live:
    """Take the announcement back, as somebody does in Facebook's own pages."""
    return replace(live, status="SCHEDULED_CANCELED")


@door("change")
def change(_tx: Transaction, live: Live, wanted: JsonObject) -> Live:
    """Change what can be set of a live video or its copy: see SETTABLE."""
    if not set(wanted) <= set(SETTABLE):
        abort(400, f"only {', '.join(SETTABLE)}")
    return replace(live, **wanted)


@door("new_key")
def new_key(_tx: Transaction, live: Live, _wanted: JsonObject) -> Live:
    """Take another key, as when the one before has aged."""
    return replace(live, key_given_at=0.0)


@door("delete")
def delete(tx: Transaction, live: Live, _wanted: JsonObject) -> None:
    """Delete it, as somebody does in Facebook's own pages."""
    live_state.forget(tx, live)


def published(tx: Transaction) -> dict[str, list[JsonObject]]:
    """Return live videos, videos and reels, the newest first; a stream's key is told to nobody."""
    lives = [
        {name: value for name, value in asdict(live).items() if name != "stream_key"}
        for live in live_state.all_lives(tx)
    ]
    films = [
        asdict(film) | {"sha256": video_state.sha256(tx, film)}
        for film in video_state.all_films(tx)
    ]
    reels = [asdict(reel) for reel in reel_state.all_containers(tx)]
    return {"lives": lives, "films": films, "reels": reels}


def _state() -> State:
    """Return the emulator's memory."""
    return current_app.config["STATE"]
