"""How often videos, reels and copies of broadcasts at Meta were watched.

The names are those of Meta's pages on video insights (2026): a video has other ones than a reel,
and whatever is none refuses the whole call.
"""

from integrations.emulator.meta import checks, live_state, state, video_state
from integrations.emulator.meta.live_bodies import views
from integrations.emulator.meta.live_videos import READ
from integrations.emulator.meta.operation import GraphError, meta_operation, no_object
from integrations.emulator.operation import Reply, RequestContext
from integrations.emulator.state import JsonObject

VIDEO_METRICS = ("total_video_views",)
REEL_METRICS = ("blue_reels_play_count", "fb_reels_total_plays")


@meta_operation("film_insights", READ, "read_insights")
def film_insights(context: RequestContext, node: str) -> Reply:
    """Tell how often a video was watched; metrics that are no more are refused."""
    film = video_state.find(context.tx, node)
    if film is None:
        raise no_object(node)
    metrics = _asked_for(context, REEL_METRICS if film.is_reel else VIDEO_METRICS)
    return Reply(200, {"data": [_insight(node, metric, film.views) for metric in metrics]})


@meta_operation("video_insights", READ, "read_insights")
def video_insights(context: RequestContext, node: str) -> Reply:
    """Tell how often a copy was watched; metrics that are no more are refused."""
    live = live_state.find(context.tx, node)
    if live is None or live.video_id != node:
        raise no_object(node)
    metrics = _asked_for(context, VIDEO_METRICS)
    return Reply(
        200, {"data": [_insight(node, metric, views(live, context)) for metric in metrics]}
    )


def _asked_for(context: RequestContext, known: tuple[str, ...]) -> list[str]:
    """Return the metrics that a call asks for, all that are told by itself; refuse any other."""
    told = [name for name in known if name not in state.conduct(context.tx).gone_metrics]
    asked = [str(one) for one in checks.taken("video_insights").get("metric") or told]
    if not set(asked) <= set(told):
        raise GraphError(100, "(#100) The value must be a valid insights metric")
    return asked


def _insight(video_id: str, metric: str, value: int) -> JsonObject:
    """Return one metric over the whole life of a video."""
    return {
        "name": metric,
        "period": "lifetime",
        "values": [{"value": value}],
        "title": metric,
        "id": f"{video_id}/video_insights/{metric}/lifetime",
    }
