"""The office's own page, feed and embedded player."""

from vc.networks.facts import NetworkFacts, TextLimits
from vc.shapes import Shape

FACTS = NetworkFacts(
    label="Sitio web",
    mark="@",
    consent_key="sitio",
    in_consents="el sitio web",
    text=TextLimits(most=5_000, source="la propia página"),
    shapes=(Shape.WIDE, Shape.SQUARE, Shape.TALL),
    is_ours=True,
)
