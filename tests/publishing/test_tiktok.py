"""What is TikTok's own in a publication: who sees it, and what a person does where nobody may."""

import pytest

from tests.approvals.conftest import waiting  # noqa: F401
from tests.publishing.networks import SEAS, Sea
from tests.publishing.test_by_api import go, row, settings  # noqa: F401
from tests.publishing.test_networks import post  # noqa: F401
from vc.networks.facts import Network
from vc.publishing import proof
from vc.publishing.models import Phase, PublicationStatus

S = PublicationStatus


@pytest.fixture
def sea() -> Sea:
    """TikTok."""
    return next(one for one in SEAS if one.network is Network.TIKTOK)


def test_what_only_the_account_sees_is_opened_by_a_person_and_its_address_pasted(
    app,
    post,  # noqa: F811
    context,
    vendor,
    clock,
):
    vendor.tiktok(is_audited=False, is_private=True)
    post = go(app, post, clock, hours=1)
    assert (post.status, post.permalink_url) == (S.FAILED, "")
    assert "solo la propia cuenta la ve" in post.last_error
    assert post.remote_id in post.last_error

    vendor.tiktok(is_private=False)
    number = vendor.state()["tiktoks"][0]["number"]
    proof.report(context(), post, f"https://www.tiktok.com/@secesp_slp/video/{number}")

    assert (post.status, vendor.calls("put_video")) == (S.PROCESSING, 1)


def test_on_a_public_account_an_app_that_is_not_audited_publishes_nothing(
    app,
    post,  # noqa: F811
    vendor,
    clock,
):
    vendor.tiktok(is_audited=False)

    post = go(app, post, clock, hours=1)

    assert (post.status, vendor.state()["tiktoks"]) == (S.FAILED, [])
    assert "todavía no audita la aplicación de la oficina" in post.last_error


def test_an_upload_that_waited_longer_than_its_hour_is_begun_anew(app, post, vendor, clock):  # noqa: F811
    post = go(app, post, clock, minutes=46)
    assert post.phase is Phase.UPLOADED
    vendor.set_clock(clock())

    post = go(app, post, clock, hours=1)
    vendor.set_clock(clock())
    post = go(app, post, clock, minutes=1)

    assert (post.status, post.send_count) == (S.PUBLISHED, 1)
    assert vendor.calls("begin_video") == 2
