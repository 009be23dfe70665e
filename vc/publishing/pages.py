"""What the views of publications share: the worker's tools, and the panels of other pages."""

from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from integrations import posts
from integrations.posts import Sight
from vc.access import clock, current_person
from vc.booking.pages import office_zone, settings
from vc.channels.networks import Network
from vc.db import db
from vc.publishing import sending
from vc.publishing.sending import Tools
from vc.publishing.service import Desk


def tools() -> Tools:
    """Return what the worker has at hand."""
    return Tools(
        clock=current_app.config["CLOCK"],
        zone=office_zone(),
        look=_look,
        site_url=settings().mail_url,
    )


def plan(session: Session, now: datetime) -> None:
    """Make due what the clock alone makes due; the sweep calls it and commits."""
    sending.plan(session, now, zone=office_zone())


def desk() -> Desk:
    """Return where the current person plans."""
    person = current_person()
    assert person is not None
    return Desk(session=db.session(), by=person, now=clock(), zone=office_zone())


def _look(url: str, network: Network) -> Sight:
    """Look whether the address of a post answers."""
    if network is Network.WEBSITE:
        return posts.look_at(url)
    return posts.look(url, network.value, base_url=settings().permalink_base)
