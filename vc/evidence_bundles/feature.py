"""What evidence bundles bring."""

from vc.evidence_bundles import labels
from vc.evidence_bundles.panels import panel
from vc.evidence_bundles.views import bp
from vc.feature import Feature
from vc.publishing.hooks import PANELS_OF_PUBLICATION

FEATURE = Feature(
    name="evidence_bundles",
    labels=labels,
    blueprints=(bp,),
    adds=(PANELS_OF_PUBLICATION.adds(panel),),
)
