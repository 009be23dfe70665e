"""Where refusals about channels are mended."""

from vc.channels import service
from vc.office.hooks import Cure

OWN = (
    Cure((service.NO_CONNECTION,), "channels.connection", "Ver la conexión"),
    Cure((service.NO_CONNECTION,), "office.index", "Ver qué se conecta en «Oficina»"),
    Cure((service.ONE_SITE, service.NAME_TAKEN), "channels.index", "Ver los canales"),
)
