"""A network is said once: whoever adds one and forgets a table hears of it here."""

import pytest

from integrations.permalinks import POSTS
from vc.channels.labels import NETWORKS as LABELS
from vc.consents.labels import CHANNELS
from vc.networks.facts import Network
from vc.networks.known import METRICS, NETWORKS
from vc.shapes import Shape

OTHERS = [one for one in Network if not NETWORKS[one].is_ours]


@pytest.mark.parametrize("network", Network)
def test_every_network_says_all_of_what_is_asked_of_it(network):
    facts = NETWORKS[network]

    assert facts.label
    assert facts.text.most > 0
    assert facts.text.source
    assert set(facts.shapes) == set(Shape)
    assert LABELS[network] == facts.label
    assert facts.consent_key in CHANNELS


def test_a_figure_is_the_same_wherever_it_is_told():
    told = [one for network in Network for one in NETWORKS[network].metrics]

    assert set(told) == set(METRICS.values())
    assert all(one.key.isidentifier() and one.label and one.heading for one in told)
    assert all(METRICS[one.key] is one for one in told)


@pytest.mark.parametrize("network", OTHERS)
def test_every_network_of_others_knows_the_addresses_of_its_posts(network):
    assert POSTS[network].name == NETWORKS[network].label
    assert POSTS[network].hosts
    assert POSTS[network].shapes
    assert POSTS[network].hint


@pytest.mark.parametrize("network", Network)
def test_no_shape_of_a_network_goes_two_ways(network):
    taken = [shape for one in NETWORKS[network].formats for shape in one.takes]

    assert len(taken) == len(set(taken))
    assert all(set(one.takes) <= set(one.shapes) for one in NETWORKS[network].formats)


def test_there_is_one_page_of_our_own():
    assert [one for one in Network if NETWORKS[one].is_ours] == [Network.WEBSITE]


@pytest.mark.parametrize("network", [one for one in OTHERS if NETWORKS[one].guide])
def test_a_guide_says_what_the_connection_needs(network):
    assert NETWORKS[network].permissions
    assert all(step.title and step.text for step in NETWORKS[network].guide)
