"""What bans on publishing bring."""

from vc.booking.hooks import DAY_PANELS
from vc.calendars.hooks import BANDS
from vc.feature import Feature
from vc.vedas import labels
from vc.vedas.pages import bands, today_panel
from vc.vedas.views import bp

FEATURE = Feature(
    name="vedas",
    labels=labels,
    blueprints=(bp,),
    adds=(DAY_PANELS.adds(today_panel), BANDS.adds(bands)),
)
