"""What requests bring."""

from datetime import time

from vc.booking.hooks import BOOKING_FIELDS, OTHERS_TOLD, PANELS_BESIDE_FACTS, PENDING
from vc.feature import Daily, Feature
from vc.forgetting import RECORD_KINDS
from vc.mail.hooks import AUDIENCE, COMPOSERS
from vc.mail.models import Kind
from vc.office.hooks import CURES, OFFICE_ROWS, OWN_TEXTS
from vc.search.hooks import FINDERS
from vc.talk_requests import (
    booking_fields,
    cures,
    labels,
    letters,
    panels,
    pending,
    records,
    service,
)
from vc.talk_requests.finders import REQUESTS
from vc.talk_requests.letters import REQUESTERS
from vc.talk_requests.office_rows import ROWS
from vc.talk_requests.staff_views import bp
from vc.talk_requests.text_groups import GROUP

FEATURE = Feature(
    name="talk_requests",
    labels=labels,
    blueprints=(bp,),
    planners=(letters.plan,),
    daily=(Daily("forget_unconfirmed_requests", time(9, 20), service.forget_unconfirmed),),
    adds=(
        CURES.adds(*cures.OWN),
        RECORD_KINDS.adds(records.REQUESTS, rank=1),
        OFFICE_ROWS.adds(*ROWS),
        OWN_TEXTS.adds(GROUP, rank=1),
        BOOKING_FIELDS.adds(booking_fields),
        PANELS_BESIDE_FACTS.adds(panels.panel),
        PENDING.adds(*pending.KINDS),
        FINDERS.adds(REQUESTS, rank=8),
        COMPOSERS.adds((Kind.TALK_REQUEST, letters.write)),
        AUDIENCE.adds(REQUESTERS),
        OTHERS_TOLD.adds(REQUESTERS.names),
    ),
)
