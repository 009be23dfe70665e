"""What is sent to an office of ten years beside the same after a few months.

Every form that a page of the walk offers is sent once, as it is offered. Messages of a vendor and
the worker's turns have no form. What is sent changes what is there, so it is sent once, and its
time is told but not judged: statements and what the database reads are.
"""

import json
import time
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select
from webtest import TestApp

from bench.counting import Counted, counting
from bench.office_sizes import ONE_MONTH, TEN_YEARS
from bench.walking import Cost, Key, Walked
from integrations.zoom.webhooks import sign
from tests.crawling import Offer, view_of
from vc import scheduler
from vc.db import db
from vc.reconciliation.models import Delivery, DeliveryStatus
from vc.services import services_of

SECRET = "bench-secret-of-the-door"
LEFT_ALONE = ("accounts.",)
"""Whoever signs out, or closes an account, sees nothing more."""
COMING = TEN_YEARS.sessions + ONE_MONTH.sessions // 2
SWEEPS = 3
"""After so many a turn of the worker finds nothing to plan."""


def knock(app: Flask, browser: TestApp, walked: Walked) -> dict[Key, Cost]:
    """Send whatever can be sent; return what each of it costs."""
    costs: dict[Key, Cost] = {}
    with counting() as counted:
        for offer in walked.offers:
            view = view_of(app, "POST", offer.path)
            if view is None or offer.files or view[0].startswith(LEFT_ALONE):
                continue
            key = (f"POST {view[0]}", tuple(sorted({name for name, _ in offer.fields})))
            if key not in costs:
                costs[key] = _sent(browser, offer, walked.token, counted)
        for name, act in _without_form(app, browser).items():
            costs[name, ()] = _measured(name, act, counted)
    return costs


def _sent(browser: TestApp, offer: Offer, token: str, counted: Counted) -> Cost:
    """Send a form as it is offered."""
    fields = [*offer.fields, ("csrf_token", token)]
    return _measured(
        f"POST {offer.path}",
        lambda: browser.post(offer.path, fields, status="*").status_int,
        counted,
    )


def _measured(name: str, act: Callable[[], int], counted: Counted) -> Cost:
    """Do something once; return what it costs."""
    with counted.afresh():
        began = time.perf_counter()
        status = act()
        seconds = time.perf_counter() - began
    return Cost(name, status, counted.statements, 1000 * seconds, counted.reads)


def _without_form(app: Flask, browser: TestApp) -> dict[str, Callable[[], int]]:
    """Return what is done without a page, by what it is called."""
    for _ in range(SWEEPS):
        scheduler.run_sweep(app)
    kinds = ("meeting.started", "meeting.participant_joined", "meeting.ended")
    return {
        "sweep": lambda: scheduler.run_sweep(app) and 0,
        **{
            f"POST /webhooks/zoom {kind}": lambda kind=kind: _tell(app, browser, kind)
            for kind in kinds
        },
        **{f"work on {kind}": lambda kind=kind: _work(app, kind) for kind in kinds},
    }


def _tell(app: Flask, browser: TestApp, kind: str) -> int:
    """Bring a message of Zoom about a session to come."""
    now = services_of(app).clock()
    about = {"id": str(90_000_000_000 + COMING), "uuid": "bench==", "topic": "Plática"}
    told = {
        "event": kind,
        "event_ts": int(now.timestamp() * 1000),
        "payload": {"account_id": "A", "object": about},
    }
    raw, stamp = json.dumps(told).encode(), str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "x-zm-request-timestamp": stamp,
        "x-zm-signature": sign(raw, stamp, SECRET),
    }
    return browser.post("/webhooks/zoom", raw, headers=headers, status="*").status_int


def _work(app: Flask, kind: str) -> int:
    """Work on the message of a kind that came last."""
    query = select(Delivery.id).where(
        Delivery.event == kind, Delivery.status == DeliveryStatus.RECEIVED
    )
    delivery_id = db.session.scalar(query.order_by(Delivery.id.desc()).limit(1))
    db.session.remove()
    services_of(app).registry.tasks["take_delivery"].call_local(delivery_id)
    return 0
