"""JSON doors, headers and signed webhooks: whatever is sent, the door answers in its own words."""

import ast
import json

import pytest
from hypothesis import given

from integrations.meta import webhooks as facebook_webhooks
from integrations.zoom import webhooks as zoom_webhooks
from tests.hostile.conftest import ANYBODY, SECRET, TOGETHER, WHO
from tests.hostile.driver import ROOT, Driver, GoesOn, multipart
from tests.hostile.test_forms import BOSS, EXAMPLES, FORM, examples
from tests.hostile.values import NO_JSON, bodies
from tests.reconciliation.working import work
from vc.db import db, read_only
from vc.reconciliation.models import Delivery, DeliveryStatus
from vc.services import services_of

pytestmark = TOGETHER
JSON = "application/json"
DOORS = {
    "clips.save": "/clips/{clip}/edicion",
    "clips.step": "/clips/{clip}/paso",
    "clips.lock": "/clips/{clip}/turno",
    "checklists.note_watched": "/clips/{clip}/archivos/{render}/visto",
}
"""Every address that takes JSON."""
HEADERS = (
    *("Accept", "Accept-Encoding", "Accept-Language", "Content-Type", "Content-Length", "Cookie"),
    *("If-Match", "If-None-Match", "If-Modified-Since", "If-Range", "Range", "Referer", "Origin"),
    *("Upload-Length", "Upload-Offset", "Upload-Metadata", "Tus-Resumable", "Host", "User-Agent"),
    *("HX-Request", "Sec-Purpose", "X-CSRFToken", "X-Forwarded-For", "Transfer-Encoding"),
)
ODD_HEADERS = (
    *(
        "bytes=0-",
        "bytes=-1",
        "bytes=9-1",
        "bytes=" + "9" * 5000 + "-",
        "bytes=a-b",
        "bytes=0-0,1-1",
    ),
    *('W/"x"', "*", ",", "Fri, 31 Dec 9999 23:59:59 -2359", "Mon, 01 Jan 0001 00:00:00 GMT"),
    *("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "x" * 9000, "vc=.eJw.x.y", "filename =="),
    *(
        "filename AA==",
        "filename 7aCA,title /w==,sesion OQ==",
        "-1",
        "9" * 5000,
        "é".encode().decode("latin-1"),
    ),
)


def address(driver: Driver, door: str) -> str:
    """Return where a door is."""
    return DOORS[door].format(
        clip=driver.samples["clip_id"][0], render=driver.samples["render_id"][0]
    )


def test_every_door_that_takes_json_is_known(driver: Driver):
    takers = []
    for path in (ROOT / "vc").rglob("*views.py"):
        for view in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(view, ast.FunctionDef) and view.decorator_list:
                asks = ast.dump(view)
                if "sent_object" in asks or ("'_answer'" in asks and path.parent.name == "clips"):
                    takers.append(f"{path.parent.name}.{view.name}")

    assert sorted(takers) == sorted(DOORS)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("door", DOORS)
def test_no_body_at_a_json_door_gives_a_500(driver: Driver, rewound: GoesOn, door: str, who: str):
    path = address(driver, door)

    @examples(6 if who == BOSS else 1)
    @given(bodies())
    def drive(body: bytes) -> None:
        wrong = driver.refusal_of(driver.ask(who, "POST", path, body=body, kind=JSON))
        rewound.rewind()
        assert wrong == "", body[:200]

    drive()


@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_json_is_refused_in_the_door_s_own_words(driver: Driver, door: str):
    for body in NO_JSON:
        answer = driver.ask(BOSS, "POST", address(driver, door), body=body, kind=JSON)

        assert answer.status_code == 422
        assert any(one in answer.text for one in ("no se entiende", "Vuelva a"))


@pytest.mark.parametrize("field", ["pieces", "framings", "blurs", "captions", "short", "plate_id"])
def test_no_shape_of_a_clip_s_edit_gives_a_500(driver: Driver, rewound: GoesOn, field: str):
    sound = {"pieces": [{"in_ms": 60_000, "out_ms": 120_000}], "framings": [{"shape": "16:9"}]}
    path = address(driver, "clips.save")

    @examples(4)
    @given(bodies())
    def drive(value: bytes) -> None:
        edit = json.dumps(sound | {field: "X"}).encode().replace(b'"X"', value)
        body = b'{"token": "the-page", "base": 1, "edit": ' + edit + b"}"
        wrong = driver.refusal_of(driver.ask(BOSS, "POST", path, body=body, kind=JSON))
        rewound.rewind()
        assert wrong == "", value[:200]

    drive()


@pytest.mark.parametrize("name", HEADERS)
def test_no_header_gives_a_500(driver: Driver, rewound: GoesOn, name: str):
    paths = (
        ("GET", "/agenda"),
        ("GET", "/feeds/publico.ics"),
        ("GET", "/static/app.css"),
        ("GET", f"/grabaciones/archivos/{driver.samples['file_id'][0]}"),
        ("POST", "/grabaciones/subidas"),
        ("PATCH", "/grabaciones/subidas/1"),
        ("POST", "/entrar"),
        ("POST", "/webhooks/zoom"),
    )
    for number, value in enumerate(ODD_HEADERS):
        # In a usual run each value goes to two of the addresses, for each header to other ones.
        first = (number + HEADERS.index(name)) % len(paths)
        for method, path in [*paths, *paths][first : first + (len(paths) if EXAMPLES else 2)]:
            answer = driver.ask(BOSS, method, path, headers={name: value}, body=b"a=1", kind=FORM)

            assert driver.refusal_of(answer) == "", (path, value[:60])
    rewound.rewind()


def signed(driver: Driver, vendor: str, raw: bytes) -> dict[str, str]:
    """Return the headers with which a vendor proves that a body is its own."""
    if vendor == "meta":
        return {"X-Hub-Signature-256": facebook_webhooks.sign(raw, SECRET)}
    stamp = str(int(services_of(driver.app).clock().timestamp()))
    return {
        "x-zm-request-timestamp": stamp,
        "x-zm-signature": zoom_webhooks.sign(raw, stamp, SECRET),
    }


@pytest.mark.parametrize("vendor", ["zoom", "meta"])
def test_no_signed_message_gives_a_500_nor_fails_the_worker(
    driver: Driver, rewound: GoesOn, vendor: str
):
    @examples(15)
    @given(bodies())
    def drive(raw: bytes) -> None:
        for body in (raw, _wrapped(vendor, raw)):
            headers = signed(driver, vendor, body)
            answer = driver.ask(ANYBODY, "POST", f"/webhooks/{vendor}", body=body, headers=headers)
            assert driver.refusal_of(answer) == "", body[:200]
            assert answer.status_code == 200

    drive()

    assert _worked_on(driver) == []
    rewound.rewind()


def _wrapped(vendor: str, raw: bytes) -> bytes:
    """Return a message that is known as far as its middle, where anything stands."""
    if vendor == "meta":
        return (
            b'{"object":"page","entry":[{"time":'
            + raw
            + b',"changes":[{"field":"live_videos","value":'
            + raw
            + b"}]}]}"
        )
    return (
        b'{"event":"recording.completed","event_ts":' + raw + b',"payload":{"object":' + raw + b"}}"
    )


def _worked_on(driver: Driver) -> list[str]:
    """Let the worker take every message; return what failed."""
    with driver.app.app_context():
        read_only(False)
        work(driver.app)
        db.session.rollback()
        failed = db.session.query(Delivery).filter(Delivery.last_error != "")
        told = [f"{one.event} {one.last_error}" for one in failed]
        told += [
            one.event for one in db.session.query(Delivery).filter_by(status=DeliveryStatus.FAILED)
        ]
        db.session.remove()
    return told


def test_thousands_of_fields_are_refused_in_words(driver: Driver):
    many = multipart([("q", b"1")] * 1001, [])

    answer = driver.ask(BOSS, "POST", "/vedas", body=many[0], kind=many[1])

    assert answer.status_code == 413
    assert "El envío es demasiado grande" in answer.text


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/json; charset=utf-7",
        "multipart/form-data",
        "multipart/form-data; boundary=" + "x" * 500,
        "application/x-www-form-urlencoded; charset=utf-16",
        "multipart/form-data; boundary=\u00e9",
        "/",
        "",
    ],
)
def test_a_lie_about_the_content_gives_no_500(driver: Driver, kind: str):
    for path in ("/vedas", "/sesiones", address(driver, "clips.save"), "/entrar"):
        answer = driver.ask(BOSS, "POST", path, body=b"a=\xff\x00&b={}", kind=kind)

        assert driver.refusal_of(answer) == ""
