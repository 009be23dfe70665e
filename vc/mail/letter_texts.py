"""The letters as the product says them, each of which the office can say otherwise."""

from vc.booking.text_names import NAMES as OF_A_SESSION
from vc.office.hooks import OwnText

NAMES = {
    **OF_A_SESSION,
    "nombre": "el nombre de quien lo recibe",
    "enlace": "el enlace para entrar",
    "entrada": "cómo se entra, por ejemplo «Entre aquí desde las 09:45 h»",
    "codigo": "el código de acceso, si el enlace no lo lleva",
    "ceder": "el enlace para ceder su lugar",
    "aviso": "el enlace al aviso de privacidad",
    "agenda": "el enlace a la agenda pública",
    "oficina": "el nombre de la oficina",
    "correo": "el correo de la oficina",
    "telefono": "el teléfono de la oficina",
    "contacto": "correo, teléfono y nombre de la oficina",
}
"""What can stand in a letter about a session."""
WAYS_IN = ("enlace", "entrada", "codigo")
CHANGED = {
    "cambio": "qué cambió, por ejemplo «cambió la hora»",
    "ahora": "cuándo es ahora, y cuándo era antes",
}
PAGE = {"pagina": "la página de la sesión, para el personal"}
REASON = {"motivo": "por qué se cancela"}


def _without(*names: str) -> dict[str, str]:
    """Return the names of a letter that leaves some out."""
    return {name: what for name, what in NAMES.items() if name not in names}


DOUBTS = "¿Tiene dudas? {contacto}"
EXPOSED = "{se_graba}\nAviso de privacidad: {aviso}"
WAY_IN = "{entrada}: {enlace}\nCódigo de acceso: {codigo}\n¿No podrá? Ceda su lugar: {ceder}"
SESSION = "{cuando}\n{titulo}\nCon: {lugar}"
CHANGE = (
    f"{{cambio}}: {{titulo}}\nAhora: {{ahora}}\nCon: {{lugar}}\n{WAY_IN}\n"
    "Abra el archivo adjunto para corregir su calendario.\n{descripcion}"
)
NOT_HELD = (
    "La sesión del {fecha}, {hora} h, no se realizará: {titulo}\nMotivo: {motivo}\n"
    "%s\nOtras sesiones: {agenda}\n\n" + DOUBTS
)
NO_WAY_IN = _without(*WAYS_IN, "ceder", "se_graba", "aviso")
INVITED = ("enlace", "se_graba")

LETTERS = (
    OwnText(
        key="invitation",
        title="Invitación",
        when="Al confirmarse la sala, a las personas invitadas.",
        subject="{dia}, {hora} h: {titulo}",
        body=f"{SESSION}\n{{descripcion}}\n{WAY_IN}\n"
        f"Necesita una computadora o un teléfono con sonido.\n{{grupo}}\n{EXPOSED}\n\n"
        "¿No puede o tiene dudas? {contacto}",
        names=NAMES,
        needs=INVITED,
    ),
    OwnText(
        key="room",
        title="Sala lista",
        when="Al confirmarse la sala, a quien está a cargo y a coanfitriones.",
        subject="Su sesión ya tiene sala: {dia}, {hora} h: {titulo}",
        body=f"{SESSION}\n{{entrada}}: {{enlace}}\n{{descripcion}}\n{EXPOSED}\n\n{DOUBTS}",
        names=NAMES | PAGE,
        needs=("enlace",),
    ),
    OwnText(
        key="seat",
        title="Registro con lugar",
        when="A quien se registró y tiene lugar.",
        subject="Tiene lugar: {dia}, {hora} h: {titulo}",
        body="{nombre}, tiene lugar:\n"
        f"{SESSION}\n{{descripcion}}\n{WAY_IN}\n{EXPOSED}\n\n{DOUBTS}",
        names=NAMES,
        needs=(*INVITED, "ceder"),
    ),
    OwnText(
        key="another_seat",
        title="Registro de otra persona",
        when="Cuando dos personas se registran con el mismo correo.",
        subject="Tiene lugar otra persona: {dia}, {hora} h: {titulo}",
        body="{nombre} tiene lugar, además de quien ya se registró con este correo:\n"
        f"{SESSION}\n{{descripcion}}\n{WAY_IN}\n{EXPOSED}\n\n{DOUBTS}",
        names=NAMES,
        needs=(*INVITED, "ceder"),
    ),
    OwnText(
        key="waiting_list",
        title="Lista de espera",
        when="A quien se registró cuando ya no había lugares.",
        subject="En lista de espera: {dia}, {hora} h: {titulo}",
        body="Ya no hay lugares. Si se libera uno, le enviaremos su enlace; "
        f"no tiene que hacer nada.\n{SESSION}\n¿Ya no le interesa? {{ceder}}\n"
        f"{EXPOSED}\n\n{DOUBTS}",
        names=_without(*WAYS_IN),
        needs=("ceder",),
    ),
    OwnText(
        key="change",
        title="Cambio",
        when="Cuando cambia la fecha, la hora o el enlace.",
        subject="{cambio}: {dia}, {hora} h: {titulo}",
        body=f"{CHANGE}\n{EXPOSED}\n\n{DOUBTS}",
        names=NAMES | CHANGED,
        needs=INVITED,
    ),
    OwnText(
        key="exposure",
        title="Ahora se graba",
        when="Cuando se decide grabar o transmitir después de invitar.",
        subject="Ahora {graba}: {dia}, {hora} h: {titulo}",
        body=f"{{se_graba}} La invitación anterior no lo decía.\n{CHANGE}\n"
        f"Aviso de privacidad: {{aviso}}\n\n{DOUBTS}",
        names=NAMES | CHANGED | {"graba": "«se graba», «se transmite en Facebook» o ambos"},
        needs=INVITED,
    ),
    OwnText(
        key="reminder",
        title="Recordatorio",
        when="Un día y una hora antes.",
        subject="{pronto}: {titulo}",
        body=f"{{pronto_cuando}}\n{{titulo}}\nCon: {{lugar}}\n{WAY_IN}\n{EXPOSED}\n\n{DOUBTS}",
        names=NAMES,
        needs=("enlace",),
    ),
    OwnText(
        key="cancellation",
        title="Cancelación",
        when="Cuando una sesión no se realizará.",
        subject="Se cancela: {dia}, {hora} h: {titulo}",
        body=NOT_HELD % "El enlace ya no sirve.",
        names=NO_WAY_IN | REASON,
    ),
    OwnText(
        key="waiting_over",
        title="Cancelación en espera",
        when="Cuando se cancela, a quien estaba en lista de espera.",
        subject="Se cancela: {dia}, {hora} h: {titulo}",
        body=NOT_HELD % "Ya no está en lista de espera.",
        names=NO_WAY_IN | REASON,
    ),
    OwnText(
        key="off_the_list",
        title="Ya no está invitada",
        when="A quien se quita de la lista de una sesión que sí se realiza.",
        subject="Ya no está en la lista: {titulo}",
        body="La sesión sí se realiza, pero su correo ya no está en la lista.\n"
        f"Si es un error, escriba a {{correo}}.\n{SESSION}\n\n{DOUBTS}",
        names=NO_WAY_IN,
    ),
)
ALARM = OwnText(
    key="alarm",
    title="Aviso a Coordinación",
    when="Cuando algo necesita a una persona de la oficina.",
    subject="{asunto}",
    body="{texto}\n\n{folio} · {titulo}\n{cuando}\n\n{pagina}\n\n{oficina}",
    names={
        "asunto": "de qué se trata, en pocas palabras",
        "texto": "qué pasó y qué hacer",
        "folio": "el folio de la sesión, si trata de una",
        "titulo": "el título de la sesión",
        "cuando": "el día y las horas de la sesión",
        "oficina": "el nombre de la oficina",
    }
    | PAGE,
    needs=("texto",),
)
BY_KEY = {one.key: one for one in (*LETTERS, ALARM)}
