"""Where refusals about the accounts that consent are mended."""

from integrations.refusals import CONNECT_AGAIN
from vc.grants import labels
from vc.office.hooks import Cure, naming

OWN = (
    Cure((labels.NOT_PUBLIC,), "office.mail_server", "Escribir la dirección del sistema"),
    Cure((labels.NO_LICENCE,), "licences.index", "Ver las cuentas"),
    Cure(CONNECT_AGAIN["tiktok"], "grants.show", "Conectar TikTok", naming(purpose="tiktok")),
    Cure(CONNECT_AGAIN["google"], "licences.integrations", "Ver las conexiones"),
)
