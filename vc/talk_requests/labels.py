"""The Spanish words of requests."""

from vc.search.hooks import Named
from vc.talk_requests.models import RequestStatus

S = RequestStatus

STATUSES = {
    S.UNCONFIRMED: "Falta confirmar el correo",
    S.WAITING: "Por revisar",
    S.REVIEWING: "En revisión",
    S.ACCEPTED: "Aceptada",
    S.DECLINED: "Declinada",
    S.WITHDRAWN: "Retirada",
}
TONES = {S.UNCONFIRMED: "wait", S.WAITING: "wait", S.REVIEWING: "info", S.ACCEPTED: "ok"}
ACTIONS = {
    "talkrequest.add": "alguien pidió una plática",
    "talkrequest.waiting": "llegó una solicitud de plática",
    "talkrequest.reviewing": "tomó una solicitud de plática",
    "talkrequest.accepted": "aceptó una solicitud de plática",
    "talkrequest.declined": "declinó una solicitud de plática",
    "talkrequest.withdrawn": "quien pidió una plática retiró su solicitud",
}
PARTS = {
    "abiertas": "Por atender",
    "aceptadas": "Aceptadas",
    "declinadas": "Declinadas",
    "retiradas": "Retiradas",
}
MANY_ASK = (
    "Llegan muchas solicitudes a la vez. Lo que escribió sigue aquí: vuelva a enviarla {when}."
)
PAGES = {
    "talk_requests.new": Named("Solicitar una plática", words="formulario público escuelas pedir"),
}
