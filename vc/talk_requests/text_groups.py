"""What the page of the office's own words shows of the letters about requests."""

from vc.mail.service import office_of
from vc.office.hooks import Look, OwnText, Sample, TextGroup
from vc.talk_requests.letter_texts import LETTERS

EXAMPLES = {
    "folio": "SOL-00012",
    "tema": "Uso seguro de redes",
    "institucion": "Secundaria 12",
    "fechas": "jueves 3 de diciembre, 10:00 h; viernes 4 de diciembre, 10:00 h",
    "motivo": "En esas fechas no hay quién la dé. Puede pedirla de nuevo con otras.",
    "titulo": "Uso seguro de redes",
    "cuando": "jueves 3 de diciembre, de 10:00 a 11:00 h (hora del centro de México)",
    "dia": "jueves 3 dic",
    "hora": "10:00",
    "lugar": "Secundaria 12, Soledad",
    "grupo": "Conecte un solo equipo por grupo y pruébelo 15 minutos antes.",
    "se_graba": "",
}


def sample(look: Look, text: OwnText) -> Sample:
    """Return what a letter's names stand for, of a request that is made up."""
    head = office_of(look.services).head
    mailbox = head.email if head.mailbox is None else head.mailbox
    names = EXAMPLES | {
        "seguimiento": f"{head.public_url}/solicitud/ejemplo",
        "pagina_publica": f"{head.public_url}/s/ejemplo",
        "agenda": f"{head.public_url}/agenda",
        "oficina": head.name,
        "correo": mailbox,
        "telefono": head.phone,
        "contacto": " · ".join(one for one in (mailbox, head.phone, head.name) if one),
    }
    known = {name: names[name] for name in text.names}
    return Sample(known, "Con una solicitud de ejemplo.")


GROUP = TextGroup("Correos a quienes piden una plática", LETTERS, sample)
