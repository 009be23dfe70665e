"""The Spanish words of grants."""

from datetime import datetime
from zoneinfo import ZoneInfo

from vc import dates
from vc.grants.models import Purpose

NAMES = {Purpose.GOOGLE_MEET: "Google Meet", Purpose.YOUTUBE: "YouTube"}
BUTTONS = {Purpose.GOOGLE_MEET: "Conectar con Google", Purpose.YOUTUBE: "Conectar con YouTube"}
FOR_WHOM = {
    Purpose.GOOGLE_MEET: "la cuenta que organiza las sesiones de Meet",
    Purpose.YOUTUBE: "la cuenta dueña del canal; si Google pregunta, elija el canal de la oficina",
}
COMMANDS = {
    Purpose.GOOGLE_MEET: "flask connect google",
    Purpose.YOUTUBE: "flask connect youtube",
}
SETTINGS = {
    Purpose.GOOGLE_MEET: ("GOOGLE_SERVICE_ACCOUNT_FILE", "GOOGLE_AUTHORIZED_USER_FILE"),
    Purpose.YOUTUBE: ("YOUTUBE_AUTHORIZED_USER",),
}
"""The settings that go before a consent that was given here."""
NOT_ASKED = (
    "Esta respuesta de Google no corresponde a lo que se pidió desde este navegador, o ya se usó. "
    "No se cambió nada: oprima «Conectar» otra vez."
)
TOO_LATE = "Pasó más de media hora. No se cambió nada: oprima «Conectar» otra vez."
DENIED = (
    "No se dio el permiso: en la página de Google se eligió «Cancelar». No se cambió nada; puede "
    "conectar cuando quiera."
)
REFUSED = "Google no dio el permiso ({code}). No se cambió nada."
NO_CODE = "Google no mandó ningún código. No se cambió nada: oprima «Conectar» otra vez."
OTHER_ACCOUNT = (
    "Dio permiso {new}, pero está conectada {now}. No se cambió nada: conecte otra vez y elija "
    "{now}, o desconéctela primero."
)
NO_LICENCE = (
    "Dio permiso {new}, que no está entre las cuentas de Meet de la agenda ({accounts}). No se "
    "cambió nada: conecte otra vez y elija una de ellas, o agréguela primero en «Licencias»."
)
LACKS_NEEDED = (
    "En la página de Google quedó sin marcar {scopes}, y sin ese permiso no se podrá {without}. No "
    "se cambió nada: conecte otra vez y déjelo marcado."
)
CONNECTED = "{account} quedó conectada."
FORGOTTEN = "{account} quedó desconectada, y Google retiró el permiso."
FORGOTTEN_HERE = (
    "{account} quedó desconectada aquí, pero Google no contestó al retirar el permiso. Retírelo en "
    "https://myaccount.google.com/permissions."
)
NOT_WITHDRAWN = "Google no contestó: el permiso se olvidó solo aquí."
NOT_PUBLIC = (
    "Google solo regresa a direcciones https:// con nombre, y esta instalación se abre en {uri}. "
    "Quien administra el servidor pone PUBLIC_URL con su dirección https://, o conecta con el "
    "comando de abajo."
)
NO_SUCH = "Esa conexión no existe."
NOT_CONNECTED = "No hay ninguna cuenta conectada."
SET_ELSEWHERE = (
    "La configuración del servidor pone {names}, y eso va antes que lo que se conecte aquí."
)

ENDS_SUBJECT = "Atención: el permiso de {name} está por terminar"
ENDS = (
    "El permiso que {account} dio al sistema para {name} termina el {when}: la aplicación de "
    "Google Cloud está «En prueba», y ahí dura siete días.\n\n"
    "Para que no termine cada semana, quien administra Google Cloud la pone «En producción»; "
    "después, conecte otra vez en la página «Integraciones»."
)
REFUSED_SUBJECT = "Atención: Google no acepta la cuenta de {name}"
REFUSED_MAIL = (
    "Google no acepta la cuenta {account}, conectada para {name}. {reason}\n\n"
    "Lo pendiente espera y nada se pierde. En la página «Integraciones» está el botón para "
    "conectarla otra vez."
)
ACTIONS = {
    "accountgrant.keep": "conectó una cuenta de Google",
    "accountgrant.forget": "desconectó una cuenta de Google",
}


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Return a day and an hour as the office writes them."""
    return f"{dates.day(at, zone)} a las {dates.clock_time(at, zone)} h"
