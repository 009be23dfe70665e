"""How Instagram fetches a film: by real HTTP, as a stranger without an account, from this machine.

As Meta's guide has it the address must open for anybody, give a video and lead on no further than
a few times. What else it asks for is not told; the emulator also asks for the size first (HEAD).
"""

import hashlib
from urllib.parse import urljoin

import requests
from urllib3.exceptions import HTTPError

from integrations.emulator.meta import reel_state
from integrations.emulator.meta.state import conduct
from integrations.emulator.state import State
from integrations.http.call import is_loopback

HEADERS = {"User-Agent": "facebookexternalhit/1.1"}
TIME_OUT_S = 10
MOST_REDIRECTS = 2
MOST_BYTES = 100_000_000
TOO_SLOW, NO_VIDEO, NOT_FETCHED = 2207003, 2207026, 2207052
TROUBLE = "Media upload has failed with error code {code}"


class _NotFetchedError(Exception):
    """The film was not got; the argument is Instagram's code for why."""


def fetch(state: State, container_id: str, url: str) -> None:
    """Fetch a container's film and keep its digest, or why that failed."""
    try:
        digest, trouble = _digest_at(url), ""
    except _NotFetchedError as error:
        digest, trouble = "", TROUBLE.format(code=error.args[0])
    with state.transaction() as tx:
        how, now = conduct(tx), tx.now().timestamp()
        trouble = trouble or how.processing_trouble
        reel_state.arrive(tx, container_id, digest, ready_at=now + how.processing_s, why=trouble)


def _digest_at(url: str) -> str:
    """Return the digest of the video at an address."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            said = _ask(session, "HEAD", url)
            answer = _ask(session, "GET", url)
            content = answer.raw.read(MOST_BYTES)
    except requests.Timeout as error:
        raise _NotFetchedError(TOO_SLOW) from error
    except (requests.RequestException, HTTPError) as error:
        raise _NotFetchedError(NOT_FETCHED) from error
    if said.headers.get("Content-Length") != str(len(content)):
        raise _NotFetchedError(NOT_FETCHED)
    return hashlib.sha256(content).hexdigest()


def _ask(session: requests.Session, method: str, url: str) -> requests.Response:
    """Return the answer of an address, and of where it leads to, that is a video."""
    for _ in range(1 + MOST_REDIRECTS):
        if not is_loopback(url):
            # The emulator speaks to nobody but this machine.
            raise _NotFetchedError(NOT_FETCHED)
        answer = session.request(
            method, url, headers=HEADERS, timeout=TIME_OUT_S, allow_redirects=False, stream=True
        )
        if not answer.is_redirect:
            break
        url = urljoin(url, answer.headers["Location"])
    if answer.status_code != 200:
        raise _NotFetchedError(NOT_FETCHED)
    if not answer.headers.get("Content-Type", "").startswith("video/"):
        raise _NotFetchedError(NO_VIDEO)
    return answer
