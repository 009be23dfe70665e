"""The Spanish sentences of what is next with a session, of its chain and of its timeline."""

WHOSE = "Le toca a {host} o a Coordinación."

FAILED = "No se pudo crear la sala."
GONE = "La sala ya no existe en {platform}."
LACKS_LINK = "Falta el enlace de la sala."
WAITING = "La sesión está en lista de espera: no tiene sala."
UNSENT = "{platform} no tomó el último cambio."
BEING_MADE = "{platform} está creando la sala."

WHY = {
    "failed": "Vuelva a intentarlo, o pida ayuda a Coordinación.",
    "gone": "Alguien la borró. Puede crear otra; el enlace que se da es el mismo.",
    "lacks link": "Cree la sala con la cuenta {account} y pegue aquí su enlace.",
    "waiting": "En cuanto se libere una cuenta a esa hora, la sala se crea sola. También puede "
    "elegir otra hora.",
    "unsent": "La sala sigue como estaba antes del cambio.",
    "being made": "Tarda unos segundos; esta página cambia sola.",
}

RETRY = "Reintentar"
MAKE_AGAIN = "Crear otra sala"
MOVE = "Elegir otra hora"
PASTE = "Guardar enlace"
OPEN = "Abrir la sala"
TEST = "Probar la sala"
SHARE = "Copiar invitación"
BOOK_ALIKE = "Agendar otra igual"

OPEN_SOON = "Abra la sala: las personas ya pueden llegar."
OPEN_NOW = "Es la hora: abra la sala si todavía no lo hizo."
NOT_SHARED = "Todavía nadie de fuera tiene la invitación."
WHY_SHARE = "Nadie se ha registrado ni entró por la dirección."
NOT_TESTED = "Pruebe la sala antes de que lleguen las personas."
WHY_TEST = "Cámara, sonido y lo que va a mostrar."
ALL_READY = "Todo está listo."
ON_AIR = "La sesión está en curso. Nada por atender."
ALL_DONE = "Nada por atender."
CANCELLED = "La sesión no se realizará."
OF_THE_OFFICE = "de la oficina"

DAYS_ALONE = 3
"""From so many days on, hours say nothing."""
TO_BEGIN = "para empezar"
TO_END = "para terminar, a las {hour} h"
OVERRUNS = "de más: debía terminar a las {hour} h"

STOP_CANCELLED = "Cancelada"
STOP_ON = "En curso"
STOP_INSIDE = "{count:,} dentro"
STOP_HELD = "Se realizó"
STOP_READY = "Lista, {label}"
STOPS = {
    "being made": "Creándose",
    "waiting": "En lista de espera",
    "lacks link": "Falta el enlace",
    "failed": "No se pudo crear",
    "gone": "Ya no existe",
    "closed": "Cerrada",
    "unsent": "Falta un cambio",
    "ready": "Lista",
}

MOVED_HOUR = "movió la sesión de las {before} a las {after} h"
MOVED_DAY = "movió la sesión del {before}, al {after}"
DOOR_OPENS = "Se puede entrar; {host} abre la sala"
BEGINS = "Empieza la sesión"
ENDS = "Termina la sesión"
BEGAN = "Se abrió la sala"
ENDED = "Se cerró la sala"
