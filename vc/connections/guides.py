"""What to create at Google so that an account can be connected: steps, as data."""

from vc.channels.guides import Step
from vc.connections.models import Purpose

CONSOLE = "https://console.cloud.google.com"
SCREEN = Step(
    "Ponga la aplicación «En producción»",
    "En «Google Auth Platform → Público» elija «Interno» si la oficina tiene Google Workspace; si "
    "no, «Externo», y publíquela. Mientras esté «En prueba», el permiso termina a los siete días.",
    url=f"{CONSOLE}/auth/audience",
)
CLIENT = Step(
    "Cree el cliente de OAuth",
    "En «Clientes», uno de tipo «Aplicación web», y en «URI de redireccionamiento autorizados» "
    "exactamente la dirección de regreso de arriba. Si Google muestra «redirect_uri_mismatch», no "
    "es la misma, letra por letra.",
    url=f"{CONSOLE}/auth/clients",
)
STEPS: dict[Purpose, tuple[Step, ...]] = {
    Purpose.GOOGLE_MEET: (
        Step(
            "Cree el proyecto y active las API",
            "En Google Cloud, un proyecto de la oficina; en «API y servicios» active «Google "
            "Calendar API», «Google Meet REST API» y «Google Drive API».",
            url=f"{CONSOLE}/apis/library",
        ),
        SCREEN,
        CLIENT,
        Step(
            "Conecte la cuenta",
            "Escriba arriba el ID de cliente y el secreto, oprima «Conectar con Google», elija la "
            "cuenta que organiza las sesiones de Meet y deje marcados todos los permisos.",
        ),
    ),
    Purpose.YOUTUBE: (
        Step(
            "Cree el proyecto y active la API",
            "En Google Cloud, un proyecto de la oficina; en «API y servicios» active «YouTube Data "
            "API v3». Cada proyecto puede subir 100 videos al día.",
            url=f"{CONSOLE}/apis/library/youtube.googleapis.com",
        ),
        SCREEN,
        CLIENT,
        Step(
            "Conecte el canal",
            "Escriba arriba el ID de cliente y el secreto, oprima «Conectar con YouTube» y elija "
            "la cuenta dueña del canal; si Google pregunta por el canal, el de la oficina.",
        ),
    ),
}
