"""The letters to those who ask for a talk, each of which the office can say otherwise."""

from vc.office.hooks import OwnText

NAMES = {
    "folio": "el folio de la solicitud",
    "tema": "el tema que se pide",
    "institucion": "la escuela o institución",
    "fechas": "las fechas que se propusieron",
    "seguimiento": "el enlace a la página de la solicitud",
    "oficina": "el nombre de la oficina",
    "correo": "el correo de la oficina",
    "telefono": "el teléfono de la oficina",
    "contacto": "correo, teléfono y nombre de la oficina",
}
OF_NOBODY = {
    name: what for name, what in NAMES.items() if name not in ("tema", "institucion", "fechas")
}
"""What a letter holds while its e-mail may be anybody's: nothing that somebody typed."""
DOUBTS = "¿Tiene dudas? {contacto}"

CONFIRM = OwnText(
    key="request_confirm",
    title="Confirmar el correo",
    when="Al enviarse una solicitud de plática, para comprobar que el correo es suyo.",
    subject="Confirme su correo: solicitud {folio}",
    body="Alguien pidió una plática con este correo. Si fue usted, ábrala y confírmelo:\n"
    "{seguimiento}\n\nSi no fue usted, no haga nada: en tres días se borra.\n\n{contacto}",
    names=OF_NOBODY,
    needs=("seguimiento",),
)
RECEIVED = OwnText(
    key="request_received",
    title="Solicitud recibida",
    when="Cuando una solicitud de plática llega a la oficina.",
    subject="Recibimos su solicitud {folio}",
    body="Recibimos su solicitud de una plática.\nTema: {tema}\nPara: {institucion}\n"
    "Fechas propuestas: {fechas}\n\n"
    "Le escribiremos con la respuesta. Aquí ve cómo va, y puede retirarla:\n{seguimiento}\n\n"
    + DOUBTS,
    names=NAMES,
    needs=("seguimiento",),
)
ACCEPTED = OwnText(
    key="request_accepted",
    title="Solicitud aceptada",
    when="Cuando se agenda la sesión de una solicitud de plática.",
    subject="Aceptada: {dia}, {hora} h: {titulo}",
    body="Su solicitud {folio} fue aceptada.\n{cuando}\n{titulo}\nCon: {lugar}\n"
    "Página de la sesión: {pagina_publica}\n\n"
    "Cuando la sala esté lista le llega otro correo con su enlace para entrar.\n{grupo}\n"
    "{se_graba}\nSu solicitud: {seguimiento}\n\n" + DOUBTS,
    names=NAMES
    | {
        "titulo": "el título de la sesión",
        "cuando": "el día y las horas de la sesión",
        "dia": "el día corto, por ejemplo «jueves 3 dic»",
        "hora": "la hora de inicio",
        "lugar": "la institución o grupo, y su municipio",
        "grupo": "cómo se conecta un grupo de niñas, niños y adolescentes",
        "se_graba": "que se graba o se transmite, si así es",
        "pagina_publica": "la dirección de la página de la sesión",
    },
    needs=("cuando", "pagina_publica"),
)
DECLINED = OwnText(
    key="request_declined",
    title="Solicitud declinada",
    when="Cuando una solicitud de plática no se puede atender.",
    subject="Sobre su solicitud {folio}",
    body="Esta vez no podremos dar la plática que pidió.\nTema: {tema}\nMotivo: {motivo}\n\n"
    "Puede pedir otra cuando guste. Otras sesiones: {agenda}\n\n" + DOUBTS,
    names=NAMES | {"motivo": "por qué no se puede", "agenda": "el enlace a la agenda pública"},
    needs=("motivo",),
)
LETTERS = (CONFIRM, RECEIVED, ACCEPTED, DECLINED)
