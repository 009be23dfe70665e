"""Where a permalink and the producer's address lead: plain pages that show no video.

At Meta both are on www.facebook.com; here they are on the emulator's own host.
"""

from html import escape

from flask import Blueprint, Response, current_app

from integrations.emulator.meta import live_state, reel_state, video_state
from integrations.emulator.pages import HEADERS, PAGE

bp = Blueprint("meta_watch", __name__)

TEXTS = {
    "LIVE": "La transmisión está en vivo.",
    "VOD": "La transmisión terminó y su video se puede ver.",
    "SCHEDULED_CANCELED": "La transmisión fue cancelada.",
    "SCHEDULED_EXPIRED": "La hora de la transmisión pasó y nadie la inició.",
    "LIVE_STOPPED": "La transmisión terminó; su video se está preparando.",
    "PROCESSING": "La transmisión terminó; su video se está preparando.",
}
ANNOUNCED = "La transmisión está anunciada y todavía no empieza."


@bp.get("/<int:page>/videos/<video_id>/")
def watch(page: int, video_id: str) -> Response:
    """Show a live video to the public."""
    return _page(video_id, "")


@bp.get("/reel/<video_id>/")
def watch_reel(video_id: str) -> Response:
    """Show a reel to the public."""
    return _page(video_id, "")


@bp.get("/live/producer/<video_id>")
def produce(video_id: str) -> Response:
    """Show a live video to whoever operates it."""
    return _page(video_id, "Aquí se operaría la transmisión. ")


def _page(video_id: str, first: str) -> Response:
    """Return the page of a live video, or that it is not there."""
    with current_app.config["STATE"].transaction() as tx:
        live, film = live_state.find(tx, video_id), video_state.find(tx, video_id)
        reel = reel_state.find(tx, video_id)
        is_public = film is not None and film.is_public(tx.now().timestamp())
    if film is not None and is_public:
        title = f"Video simulado «{film.title}»"
        shown = PAGE.format(title=escape(title), text=escape(film.description))
        return Response(shown, headers=HEADERS)
    if reel is not None and reel.shortcode == video_id:
        shown = PAGE.format(title="Reel simulado", text=escape(reel.caption))
        return Response(shown, headers=HEADERS)
    if live is None:
        text = "El video no existe, o Facebook lo eliminó a los 30 días."
        shown = PAGE.format(title="Transmisión simulada que ya no existe", text=text)
        return Response(shown, 404, headers=HEADERS)
    title = f"Transmisión simulada «{live.title}»"
    shown = PAGE.format(title=escape(title), text=first + TEXTS.get(live.status, ANNOUNCED))
    return Response(shown, headers=HEADERS)
