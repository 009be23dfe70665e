"""Where refusals of coverages are mended."""

from vc.coverage import photographs, service
from vc.office.hooks import Cure

OWN = (
    Cure((photographs.UNKNOWN_FOLIO,), "consents.index", "Ver los consentimientos"),
    Cure((service.NOT_OFFERED,), "municipalities.index", "Ver los municipios"),
)
