"""A clip's page as search engines read it, and as it looks where its address is pasted."""

from dataclasses import replace

from tests.approvals.conftest import waiting  # noqa: F401
from tests.checklists.conftest import author, clip, reviewer  # noqa: F401
from tests.public_clips.test_public_clips import out  # noqa: F401
from tests.publishing.conftest import all_channels, approved, context, network_pages, site  # noqa: F401
from tests.strangers import facts_of, is_kept_from_search, path_of, preview_of
from vc.services import services_of


def settle(app) -> None:
    """Give the office its public address."""
    found = services_of(app)
    found.settings = replace(found.settings, public_url="https://vc.example")


def test_a_stranger_reads_what_a_film_is_how_long_and_since_when(app, out, anyone):  # noqa: F811
    settle(app)
    facts = facts_of(anyone.get(f"/difusion/{out}"))

    assert facts["@type"] == "VideoObject"
    assert facts["name"] == "Contraseñas seguras"
    assert facts["duration"] == "PT1M0S"
    assert facts["uploadDate"] == "2031-03-04T11:00:00-06:00"
    assert anyone.get(path_of(facts["contentUrl"])).content_type == "video/mp4"
    assert anyone.get(path_of(facts["thumbnailUrl"][0])).body == b"a picture"
    assert "frame-ancestors *" in anyone.get(path_of(facts["embedUrl"])).headers[
        "Content-Security-Policy"
    ]  # fmt: skip


def test_an_address_that_is_pasted_shows_its_own_picture(app, out, anyone):  # noqa: F811
    settle(app)
    preview = preview_of(anyone.get(f"/difusion/{out}"))

    assert preview["og:type"] == "video.other"
    assert preview["og:title"] == "Contraseñas seguras"
    assert anyone.get(path_of(preview["og:image"])).body == b"a picture"
    assert anyone.get(path_of(preview["og:video"])).content_type == "video/mp4"


def test_the_gallery_is_found_and_the_frame_is_not(app, out, anyone):  # noqa: F811
    settle(app)

    assert preview_of(anyone.get("/difusion"))["og:image"].startswith(
        "https://vc.example/difusion.png"
    )
    assert not is_kept_from_search(anyone.get("/difusion"))
    assert is_kept_from_search(anyone.get(f"/difusion/{out}/insertar"))
