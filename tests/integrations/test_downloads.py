"""Fetching one large file: from where it broke off, and without giving credentials away."""

from datetime import UTC, datetime

import pytest

from integrations.contracts.common import FileLink
from integrations.errors import RejectedError, UnavailableError
from integrations.http.downloads import AgedLinkError, opened
from tests.recordings.depot import serving, video

CONTENT = video(300_000)


@pytest.fixture
def depot():
    """A server that holds a video."""
    with serving(CONTENT) as depot:
        yield depot


def secret_link(depot, *hosts: str) -> FileLink:
    """Return a link whose token may go to some hosts only."""
    return FileLink(
        depot.address(), headers={"Authorization": "Bearer the-token"}, hosts=frozenset(hosts)
    )


def fetched(link: FileLink, **how: object) -> bytes:
    """Return what arrives."""
    with opened(link, vendor="depot", **how) as incoming:
        return b"".join(incoming.pieces)


def test_a_file_arrives_with_its_size_and_its_version(depot):
    with opened(depot.link(), vendor="depot") as incoming:
        got = b"".join(incoming.pieces)

    assert (incoming.offset, incoming.size_bytes, incoming.etag) == (0, len(CONTENT), '"one"')
    assert got == CONTENT
    assert depot.ranges == [""]


def test_the_rest_of_a_file_begins_where_it_broke_off(depot):
    with opened(depot.link(), vendor="depot", offset=1000, etag='"one"') as incoming:
        got = b"".join(incoming.pieces)

    assert (incoming.offset, incoming.size_bytes) == (1000, len(CONTENT))
    assert got == CONTENT[1000:]


def test_another_version_begins_anew(depot):
    depot.etag = '"two"'

    with opened(depot.link(), vendor="depot", offset=1000, etag='"one"') as incoming:
        got = b"".join(incoming.pieces)

    assert (incoming.offset, incoming.etag) == (0, '"two"')
    assert got == CONTENT


def test_a_weak_version_is_no_condition_for_a_part(depot):
    fetched(depot.link(), offset=1000, etag='W/"one"')

    assert "if-range" not in depot.asked[0]


def test_a_line_that_is_cut_is_an_outage(depot):
    depot.cuts.append(100_000)

    with pytest.raises(UnavailableError, match="conexión"):
        fetched(depot.link())


def test_nobody_who_listens_is_an_outage(depot):
    with pytest.raises(UnavailableError, match="conexión"):
        fetched(FileLink("http://127.0.0.1:1/file.mp4"))


def test_a_slow_line_gives_what_it_has(depot):
    depot.waits_after = 100

    with opened(depot.link(), vendor="depot") as incoming:
        first = next(incoming.pieces)
        depot.goes_on.set()
        rest = b"".join(incoming.pieces)

    assert (len(first), first + rest == CONTENT) == (100, True)


@pytest.mark.parametrize("status", [401, 403, 404, 410, 416])
def test_a_refused_address_has_aged(depot, status):
    depot.refusals.append(status)

    with pytest.raises(AgedLinkError) as caught:
        fetched(depot.link())

    assert caught.value.status == status


def test_a_server_in_trouble_says_when_to_come_back(depot):
    depot.refusals.append(503)
    before = datetime.now(UTC)

    with pytest.raises(UnavailableError) as caught:
        fetched(depot.link())

    assert 6 < (caught.value.retry_after - before).total_seconds() < 30


def test_a_page_where_the_file_was_has_aged_too(depot):
    depot.kind = "text/html; charset=utf-8"

    with pytest.raises(AgedLinkError, match="una página"):
        fetched(depot.link())


def test_a_file_that_was_packed_on_the_way_is_not_taken(depot):
    depot.encoding = "gzip"

    with pytest.raises(UnavailableError):
        fetched(depot.link())

    assert depot.asked[0]["accept-encoding"] == "identity"


def test_the_token_goes_to_its_host(depot):
    fetched(secret_link(depot, "127.0.0.1"))

    assert depot.asked[0]["authorization"] == "Bearer the-token"


def test_the_token_goes_to_no_host_that_is_not_named(depot):
    fetched(secret_link(depot, "vendor.example"))

    assert "authorization" not in depot.asked[0]


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_redirect_elsewhere_gets_the_file_but_no_token(depot, name):
    with serving(CONTENT) as other:
        depot.leads_to = other.address().replace("127.0.0.1", name)

        got = fetched(secret_link(depot, "127.0.0.1"))

    assert got == CONTENT
    assert depot.asked[0]["authorization"] == "Bearer the-token"
    assert "authorization" not in other.asked[0]


def test_a_redirect_keeps_what_was_asked_for(depot):
    with serving(CONTENT) as other:
        depot.leads_to = other.address()

        got = fetched(depot.link(), offset=1000, etag='"one"')

    assert got == CONTENT[1000:]


def test_redirects_without_end_are_an_outage(depot):
    depot.leads_to = depot.address()

    with pytest.raises(UnavailableError):
        fetched(depot.link())

    assert len(depot.asked) == 5


@pytest.mark.parametrize(
    "address",
    ["http://vendor.example/x.mp4", "ftp://vendor.example/x", "https://[", "https://a:99999/"],
)
def test_a_redirect_to_what_is_not_safe_is_not_followed(depot, address):
    depot.leads_to = address

    with pytest.raises(RejectedError, match="no es segura"):
        fetched(depot.link())


def test_errors_and_links_never_show_the_token(depot):
    depot.refusals.append(403)
    link = secret_link(depot, "127.0.0.1")

    with pytest.raises(AgedLinkError) as caught:
        fetched(link)

    assert "the-token" not in f"{caught.value}{caught.value!r}{link!r}"
    assert depot.url not in f"{caught.value}{link!r}"
