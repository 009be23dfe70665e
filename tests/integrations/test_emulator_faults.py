"""The emulator's own door: faults on request, and the journal of what was called."""

import pytest
import requests

from tests.integrations.conftest import MEETINGS, Client, Vendor


def test_a_lost_answer_is_written_all_the_same(vendor: Vendor, client: Client):
    vendor.fail("create_meeting", "lost_answer")

    with pytest.raises(requests.ConnectionError):
        client.make(topic="Perdida")

    assert [one["topic"] for one in vendor.state()["meetings"]] == ["Perdida"]


def test_a_lost_request_is_not_written(vendor: Vendor, client: Client):
    vendor.fail("create_meeting", "lost_request")

    with pytest.raises(requests.ConnectionError):
        client.make()

    assert vendor.state()["meetings"] == []


@pytest.mark.parametrize(
    ("fault", "status", "is_done"),
    [
        ({"kind": "500"}, 500, False),
        ({"kind": "500", "status": 503}, 503, False),
        ({"kind": "500_after"}, 500, True),
        ({"kind": "html"}, 200, False),
        ({"kind": "html_after"}, 200, True),
        ({"kind": "429_burst"}, 429, False),
        ({"kind": "429_daily"}, 429, False),
        ({"kind": "refuse", "status": 400, "code": 3161}, 400, False),
        ({"kind": "revoked_token"}, 401, False),
        ({"kind": "slow", "seconds": 0.01}, 201, True),
        ({"kind": "slow_before", "seconds": 0.01}, 201, True),
    ],
)
def test_a_fault_fails_as_it_says(
    vendor: Vendor, client: Client, fault: dict[str, object], status: int, is_done: bool
):
    vendor.fail("create_meeting", **fault)

    answer = client.call("POST", MEETINGS, json={})

    assert answer.status_code == status
    assert len(vendor.state()["meetings"]) == is_done


def test_a_fault_is_spent_and_leaves_other_operations_alone(vendor: Vendor, client: Client):
    vendor.fail("create_meeting", "500", times=2)

    statuses = [client.call("GET", MEETINGS).status_code]
    statuses += [client.call("POST", MEETINGS, json={}).status_code for _ in range(3)]

    assert statuses == [200, 500, 500, 201]


def test_faults_can_be_seen_and_forgotten(vendor: Vendor, client: Client):
    vendor.fail("*", "500", times=3)
    door = f"{vendor.url}/_emulator/faults"

    seen = requests.get(door, timeout=60).json()
    requests.delete(door, timeout=60)

    assert seen == {"faults": [{"operation": "*", "kind": "500", "times": 3}]}
    assert client.call("GET", "users").status_code == 200


def test_an_unknown_fault_is_refused(vendor: Vendor):
    answer = requests.post(f"{vendor.url}/_emulator/faults", json={"kind": "x"}, timeout=60)

    assert answer.status_code == 400


def test_the_journal_keeps_calls_in_order_without_secrets(vendor: Vendor, client: Client):
    meeting = client.make(password="48291377")
    client.call("GET", f"meetings/{meeting['id']}")

    text = requests.get(f"{vendor.url}/_emulator/state", timeout=60).text

    calls = [(one["method"], one["operation"], one["status"]) for one in vendor.state()["calls"]]
    assert calls == [
        ("POST", "token", 200),
        ("POST", "create_meeting", 201),
        ("GET", "read_meeting", 200),
    ]
    secrets = ("48291377", "zak=", "pwd=", client.headers["Authorization"].split()[1])
    assert [secret for secret in secrets if secret in text] == []


def test_writes_are_counted_by_host_and_day(vendor: Vendor, client: Client):
    client.make()
    client.make()

    ((email, _, number),) = vendor.state()["writes"]

    assert (email, number) == ("sala1@secesp.example", 2)
