"""What to create at Google so that an account can be connected: steps, as data."""

from vc.grants.models import Purpose
from vc.networks.facts import Step

CONSOLE = "https://console.cloud.google.com"
SCREEN = Step(
    "Ponga la aplicación «En producción»",
    "En «Google Auth Platform → Público» elija «Interno» si la oficina tiene Google Workspace; si "
    "no, «Externo», y publíquela. Mientras esté «En prueba», el permiso termina a los siete días.",
    url=f"{CONSOLE}/auth/audience",
)
SAME = "Si Google muestra «redirect_uri_mismatch», no es la misma, letra por letra."
CLIENT = Step(
    "Cree el cliente de OAuth",
    "En «Clientes», uno de tipo «Aplicación web», y en «URI de redireccionamiento autorizados» "
    f"exactamente la dirección de regreso de arriba. {SAME}",
    url=f"{CONSOLE}/auth/clients",
)
RETURN = Step(
    "Registre la dirección de regreso",
    "En «Clientes», abra el que ya usa el sistema y agregue en «URI de redireccionamiento "
    f"autorizados» exactamente la dirección de regreso de arriba. {SAME}",
    url=f"{CONSOLE}/auth/clients",
)
APIS = {
    Purpose.GOOGLE_MEET: (
        "Active las API",
        "active «Google Calendar API», «Google Meet REST API» y «Google Drive API».",
        f"{CONSOLE}/apis/library",
    ),
    Purpose.YOUTUBE: (
        "Active la API",
        "active «YouTube Data API v3». Cada proyecto puede subir 100 videos al día.",
        f"{CONSOLE}/apis/library/youtube.googleapis.com",
    ),
}
PRESS = {
    Purpose.GOOGLE_MEET: (
        "Conecte la cuenta",
        "«Conectar con Google», elija la cuenta que organiza las sesiones de Meet y deje marcados "
        "todos los permisos.",
    ),
    Purpose.YOUTUBE: (
        "Conecte el canal",
        "«Conectar con YouTube» y elija la cuenta dueña del canal; si Google pregunta por el "
        "canal, el de la oficina.",
    ),
}


def steps_for(purpose: Purpose, *, has_client: bool) -> tuple[Step, ...]:
    """Return what is left to be done; whose client is known has a project and types nothing."""
    title, apis, url = APIS[purpose]
    name, press = PRESS[purpose]
    if has_client:
        enable = Step(
            title, f"En el proyecto de ese cliente, en «API y servicios», {apis}", url=url
        )
        return enable, SCREEN, RETURN, Step(name, f"Use arriba {press}")
    project = f"Cree el proyecto y {title[0].lower()}{title[1:]}"
    create = f"En Google Cloud, un proyecto de la oficina; en «API y servicios» {apis}"
    typed = f"Escriba arriba el ID de cliente y el secreto, use {press}"
    return Step(project, create, url=url), SCREEN, CLIENT, Step(name, typed)
