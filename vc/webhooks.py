"""The vendors' door: verify → keep the message once → wake the worker → 200.

It fails closed. Without a secret it answers 503, so that the vendor tries again later and nothing
is lost once somebody has set it; whatever is not signed by the vendor gets 401 and is not kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, current_app, jsonify, request

from integrations.contracts.webhooks import Notice
from integrations.errors import BadSignatureError
from integrations.meta import webhooks as facebook_webhooks
from integrations.zoom import webhooks as zoom_webhooks
from vc.access import anybody, clock, csrf
from vc.config import Settings
from vc.db import db
from vc.reconciliation import deliveries
from vc.services import services

bp = Blueprint("webhooks", __name__)

LARGEST_BODY_BYTES = 1024 * 1024
"""A hundred times the largest message of Zoom's own examples."""


@dataclass(frozen=True, slots=True)
class Door:
    """How one vendor signs, and what its messages say.

    `verify` returns the secret that signed and raises BadSignatureError; `challenge` gives the
    answer to the vendor's question whether the address is ours, None for any other message. A
    vendor that asks this by GET gets its answer from `greeting`.
    """

    secrets: Callable[[Settings], tuple[str, ...]]
    verify: Callable[[bytes, Mapping[str, str], Sequence[str], datetime], str]
    read: Callable[[bytes], Sequence[Notice]]
    challenge: Callable[[bytes, str], dict[str, str] | None] = lambda raw, secret: None
    greeting: Callable[[Mapping[str, str], Settings], str | None] = lambda args, settings: None


DOORS = {
    "zoom": Door(
        lambda settings: settings.zoom_webhook_secrets,
        zoom_webhooks.verify,
        lambda raw: (zoom_webhooks.read(raw),),
        zoom_webhooks.answer_to_challenge,
    ),
    "meta": Door(
        lambda settings: (settings.meta_app_secret,) if settings.meta_app_secret else (),
        facebook_webhooks.verify,
        facebook_webhooks.read,
        greeting=lambda args, settings: facebook_webhooks.answer_to_subscription(
            args, settings.meta_verify_token
        ),
    ),
}


@bp.get("/webhooks/<vendor>")
@anybody
def greet(vendor: str) -> Response | tuple[str, int]:
    """Answer a vendor that asks, when its messages are ordered, whether the address is ours."""
    door = DOORS.get(vendor) or abort(404)
    answer = door.greeting(request.args, services().settings)
    if answer is None:
        return "this is not our word\n", 401
    return Response(answer, mimetype="text/plain")


@bp.post("/webhooks/<vendor>")
@anybody
@csrf.exempt
def receive(vendor: str) -> Response | tuple[str, int]:
    """Take a vendor's message: it is stored once, and worked on by the worker."""
    door = DOORS.get(vendor) or abort(404)
    secrets = door.secrets(services().settings)
    if not secrets:
        current_app.logger.warning("%s sent a webhook, but no secret is set", vendor)
        # Not 401: a vendor tries again after 503, and somebody may be setting the secret.
        return "no secret is set\n", 503
    # Anybody can send here: nobody is asked for more than a vendor ever sends.
    request.max_content_length = LARGEST_BODY_BYTES
    # Before anything parses it: the signature is over the bytes.
    raw, now = request.get_data(cache=False), clock()
    try:
        secret = door.verify(raw, dict(request.headers), secrets, now)
    except BadSignatureError as error:
        current_app.logger.warning("%s webhook refused: %s", vendor, error.message)
        return "bad signature\n", 401
    # Only after the signature: it would let strangers have things signed by our secret.
    answer = door.challenge(raw, secret)
    if answer is not None:
        return jsonify(answer)
    for number, notice in enumerate(door.read(raw)):
        deliveries.keep(db.session(), vendor, raw, notice, now, number=number)
    # Only now 200: a vendor that hears it never sends the message again.
    db.session.commit()
    return "", 200
