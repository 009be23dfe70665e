"""Where refusals of vendors are mended that do not take who we are."""

from integrations.refusals import REFUSE_US
from vc.office.hooks import Cure

OWN = (
    Cure(
        (*REFUSE_US["google"], *REFUSE_US["meta"], *REFUSE_US["x"], *REFUSE_US["tiktok"]),
        "licences.integrations",
        "Ver las conexiones",
    ),
    Cure(REFUSE_US["site"], "office.mail_server", "Escribir la dirección del sistema"),
)
