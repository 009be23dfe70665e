"""The public pages of clips: everybody may watch, embed and subscribe, without signing in."""

from urllib.parse import quote

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from vc.access import anybody, office_zone
from vc.addresses import absolute_url
from vc.booking.whatsapp import WHATSAPP
from vc.card_picture import answer as picture_answer
from vc.clips.models import ClipRender
from vc.clips.subtitles import vtt_text
from vc.db import db
from vc.errors import NotFoundError, RuleError
from vc.inputs import number_of
from vc.public_clips import feeds, page_card, queries
from vc.public_clips.feeds import Entry, Head
from vc.public_clips.panels import lead_of, next_talk
from vc.public_clips.queries import Wanted
from vc.public_clips.thumbnails import WIDTHS, shrunk
from vc.publishing.models import Publication
from vc.recordings.serving import Kept, serve
from vc.services import services
from vc.web import let_be_embedded

bp = Blueprint("public_clips", __name__)

FEEDS = {
    "rss": (feeds.rss, "application/rss+xml"),
    "atom": (feeds.atom, "application/atom+xml"),
    "json": (feeds.json_feed, "application/feed+json"),
}
FIVE_MINUTES_S = 300
A_DAY_S = 86_400
MOST_TEXT = 100


@bp.get("/difusion")
@anybody
def index() -> str:
    """Show the published clips: the campaign of the moment first, or what is searched for."""
    asked = Wanted(
        text=request.args.get("q", "").strip()[:MOST_TEXT],
        campaign_id=number_of(request.args.get("campana")),
        page=number_of(request.args.get("pagina")) or 1,
    )
    themes = queries.themes(db.session())
    lead = lead_of(themes) if asked.is_all and asked.page == 1 else None
    return render_template(
        "public_clips/index.html",
        asked=asked,
        page=queries.shown(db.session(), asked),
        themes=sorted(themes, key=lambda one: one.name),
        lead=lead,
        lead_rows=queries.some(db.session(), lead.id) if lead else [],
        # What somebody searches for is a page for nobody else.
        card=None if asked.text else page_card.gallery_card(),
    )


@bp.get("/difusion.png")
@anybody
def card_picture() -> AnyResponse:
    """Give the picture of the gallery where its address is pasted."""
    return picture_answer(page_card.drawn())


@bp.get("/difusion/<slug>")
@anybody
def show(slug: str) -> str:
    """Show one clip."""
    row = queries.by_slug(db.session(), slug)
    film = queries.film_by_slug(db.session(), slug)
    said = queries.captions(db.session(), row) if row.with_captions else []
    url = absolute_url("public_clips.show", slug=slug)
    return render_template(
        "public_clips/show.html",
        publication=row,
        film=film,
        said=said,
        captions=bool(said),
        embed=absolute_url("public_clips.embed", slug=slug),
        url=url,
        whatsapp=WHATSAPP + quote(f"{row.title or row.clip.title}\n{url}", safe=""),
        more=queries.beside(db.session(), row),
        talk=next_talk(row),
        card=page_card.clip_card(row, film, said),
    )


@bp.get("/difusion/<slug>/insertar")
@anybody
def embed(slug: str) -> AnyResponse:
    """Show only the player, for a frame in any other page."""
    row = queries.by_slug(db.session(), slug)
    page = render_template(
        "public_clips/embed.html",
        publication=row,
        film=queries.film_by_slug(db.session(), slug),
        captions=_has_captions(row),
    )
    return let_be_embedded(make_response(page))


@bp.get("/difusion/<slug>.mp4")
@anybody
def film(slug: str) -> AnyResponse:
    """Give the clip's file."""
    row, render = queries.by_slug(db.session(), slug), queries.film_by_slug(db.session(), slug)
    kept = Kept(render.key, "mp4", render.sha256, row.title or row.clip.title)
    return _for_everybody(serve(kept))


@bp.get("/difusion/<slug>.jpg")
@anybody
def thumbnail(slug: str) -> AnyResponse:
    """Give the picture that stands for the clip."""
    row = queries.by_slug(db.session(), slug)
    key = queries.picture_of(row, queries.film_of(row))
    if not key:
        raise NotFoundError("Este video no tiene miniatura.")
    wide = number_of(request.args.get("ancho"))
    if wide in WIDTHS:
        return _for_everybody(_small(key, wide))
    return _for_everybody(serve(Kept(key, "jpg", f"{row.file_sha256}-{row.thumbnail_ms}")))


@bp.get("/difusion/<slug>.vtt")
@anybody
def captions(slug: str) -> AnyResponse:
    """Give the clip's captions."""
    row = queries.by_slug(db.session(), slug)
    text = vtt_text(queries.captions(db.session(), row))
    return _for_everybody(Response(text, mimetype="text/vtt"))


@bp.get("/difusion/feed.<kind>")
@anybody
def feed(kind: str) -> AnyResponse:
    """Give the published clips as a feed."""
    if kind not in FEEDS:
        raise NotFoundError("Ese formato no existe: hay RSS, Atom y JSON.")
    write, mimetype = FEEDS[kind]
    head = Head(
        f"Videos de {services().settings.office_name}",
        "Fragmentos, cápsulas y entrevistas publicados.",
        absolute_url("public_clips.index"),
        absolute_url("public_clips.feed", kind=kind),
    )
    rows = [(row, queries.film_of(row)) for row in queries.newest(db.session())]
    said = queries.captions_by_id(db.session(), [row for row, _ in rows if row.with_captions])
    told = [_entry(row, film, bool(said.get(row.id))) for row, film in rows if film is not None]
    text = write(head, told)
    answer = Response(text, mimetype=mimetype)
    answer.headers["Cache-Control"] = f"public, max-age={FIVE_MINUTES_S}"
    answer.add_etag()
    return _for_everybody(answer.make_conditional(request))


def _entry(row: Publication, render: ClipRender, has_captions: bool) -> Entry:
    """Return what a feed tells of a clip."""
    slug = row.slug
    has_picture = bool(queries.picture_of(row, render))
    return Entry(
        id=f"tag:{services().settings.uid_domain},{row.created_at:%Y-%m-%d}:{slug}",
        url=absolute_url("public_clips.show", slug=slug),
        title=row.title or row.clip.title,
        text=row.text,
        film_url=absolute_url("public_clips.film", slug=slug),
        film_bytes=render.size_bytes,
        duration_s=(render.duration_ms or 0) // 1000,
        image_url=absolute_url("public_clips.thumbnail", slug=slug) if has_picture else "",
        captions_url=absolute_url("public_clips.captions", slug=slug) if has_captions else "",
        embed_url=absolute_url("public_clips.embed", slug=slug),
        published_at=(row.published_at or row.publish_after).astimezone(office_zone()),
    )


def _small(key: str, wide: int) -> AnyResponse:
    """Return a picture of the store as small as it is shown; as it is where it cannot be read."""
    try:
        answer = Response(shrunk(services().store, key, wide), mimetype="image/jpeg")
    except RuleError:
        return serve(Kept(key, "jpg", key))
    answer.headers["Cache-Control"] = f"public, max-age={A_DAY_S}"
    answer.add_etag()
    return answer.make_conditional(request)


def _has_captions(row: Publication) -> bool:
    """Tell whether there is anything to read along with a clip."""
    return row.with_captions and bool(queries.captions(db.session(), row))


def _for_everybody(answer: AnyResponse) -> AnyResponse:
    """Let other sites' pages fetch an answer: it is public."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
