"""The Spanish words of grants."""

from datetime import datetime
from zoneinfo import ZoneInfo

from vc import dates
from vc.grants.known import PURPOSES

NAMES = {one: known.name for one, known in PURPOSES.items()}
BUTTONS = {one: known.button for one, known in PURPOSES.items()}
FOR_WHOM = {one: known.for_whom for one, known in PURPOSES.items()}
COMMANDS = {one: f"flask connect {known.command}" for one, known in PURPOSES.items()}
SETTINGS = {one: known.settings for one, known in PURPOSES.items()}
"""The settings that go before a consent that was given here."""
NOT_ASKED = (
    "Esta respuesta de {vendor} no corresponde a lo que se pidió desde este navegador, o ya se "
    "usó. No se cambió nada: use «Conectar» otra vez."
)
TOO_LATE = "Pasó más de media hora. No se cambió nada: use «Conectar» otra vez."
DENIED = (
    "No se dio el permiso: en la página de {vendor} se eligió «Cancelar». No se cambió nada; puede "
    "conectar cuando quiera."
)
REFUSED = "{vendor} no dio el permiso ({code}). No se cambió nada."
NO_CODE = "{vendor} no mandó ningún código. No se cambió nada: use «Conectar» otra vez."
OTHER_ACCOUNT = (
    "Dio permiso {new}, pero está conectada {now}. No se cambió nada: conecte otra vez y elija "
    "{now}, o desconéctela primero."
)
NO_LICENCE = (
    "Dio permiso {new}, que no está entre las cuentas de Meet de la agenda ({accounts}). No se "
    "cambió nada: conecte otra vez y elija una de ellas, o agréguela en «Cuentas de Zoom y Meet»."
)
LACKS_NEEDED = (
    "En la página de {vendor} quedó sin marcar {scopes}, y sin ese permiso no se podrá {without}. "
    "No se cambió nada: conecte otra vez y déjelo marcado."
)
CONNECTED = "{account} quedó conectada."
FORGOTTEN = "{account} quedó desconectada, y {vendor} retiró el permiso."
FORGOTTEN_HERE = (
    "{account} quedó desconectada aquí, pero {vendor} no contestó al retirar el permiso. Retírelo "
    "en {address}."
)
NOT_WITHDRAWN = "{vendor} no contestó: el permiso se olvidó solo aquí."
NOT_PUBLIC = (
    "{vendor} solo regresa a direcciones https:// con nombre, y esta instalación se abre en {uri}. "
    "Quien administra el servidor pone su dirección https://, o conecta con el "
    "comando de abajo."
)
NO_SUCH = "Esa conexión no existe."
NOT_CONNECTED = "No hay ninguna cuenta conectada."
SET_ELSEWHERE = (
    "La configuración del servidor pone {names}, y eso va antes que lo que se conecte aquí."
)

ENDS_SUBJECT = "Atención: el permiso de {name} está por terminar"
ENDS = "El permiso que {account} dio al sistema para {name} termina el {when}: {why}"
REFUSED_SUBJECT = "Atención: {vendor} no acepta la cuenta de {name}"
REFUSED_MAIL = (
    "{vendor} no acepta la cuenta {account}, conectada para {name}. {reason}\n\n"
    "Lo pendiente espera y nada se pierde. En la página «Integraciones» está el botón para "
    "conectarla otra vez."
)
ACTIONS = {
    "accountgrant.keep": "conectó una cuenta",
    "accountgrant.forget": "desconectó una cuenta",
}


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Return a day and an hour as the office writes them."""
    return f"{dates.day(at, zone)} a las {dates.clock_time(at, zone)} h"
