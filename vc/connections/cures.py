"""Where refusals of vendors are mended that do not take who we are."""

from integrations.refusals import REFUSE_US
from vc.connections.vendors import PAGES
from vc.office.hooks import Cure

OWN = (
    *(
        Cure(REFUSE_US[vendor], f"connections.{vendor}", f"Revisar los datos de {known.name}")
        for vendor, known in PAGES.items()
    ),
    Cure(REFUSE_US["site"], "office.mail_server", "Escribir la dirección del sistema"),
)
