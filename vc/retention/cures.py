"""Where refusals about what becomes of a recording are mended."""

from vc.office.hooks import Cure
from vc.retention import purge, service

OWN = (
    Cure((service.NO_PUBLIC_PAGE,), "recordings.choose", "Asignar la grabación"),
    Cure(
        (service.NEEDS_CONSENT, service.NEEDS_MINORS_CONSENT),
        "consents.new",
        "Registrar el consentimiento",
    ),
    Cure((service.IN_THE_BIN,), "player.show", "Ver la grabación"),
    Cure((purge.NOT_CONNECTED,), "licences.integrations", "Ver las conexiones"),
    Cure((purge.ALTERED, purge.NOT_HERE), "uploads.new", "Subir el video"),
)
