"""Where refusals of a checklist are mended."""

from vc.checklists import appearances, queries, service, versions
from vc.office.hooks import Cure

OWN = (
    Cure(
        (queries.NO_TEMPLATE, versions.IN_USE, versions.HAS_DRAFT),
        "checklists.index",
        "Ver las listas",
    ),
    Cure((service.MISSING,), "checklists.show", "Abrir la lista"),
    Cure((queries.GAP, appearances.REVOKED), "consents.index", "Ver los consentimientos"),
)
