"""The sentences by which each vendor tells that it does not take who we are, for who mends that."""

from collections.abc import Mapping

from integrations import smtp
from integrations.google import auth as google_auth
from integrations.google import consent as google_consent
from integrations.google import errors as google
from integrations.meta import errors as meta
from integrations.meta import instagram_errors as instagram
from integrations.tiktok import consent as tiktok_consent
from integrations.tiktok import session as tiktok
from integrations.x import session as x
from integrations.zoom import errors as zoom

REFUSE_US: Mapping[str, tuple[str, ...]] = {
    "zoom": zoom.REFUSES_US,
    "google": (*google.REFUSES_US, google_consent.BAD_CLIENT, google_auth.NO_FILE),
    "meta": meta.REFUSES_US,
    "x": (x.NO_ACCESS,),
    "tiktok": (tiktok_consent.BAD_CLIENT,),
    "mail": smtp.REFUSES_US,
    "site": (instagram.NO_WAY,),
}
"""By the vendor: its credentials are not taken. `site` is our own address, at which they look."""
CONNECT_AGAIN: Mapping[str, tuple[str, ...]] = {
    "google": (google.CONNECT_AGAIN,),
    "tiktok": (tiktok.CONNECT_AGAIN, tiktok.NO_SCOPE),
}
"""By the vendor: an account has to consent anew."""
