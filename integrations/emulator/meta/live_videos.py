"""Meta's live videos: announced, listed, read, changed, started, ended and deleted."""

from dataclasses import replace

from integrations.emulator.meta import checks, live_lifecycle, live_state, state
from integrations.emulator.meta.fields import picked
from integrations.emulator.meta.live_bodies import live_body, page_of_nodes
from integrations.emulator.meta.live_lifecycle import Live
from integrations.emulator.meta.operation import GraphError, meta_operation, no_object, parameter
from integrations.emulator.meta.state import MetaConduct
from integrations.emulator.operation import Reply, RequestContext
from integrations.emulator.state import JsonObject

WRITE = ("pages_manage_posts", "pages_read_engagement")
READ = "pages_read_engagement"
LATEST_S = 7 * live_lifecycle.DAY
SOONEST_S = 10 * live_lifecycle.MINUTE
LEAST_FOLLOWERS = 100
NOT_AN_EVENT = "(#100) Broadcast does not associate with a Live Online Event"
UNREVIEWED = (
    "(#10) To use 'Live Video API', your use of this endpoint must be reviewed and approved by "
    "Facebook. To submit this feature for review please read our documentation on reviewable "
    "features: https://developers.facebook.com/docs/apps/review."
)
CREATED = (
    *("stream_url", "secure_stream_url"),
    *("stream_secondary_urls", "secure_stream_secondary_urls"),
)
READ_UNASKED = ("status", "stream_url", "secure_stream_url", "embed_html")


@meta_operation("create_live", *WRITE)
def create_live(context: RequestContext, node: str) -> Reply:
    """Announce a live video on the Page, or make one that starts with its first picture."""
    check_page(node)
    given = checks.taken("create_live")
    _check_may_go_live(state.conduct(context.tx))
    live_id = live_state.new_id(context.tx)
    live = Live(
        id=live_id,
        video_id=live_state.new_id(context.tx),
        page=node,
        status="UNPUBLISHED",
        created_at=context.now.timestamp(),
        stream_key=live_lifecycle.new_key(live_id),
    )
    live = _with_schedule(_with_words(live, given), given, context.now.timestamp())
    return _shown(context, live_state.add(context.tx, live), CREATED)


@meta_operation("list_lives", READ)
def list_lives(context: RequestContext, node: str) -> Reply:
    """List the live videos of the Page, newest first, of some statuses or of all."""
    check_page(node)
    wanted = checks.taken("list_lives").get("broadcast_status")
    lives = live_state.all_lives(context.tx)
    found = [live for live in lives if not wanted or live.status in wanted]
    page = page_of_nodes(found)
    page["data"] = [_picked(context, live, READ_UNASKED) for live in page["data"]]
    return Reply(200, page)


@meta_operation("read_live", READ)
def read_live(context: RequestContext, node: str) -> Reply:
    """Read a live video."""
    live = _live(context, node)
    checks.taken("read_live")
    return _shown(context, live, READ_UNASKED)


@meta_operation("update_live", *WRITE)
def update_live(context: RequestContext, node: str) -> Reply:
    """Change a live video; start it, end it or take it back."""
    live = _live(context, node)
    given = checks.taken("update_live")
    now = context.now.timestamp()
    if "event_params" in given and not live.is_event:
        raise GraphError(100, NOT_AN_EVENT)
    # The time goes first: a live video that cannot be moved keeps its status as well.
    live = _moved(_with_words(live, given), given, now)
    if given.get("end_live_video"):
        live = _ended(live, now)
    elif "status" in given:
        live = _in_status(live, str(given["status"]), now)
    return _shown(context, live_state.save(context.tx, live), CREATED)


@meta_operation("delete_live", *WRITE)
def delete_live(context: RequestContext, node: str) -> Reply:
    """Delete a live video that nobody sees at this moment."""
    live = _live(context, node)
    checks.taken("delete_live")
    if live.status == "LIVE":
        raise GraphError(100, "(#100) A live video cannot be deleted while it is live")
    live_state.forget(context.tx, live)
    return Reply(200, {"success": True})


@meta_operation("live_errors", READ)
def live_errors(context: RequestContext, node: str) -> Reply:
    """List what went wrong with the stream: nothing ever does here."""
    _live(context, node)
    checks.taken("live_errors")
    return Reply(200, {"data": []})


def check_page(node: str) -> None:
    """Refuse a Page that is not the emulator's."""
    if node != state.PAGE_ID:
        raise no_object(node)


def _live(context: RequestContext, node: str) -> Live:
    """Return the live video with this id of its own, or refuse."""
    live = live_state.find(context.tx, node)
    if live is None or live.id != node:
        raise no_object(node)
    return live


def _check_may_go_live(conduct: MetaConduct) -> None:
    """Refuse a Page or an application that may not go live."""
    if not conduct.is_reviewed:
        raise GraphError(10, UNREVIEWED, status=403)
    if not conduct.is_published:
        raise _not_eligible(1969070, "La página no está publicada.")
    if not conduct.is_old_enough:
        raise _not_eligible(1363120, "La cuenta debe tener al menos 60 días.")
    if conduct.followers < LEAST_FOLLOWERS:
        raise _not_eligible(1363144, "La página debe tener al menos 100 seguidores.")


def _not_eligible(subcode: int, text: str) -> GraphError:
    """Return the refusal of a Page that may not go live."""
    title = "No es posible transmitir en vivo"
    # The subcodes are what others saw; that they come with this code is a guess of ours.
    return GraphError(200, "Permissions error", status=403, subcode=subcode, title=title, text=text)


def _with_words(live: Live, given: JsonObject) -> Live:
    """Return a live video with the title and description that are given."""
    words = {name: given[name] for name in ("title", "description") if name in given}
    return replace(live, **words)


def _with_schedule(live: Live, given: JsonObject, now: float) -> Live:
    """Return a new live video with its status and its time."""
    status, event = str(given.get("status", "UNPUBLISHED")), given.get("event_params")
    if status == "SCHEDULED_CANCELED":
        raise GraphError(100, "(#100) A new live video cannot be canceled")
    if status == "LIVE_NOW":
        return replace(live, starts_alone=True)
    if status == "UNPUBLISHED":
        return live
    if event is None:
        message = "(#100) The parameter event_params is required for a scheduled live video"
        raise GraphError(100, message)
    planned_at = _start_of(event, now)
    return replace(
        live,
        status=status,
        is_event=True,
        planned_at=planned_at,
        starts_alone=status == "SCHEDULED_LIVE",
    )


def _start_of(event: object, now: float) -> float:
    """Return the start that an event's parameters name, within the bounds; bare time passes."""
    start = event.get("start_time") if isinstance(event, dict) else event
    if start is None:
        raise GraphError(100, "(#100) The parameter event_params[start_time] is required")
    return _within_bounds(checks.seconds_of(start), now)


def _within_bounds(planned_at: float, now: float) -> float:
    """Return a start that is neither too near nor too far; both bounds are included."""
    if planned_at - now > LATEST_S:
        text = "Solo se puede programar una transmisión con 7 días de anticipación."
        raise _bad_time("too far in the future", 1363126, text)
    if planned_at - now < SOONEST_S:
        text = "La transmisión debe programarse con al menos 10 minutos de anticipación."
        raise _bad_time("too soon or in the past", 1363125, text)
    return planned_at


def _bad_time(words: str, subcode: int, text: str) -> GraphError:
    """Return the refusal of a start. The subcodes are ours: Meta's pages name none."""
    message = f"(#100) The scheduled start time is {words}"
    return GraphError(100, message, subcode=subcode, title="Hora no válida", text=text)


def _moved(live: Live, given: JsonObject, now: float) -> Live:
    """Return a live video at another time, where one is given."""
    if "event_params" in given:
        planned_at = _start_of(given["event_params"], now)
    elif "planned_start_time" in given:
        planned_at = _within_bounds(float(given["planned_start_time"]), now)
    else:
        return live
    if live.status not in live_lifecycle.SCHEDULED:
        raise GraphError(100, f"(#100) A live video that is {live.status} cannot be rescheduled")
    return replace(live, planned_at=planned_at)


def _ended(live: Live, now: float) -> Live:
    """Return a live video that is over. Only one that is live can be: so we read Meta's guide."""
    if live.status != "LIVE":
        raise GraphError(100, f"(#100) A live video that is {live.status} cannot be ended")
    return live_lifecycle.settled(live_lifecycle.over(live, now), now)


def _in_status(live: Live, status: str, now: float) -> Live:
    """Return a live video in the status that is asked for, where it can get there."""
    if status == "LIVE_NOW" and live.status == "LIVE":
        return live
    if live.status not in live_lifecycle.WAITING:
        raise GraphError(100, f"(#100) A live video that is {live.status} cannot become {status}")
    if status == "LIVE_NOW":
        return _started(live, now)
    if status.startswith("SCHEDULED") and live.planned_at is None:
        raise GraphError(100, NOT_AN_EVENT)
    return replace(live, status=status, starts_alone=status == "SCHEDULED_LIVE")


def _started(live: Live, now: float) -> Live:
    """Return a live video that the public sees.

    Without a picture it is refused. Meta's pages do not say so: with Meta the public would see a
    waiting screen, and nobody here could tell it from a broadcast that works.
    """
    if not live.is_receiving:
        message = "(#100) No stream: the live video has not received any video yet"
        raise GraphError(100, message, subcode=1363134)
    return live_lifecycle.begun(live, now)


def _shown(context: RequestContext, live: Live, unasked: tuple[str, ...]) -> Reply:
    """Answer with a live video."""
    return Reply(200, _picked(context, live, unasked))


def _picked(context: RequestContext, live: Live, unasked: tuple[str, ...]) -> JsonObject:
    """Return what was asked for of a live video, and remember that its key was given."""
    wanted = str(parameter("fields"))
    body = picked("LiveVideo", live_body(live, context), wanted, unasked)
    if live.key_given_at is None and live.stream_key in str(body):
        live_state.save(context.tx, replace(live, key_given_at=context.now.timestamp()))
    return body
