"""The accounts of Google: the one that holds sessions on Meet, and that of the YouTube channel."""

from functools import partial

from vc.connections.models import Use
from vc.grants.facts import PurposeFacts
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
IN_TESTING = "la aplicación de Google Cloud está «En prueba»"


def _steps(enable: Step, press: Step, has_client: bool) -> tuple[Step, ...]:
    """Return what is left to be done; whose client is known has a project and types nothing."""
    title, apis, url = enable.title, enable.text, enable.url
    if has_client:
        there = Step(title, f"En el proyecto de ese cliente, en «API y servicios», {apis}", url=url)
        return there, SCREEN, RETURN, Step(press.title, f"Use arriba {press.text}")
    project = f"Cree el proyecto y {title[0].lower()}{title[1:]}"
    create = f"En Google Cloud, un proyecto de la oficina; en «API y servicios» {apis}"
    typed = f"Escriba arriba el ID de cliente y el secreto, use {press.text}"
    return Step(project, create, url=url), SCREEN, CLIENT, Step(press.title, typed)


_facts = partial(
    PurposeFacts,
    vendor="Google",
    client=("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"),
    client_from="Google Cloud",
    client_help="Lo da Google Cloud, en «Clientes».",
    page="GOOGLE_AUTH_URI",
    withdrawn_at="https://myaccount.google.com/permissions",
    ended=f"{IN_TESTING}, y ahí dura siete días. Póngala «En producción» y conecte otra vez",
    ending=(
        "La aplicación de Google Cloud está «En prueba»: el permiso dura siete días. Póngala «En "
        "producción» y conecte otra vez."
    ),
    ends_mail=(
        f"{IN_TESTING}, y ahí dura siete días.\n\nPara que no termine cada semana, quien "
        "administra Google Cloud la pone «En producción»; después, conecte otra vez en la página "
        "«Integraciones»."
    ),
    lasting="la aplicación de Google Cloud debe estar «En producción»",
)
MEET = _facts(
    name="Google Meet",
    use=Use.MEETINGS,
    command="google",
    button="Conectar con Google",
    for_whom="la cuenta que organiza las sesiones de Meet",
    settings=("GOOGLE_SERVICE_ACCOUNT_FILE", "GOOGLE_AUTHORIZED_USER_FILE"),
    guide=partial(
        _steps,
        Step(
            "Active las API",
            "active «Google Calendar API», «Google Meet REST API» y «Google Drive API».",
            url=f"{CONSOLE}/apis/library",
        ),
        Step(
            "Conecte la cuenta",
            "«Conectar con Google», elija la cuenta que organiza las sesiones de Meet y deje "
            "marcados todos los permisos.",
        ),
    ),
    after=(
        "Las salas ya creadas siguen abiertas; para las nuevas, el personal pega el enlace hasta "
        "que se conecte otra cuenta."
    ),
)
YOUTUBE = _facts(
    name="YouTube",
    use=Use.POSTS,
    command="youtube",
    button="Conectar con YouTube",
    for_whom=("la cuenta dueña del canal; si Google pregunta, elija el canal de la oficina"),
    settings=("YOUTUBE_AUTHORIZED_USER",),
    guide=partial(
        _steps,
        Step(
            "Active la API",
            "active «YouTube Data API v3». Cada proyecto puede subir 100 videos al día.",
            url=f"{CONSOLE}/apis/library/youtube.googleapis.com",
        ),
        Step(
            "Conecte el canal",
            "«Conectar con YouTube» y elija la cuenta dueña del canal; si Google pregunta por el "
            "canal, el de la oficina.",
        ),
    ),
    account=("Canal", "Identificador del canal"),
    after="Lo ya publicado se queda; lo que está por publicarse espera a una persona.",
)
