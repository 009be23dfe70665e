"""The doors at which search engines ask first: `robots.txt` and `sitemap.xml`.

They are looked for at the root of a host (RFC 9309, sitemaps.org/protocol.html). Below a path, the
office's own site has to name ours in its `robots.txt`: docs/operations.md.
"""

from datetime import datetime

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as Answer

from vc.access import anybody, clock, office_zone
from vc.addresses import absolute_url
from vc.config import Settings
from vc.db import db
from vc.services import services
from vc.sitemap import queries
from vc.sitemap.written import Place, robots_text, sitemap_text

bp = Blueprint("sitemap", __name__)
AN_HOUR_S = 3600


@bp.get("/robots.txt")
@anybody
def robots() -> Answer:
    """Say which addresses are for search engines: those of citizens' pages, and no other."""
    settings: Settings = services().settings
    text = robots_text(settings.path_prefix, absolute_url("sitemap.index"))
    return _kept(Response(text, mimetype="text/plain"))


@bp.get("/sitemap.xml")
@anybody
def index() -> Answer:
    """List every page that is for everybody, with when it last changed."""
    return _kept(Response(sitemap_text(_places()), mimetype="application/xml"))


def _places() -> list[Place]:
    """Return the pages: the two that list, the request for a talk, each session, each clip."""
    zone = office_zone()
    sessions = queries.sessions(db.session(), clock())
    clips = queries.clips(db.session())
    talks = [
        Place(absolute_url("attendance.join", slug=slug), at.astimezone(zone))
        for slug, at in sessions
    ]
    films = [
        Place(absolute_url("public_clips.show", slug=slug), at.astimezone(zone))
        for slug, at in clips
    ]
    lists = [
        Place(absolute_url("calendars.public"), _newest(talks)),
        Place(absolute_url("public_clips.index"), _newest(films)),
    ]
    if services().settings.takes_requests:
        lists.append(Place(absolute_url("talk_requests.new")))
    return [*lists, *talks, *films]


def _newest(places: list[Place]) -> datetime | None:
    """Return when the last of the pages changed; None where there is none."""
    return max((one.changed_at for one in places if one.changed_at), default=None)


def _kept(answer: Response) -> Answer:
    """Let it be kept for an hour, and asked for again at no cost."""
    answer.headers["Cache-Control"] = f"public, max-age={AN_HOUR_S}"
    answer.add_etag()
    return answer.make_conditional(request)
