"""TikTok's account that consents, without a page of ours."""

from urllib.parse import parse_qs, urlsplit

from flask import Flask

from integrations.contracts.authorization import OAuthClient
from integrations.contracts.publishing import Publisher
from integrations.tiktok.consent import TikTokConsent
from integrations.tiktok.publisher import TikTokVideos
from tests.grants.google import answered
from tests.people import may_write
from tests.vendor import Vendor
from vc.db import db
from vc.grants import service
from vc.grants.adapters import token_json
from vc.grants.known import Purpose
from vc.grants.models import AccountGrant
from vc.grants.service import Owner
from vc.services import services_of

BACK = "https://vc.secesp.example/integraciones/tiktok/regreso"
CLIENT = OAuthClient("emulator", "emulator")
ACCOUNT = "secesp_slp"


def connect_tiktok(app: Flask, vendor: Vendor, **conduct: object) -> AccountGrant:
    """Connect TikTok's account, from the vendor's page to the row; see `TikTokConduct`."""
    own = services_of(app)
    vendor.set_clock(own.clock())
    vendor.tiktok(redirect_uris=[BACK], **conduct)
    authorizer = own.authorizer("tiktok")
    location = answered(authorizer.request(CLIENT, BACK).url, ACCOUNT)
    code = parse_qs(urlsplit(location).query)["code"][0]
    given = authorizer.redeem(CLIENT, code, verifier="", redirect_uri=BACK)
    owner = Owner(f"@{ACCOUNT}", given.account_key)
    with may_write():
        db.session.commit()
        row = service.keep(db.session(), Purpose.TIKTOK, given, owner, by=None, now=own.clock())
        db.session.commit()
    return row


def tiktok_at(vendor: Vendor) -> Publisher:
    """Return the publisher of an account that consented, without an application."""
    vendor.tiktok(redirect_uris=[BACK])
    consents = TikTokConsent(f"{vendor.url}/v2/auth/authorize/", vendor.url)
    location = answered(consents.request(CLIENT, BACK).url, ACCOUNT)
    code = parse_qs(urlsplit(location).query)["code"][0]
    given = consents.redeem(CLIENT, code, verifier="", redirect_uri=BACK)
    assert given.access is not None
    return TikTokVideos(token_json(given.access), api_base=vendor.url)
