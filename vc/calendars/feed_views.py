"""The feeds, and the pages on which people subscribe to them."""

import time as clocks

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from sqlalchemy import update
from werkzeug.wrappers import Response as AnyResponse

from vc.access import allow, anybody, clock, current_person, office_date, office_zone, signed_in
from vc.accounts.models import Role
from vc.addresses import absolute_url
from vc.booking import queries as booking_queries
from vc.booking.invitation import qr_image
from vc.calendars import queries, service, subscriptions
from vc.calendars.drag_views import bp
from vc.calendars.feeds import (
    WITH_BODY,
    BrokenFeedError,
    FeedCache,
    Source,
    Variant,
    takes_gzip,
    version_of,
)
from vc.calendars.forms import FeedForm
from vc.calendars.hooks import PLAN_DAYS
from vc.calendars.ical import Organizer
from vc.calendars.models import Feed
from vc.calendars.service import PUBLIC
from vc.db import db, plain_query, writing
from vc.errors import NotFoundError
from vc.inputs import day_of
from vc.permissions import Capability, Holder, may
from vc.services import services

FETCH_NOTED_EVERY_S = 60


class _Fetches(dict[int, float]):
    """When this process last noted that a feed was fetched, by the feed's id."""


FEED = (
    "SELECT f.id, f.scope, COALESCE(v.version, 0), p.id, p.role, p.is_active FROM feed f "
    "JOIN person p ON p.id = f.owner_id "
    "LEFT JOIN feed_version v ON v.scope = f.scope "
    "WHERE f.token_hash = :token AND f.revoked_at IS NULL"
)


@bp.get("/suscribirse")
@anybody
def subscribe() -> str:
    """Show how to subscribe: to the public calendar, and for staff to private ones."""
    person = current_person()
    form = FeedForm()
    people = dict(booking_queries.hosts(db.session())) if person else {}
    if person:
        may_others = may(person, Capability.SUBSCRIBE_TO_OTHERS)
        form.offer(person.id, list(people.items()) if may_others else [])
    address = subscriptions.public_address()
    return render_template(
        "calendars/subscribe.html",
        address=address,
        qr=qr_image(address.url),
        form=form,
        feeds=[
            (feed, subscriptions.feed_label(feed, people))
            for feed in queries.feeds_of(db.session(), person)
        ]
        if person
        else [],
    )


@bp.post("/suscribirse")
@allow(Capability.SUBSCRIBE)
def add_feed() -> str | tuple[str, int]:
    """Make a private feed and show its address this once."""
    feed, token = service.add_feed(
        db.session(), request.form.get("scope", ""), by=signed_in(), now=clock()
    )
    db.session.commit()
    return _address_page(feed, token)


@bp.route("/suscribirse/<int:feed_id>/renovar", methods=["GET", "POST"])
@allow(Capability.SUBSCRIBE, feed_id=Feed)
def renew_feed(feed_id: int) -> str:
    """Ask, and give a feed a new address."""
    feed = service.own_feed(db.session(), feed_id, signed_in())
    if request.method == "GET":
        return render_template("calendars/renew.html", feed=feed, label=_label(feed))
    feed, token = service.renew_feed(db.session(), feed_id, by=signed_in(), now=clock())
    db.session.commit()
    return _address_page(feed, token)


@bp.route("/suscribirse/<int:feed_id>/cerrar", methods=["GET", "POST"])
@allow(Capability.SUBSCRIBE, feed_id=Feed)
def revoke_feed(feed_id: int) -> AnyResponse | str:
    """Ask, and close a feed."""
    feed = service.own_feed(db.session(), feed_id, signed_in())
    if request.method == "GET":
        return render_template("calendars/revoke.html", feed=feed, label=_label(feed))
    service.revoke_feed(db.session(), feed_id, by=signed_in(), now=clock())
    db.session.commit()
    flash("El calendario se cerró: su dirección ya no responde.", "success")
    return redirect(url_for("calendars.subscribe"), 303)


@bp.get("/feeds/publico.ics")
@anybody
def public_feed() -> Response:
    """Answer the public calendar."""
    return _answer(PUBLIC, version_of(db.engine, PUBLIC), is_private=False)


@bp.get("/feeds/<token>.ics")
@anybody
def private_feed(token: str) -> Response:
    """Answer a private calendar to whoever has its secret."""
    row = plain_query(db.engine, FEED, token=service.token_hash(token))
    if row is None or not service.may_read(row[1], Holder(row[3], Role(row[4]), bool(row[5]))):
        raise NotFoundError("Ese calendario no existe o se cerró.")
    feed_id, scope, version = row[:3]
    response = _answer(scope, version, is_private=True)
    _note_fetch(feed_id)
    return response


def _answer(scope: str, version: int, *, is_private: bool) -> Response:
    """Return the feed, or 304 to whoever has it already; 503 when it cannot be whole."""
    try:
        cache = services().memory(FeedCache)
        built = cache.get(_source(), scope, _variant(), version=version, today=office_date())
    except BrokenFeedError:
        current_app.logger.error("the feed %s has an entry that cannot be rendered", scope)
        return Response("Calendario no disponible por el momento.\n", 503, mimetype="text/plain")
    is_packed = takes_gzip(request.headers.get("Accept-Encoding", ""))
    is_packed = is_packed and services().settings.feed_gzip
    headers = built.headers(is_packed=is_packed, is_private=is_private)
    asked = (request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since"))
    if built.is_had_by(headers[0][1], *asked):
        return Response(status=304, headers=headers)
    headers += WITH_BODY
    if is_packed:
        headers.append(("Content-Encoding", "gzip"))
    return Response(cache.packed(built) if is_packed else built.body, headers=headers)


def _variant() -> Variant:
    """Return which part of the feed the address asks for."""
    if not request.query_string:
        return Variant()
    return Variant(day_of(request.args.get("desde")), request.args.get("cancelled") != "0")


def _source() -> Source:
    """Return where feeds are built from."""
    settings = services().settings
    organizer = Organizer(settings.reply_email, settings.office_name)
    return Source(
        *(db.engine, office_zone(), settings.uid_domain, subscriptions.head_of, organizer),
        plan_days=services().registry.added_to(PLAN_DAYS),
    )


def _note_fetch(feed_id: int) -> None:
    """Note when a private feed was last fetched, at most once a minute from this process."""
    noted = services().memory(_Fetches)
    now = clocks.monotonic()
    if now - noted.get(feed_id, -FETCH_NOTED_EVERY_S) < FETCH_NOTED_EVERY_S:
        return
    noted[feed_id] = now
    with writing() as session:
        session.execute(update(Feed).where(Feed.id == feed_id).values(last_fetched_at=clock()))


def _label(feed: Feed) -> str:
    """Return how a feed is called."""
    return subscriptions.feed_label(feed, dict(booking_queries.hosts(db.session())))


def _address_page(feed: Feed, token: str) -> str:
    """Return the page that shows a feed's secret address, this once."""
    label = _label(feed)
    address = subscriptions.address_of(absolute_url("calendars.private_feed", token=token), label)
    return render_template(
        "calendars/address.html", label=label, address=address, qr=qr_image(address.url)
    )
