"""Every network by its name, in the order in which they are offered."""

from collections.abc import Mapping

from vc.networks import facebook, instagram, tiktok, website, x, youtube
from vc.networks.facts import Metric, Network, NetworkFacts

NETWORKS: Mapping[Network, NetworkFacts] = {
    Network.FACEBOOK: facebook.FACTS,
    Network.INSTAGRAM: instagram.FACTS,
    Network.YOUTUBE: youtube.FACTS,
    Network.X: x.FACTS,
    Network.TIKTOK: tiktok.FACTS,
    Network.WEBSITE: website.FACTS,
}
METRICS: Mapping[str, Metric] = {
    one.key: one for facts in NETWORKS.values() for one in facts.metrics
}
"""Every figure of any network."""
