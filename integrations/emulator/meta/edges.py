"""Meta's lists: the Page's videos and reels, and what people wrote and felt below a video.

A list counts all that is in it where that is asked for (`summary=true`); Meta's own SDK asks so of
every list, and most of them pass it over. Facts: fields and parameters are those of that SDK.
"""

from collections.abc import Callable, Sequence

from flask import Response

from integrations.emulator.meta import checks, live_state, video_state
from integrations.emulator.meta import comments as meta_words
from integrations.emulator.meta.comments import Word
from integrations.emulator.meta.fields import picked
from integrations.emulator.meta.live_bodies import page_of_nodes, video_body, written
from integrations.emulator.meta.live_videos import READ, check_page
from integrations.emulator.meta.operation import meta_operation, no_object, parameter
from integrations.emulator.meta.videos import UNASKED, film_body
from integrations.emulator.operation import Reply, RequestContext
from integrations.emulator.state import JsonObject


@meta_operation("list_videos", READ)
def list_videos(context: RequestContext, node: str) -> Reply:
    """List the Page's videos that were published, copies of broadcasts among them, newest first."""
    check_page(node)
    is_tagged = checks.taken("list_videos").get("type") == "tagged"
    films = [] if is_tagged else _finished(context, is_reel=False)
    copies = [] if is_tagged else live_state.all_lives(context.tx)
    found = [film_body(film, context) for film in films]
    found += [video_body(live, context) for live in copies if live.status == "VOD"]
    found.sort(key=lambda body: str(body["created_time"]), reverse=True)
    return Reply(200, _page(found, "Video", UNASKED))


@meta_operation("list_reels", READ)
def list_reels(context: RequestContext, node: str) -> Reply:
    """List the Page's reels that were published, the newest first."""
    check_page(node)
    given = checks.taken("list_reels")
    since, until = float(given.get("since", 0)), float(given.get("until", float("inf")))
    films = [one for one in _finished(context, is_reel=True) if since <= one.created_at <= until]
    return Reply(200, _page([film_body(one, context) for one in films], "Video", UNASKED))


@meta_operation("list_comments", READ)
def list_comments(context: RequestContext, node: str) -> Reply:
    """List the comments on a video or a live video."""
    _check_seen(context, node)
    newest_first = "reverse" in str(checks.taken("list_comments").get("order", ""))
    words = meta_words.comments_on(context.tx, node)[:: -1 if newest_first else 1]
    told = _page([_comment(one) for one in words], "Comment", ("created_time", "from", "message"))
    counted = {"order": "chronological", "total_count": len(words), "can_comment": True}
    return Reply(200, told | _summary(counted))


@meta_operation("list_reactions", READ)
def list_reactions(context: RequestContext, node: str) -> Reply:
    """List the reactions to a video or a live video, all or those of a type."""
    _check_seen(context, node)
    wanted = str(checks.taken("list_reactions").get("type", "NONE"))
    words = meta_words.reactions_to(context.tx, node)
    words = [one for one in words if wanted in ("NONE", one.reaction)]
    told = _page([_person(one) for one in words], "Reaction", ("name", "type"))
    return Reply(200, told | _summary({"total_count": len(words), "viewer_reaction": "NONE"}))


@meta_operation("list_likes", READ)
def list_likes(context: RequestContext, node: str) -> Reply:
    """List who likes a video or a live video."""
    _check_seen(context, node)
    checks.taken("list_likes")
    words = [one for one in meta_words.reactions_to(context.tx, node) if one.reaction == "LIKE"]
    told = _page([_person(one) for one in words], "Reaction", ("name",))
    counted = {"total_count": len(words), "can_like": True, "has_liked": False}
    return Reply(200, told | _summary(counted))


def _finished(context: RequestContext, *, is_reel: bool) -> list[video_state.Film]:
    """Return the films that somebody finished."""
    films = video_state.all_films(context.tx)
    return [one for one in films if one.is_reel is is_reel and one.finished_at is not None]


def _page(found: Sequence[JsonObject], kind: str, usual: Sequence[str]) -> JsonObject:
    """Return the part of a list that was asked for, of each node what was asked for."""
    page = page_of_nodes(found)
    wanted = str(parameter("fields"))
    page["data"] = [picked(kind, one, wanted, usual) for one in page["data"]]
    return page


def _summary(counted: JsonObject) -> JsonObject:
    """Return a list's summary where it was asked for."""
    is_asked = str(parameter("summary")).lower() not in ("", "false", "0")
    return {"summary": counted} if is_asked else {}


def _check_seen(context: RequestContext, node: str) -> None:
    """Refuse what is no video and no live video."""
    if video_state.find(context.tx, node) is None and live_state.find(context.tx, node) is None:
        raise no_object(node)


def _comment(word: Word) -> JsonObject:
    """Return a comment as Graph describes it."""
    return {
        "id": f"{word.node}_{word.id}",
        "created_time": written(word.at),
        "from": {"id": word.person_id, "name": word.person},
        "message": word.message,
    }


def _person(word: Word) -> JsonObject:
    """Return whoever reacted as Graph describes them."""
    return {"id": word.person_id, "name": word.person, "type": word.reaction}


ROUTES: tuple[tuple[str, str, Callable[..., Response]], ...] = (
    ("GET", "/<node>/videos", list_videos),
    ("GET", "/<node>/video_reels", list_reels),
    ("GET", "/<node>/comments", list_comments),
    ("GET", "/<node>/reactions", list_reactions),
    ("GET", "/<node>/likes", list_likes),
)
