"""A virtual year: what its frozen reports say is what an independent recount finds."""

from datetime import datetime, timedelta

from sqlalchemy import select

from tests.booking.sessions import ZONE
from tests.publishing.working import only
from tests.year.conftest import YEAR
from tests.year.office import Office
from vc.channels.models import Channel
from vc.clips.models import ClipKind
from vc.db import db
from vc.networks.facts import Network


def test_one_month(office: Office):
    import time

    t = time.time()
    at = datetime(YEAR, 1, 14, 11, tzinfo=ZONE)
    number = office.book("Plática: extorsión", at, visibility="public", streams=True)
    print("booked", time.time() - t)
    office.move_to(at - timedelta(days=2))
    office.hold(number, 5)
    print("held", time.time() - t)
    clip = office.cut(number, ClipKind.FRAGMENT, "Contraseñas seguras")
    print("cut", time.time() - t)
    channel = only(list(db.session.scalars(select(Channel))), Network.FACEBOOK)
    post = office.publish(clip, channel, at + timedelta(days=1, hours=1))
    office.move_to(at + timedelta(days=1, hours=1))
    office.bring(post)
    print("published", time.time() - t, office.done)
