"""The letters as they are read: the models of each kind, whole, on the day they are written."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.calendars.golden import GUEST, HEAD, session
from vc.booking.states import EventStatus
from vc.mail.templates import Stamp, cancellation, invitation, reminder, seat, waiting_list
from vc.mail.wording import Addressee, Before, Letter

DAY = datetime(2031, 3, 4, 18, tzinfo=UTC)
STAMP = Stamp(2, DAY)
LINK = "https://vc.example/s/abcdefghijklmnop/qrstuvwxyz234567"
WHEN = "iernes 7 de marzo, de 10:00 a 11:30 h (hora del centro de México)"
TITLE = "Plática: prevención de la extorsión; ¿qué hacer?"
SHORT = f"viernes 7 mar, 10:00 h: {TITLE}"
PLACE = "Con: Secundaria 12, Soledad"
TEXT = "Traer identificación,\nllegar antes."
SAID = (
    "La sesión se graba, se transmite en Facebook y partes de ella pueden publicarse. "
    "Puede apagar su cámara y entrar solo con su nombre de pila.\n"
    "Aviso de privacidad: https://vc.example/privacidad"
)
DOUBTS = "¿Tiene dudas? secesp@slp.example · SECESP"
OWN = "https://vc.example/s/abcdefghijklmnop/token"
ANA = Addressee("ana@escuela.example", "Ana López", link=OWN, cancel_link=f"{OWN}/cancelar")
HOST = Addressee("p1@secesp.example", "Jorge Medina")


def changed(**before: object) -> Letter:
    """Return the letter of a change to a guest, who was told something else before."""
    told = {"starts_at": session().starts_at, "ends_at": session().ends_at, "is_link_kept": True}
    return invitation(session(), GUEST, HEAD, stamp=STAMP, before=Before(**told | before))


def cancelled() -> Letter:
    """Return the letter that the session does not take place."""
    event = session()
    event.status, event.cancel_reason = EventStatus.CANCELLED, "Se suspendió la plática"
    return cancellation(event, GUEST, HEAD, stamp=STAMP)


MODELS = {
    "guest": (
        lambda: invitation(session(), GUEST, HEAD, stamp=STAMP),
        f"V{SHORT[1:]}",
        f"V{WHEN}\n{TITLE}\n{PLACE}\n{TEXT}\nEntre aquí desde las 09:45 h: {LINK}\n"
        f"Necesita una computadora o un teléfono con sonido.\n{SAID}\n\n"
        "¿No puede o tiene dudas? secesp@slp.example · SECESP",
    ),
    "host": (
        lambda: invitation(session(), HOST, HEAD, stamp=STAMP),
        f"Su sesión ya tiene sala: {SHORT}",
        f"V{WHEN}\n{TITLE}\n{PLACE}\n"
        "Ábrala 15 minutos antes desde https://vc.example/sesiones/7\n"
        f"Enlace para compartir: {LINK}\n{TEXT}\n{SAID}\n\n{DOUBTS}",
    ),
    "registered": (
        lambda: invitation(session(), ANA, HEAD, stamp=STAMP),
        f"Tiene lugar: {SHORT}",
        f"Ana López, tiene lugar:\nV{WHEN}\n{TITLE}\n{PLACE}\n{TEXT}\n"
        f"Su enlace es personal; no lo comparta. Entre aquí desde las 09:45 h: {OWN}\n"
        f"¿No podrá? Ceda su lugar: {OWN}/cancelar\n{SAID}\n\n{DOUBTS}",
    ),
    "hour": (
        lambda: changed(starts_at=session().starts_at - timedelta(hours=1)),
        f"Cambió la hora: {SHORT}",
        f"Cambió la hora: {TITLE}\nAhora: v{WHEN}. Antes: de 09:00 a 11:30 h.\n{PLACE}\n"
        f"El enlace es el mismo: {LINK}\nAbra el archivo adjunto para corregir su calendario.\n"
        f"{TEXT}\n{SAID}\n\n{DOUBTS}",
    ),
    "off the list": (
        lambda: cancellation(session(), GUEST, HEAD, stamp=STAMP),
        f"Ya no está en la lista: {TITLE}",
        "La sesión sí se realiza, pero su correo ya no está en la lista.\n"
        f"Si es un error, escriba a secesp@slp.example.\nV{WHEN}\n{TITLE}\n{PLACE}\n\n{DOUBTS}",
    ),
    "cancelled": (
        cancelled,
        f"Se cancela: {SHORT}",
        f"La sesión del viernes 7 de marzo, 10:00 h, no se realizará: {TITLE}\n"
        "Motivo: Se suspendió la plática\n"
        f"El enlace ya no sirve.\nOtras sesiones: https://vc.example/agenda\n\n{DOUBTS}",
    ),
    "today": (
        lambda: reminder(session(), GUEST, HEAD, session().starts_at - timedelta(hours=1)),
        f"Hoy a las 10:00 h: {TITLE}",
        "Hoy, de 10:00 a 11:30 h (hora del centro de México)\n"
        f"{TITLE}\n{PLACE}\nEntre aquí desde las 09:45 h: {LINK}\n{SAID}\n\n{DOUBTS}",
    ),
    "waiting": (
        lambda: waiting_list(session(), ANA, HEAD, DAY),
        f"En lista de espera: {SHORT}",
        "Ya no hay lugares. Si se libera uno, le enviaremos su enlace; no tiene que hacer nada.\n"
        f"V{WHEN}\n{TITLE}\n{PLACE}\n¿Ya no le interesa? {OWN}/cancelar\n{SAID}\n\n{DOUBTS}",
    ),
}


@pytest.mark.parametrize("kind", MODELS)
def test_a_letter_reads_like_its_model(kind):
    write, subject, text = MODELS[kind]

    letter = write()

    assert letter.subject == subject
    assert letter.text == text


@pytest.mark.parametrize(
    ("before", "title"),
    [
        ({"starts_at": session().starts_at - timedelta(days=1)}, "Cambió la fecha"),
        ({"ends_at": session().ends_at - timedelta(hours=1)}, "Cambió la hora"),
        ({"is_link_kept": False}, "Cambió el enlace"),
        ({}, "Cambió la sesión"),
        ({"starts_at": None}, "Cambió la sesión"),
    ],
)
def test_a_change_is_named_by_what_became_another(before, title):
    assert changed(**before).subject == f"{title}: {SHORT}"


def test_a_session_of_another_year_is_told_with_its_year():
    letter = invitation(session(), GUEST, HEAD, stamp=Stamp(2, DAY - timedelta(days=200)))

    assert letter.text.startswith("Viernes 7 de marzo de 2031, de 10:00")


@pytest.mark.parametrize("write", [reminder, seat, waiting_list])
def test_groups_of_children_read_the_lines_of_help_last(write):
    event = session()
    event.has_minors = True

    last = write(event, ANA, HEAD, DAY).text.splitlines()[-1]

    assert last == "Si hay peligro, 911 (emergencias). Denuncia anónima, 089."


def test_without_an_address_of_ours_the_code_is_said_only_where_the_link_lacks_it():
    event, head = session(), replace(HEAD, public_url="")
    with_code = invitation(event, GUEST, head, stamp=STAMP).text
    event.meeting.join_url = "https://zoom.us/j/67211826573"

    assert "Código de acceso" not in with_code
    assert f"Entre aquí: {event.meeting.join_url}\nCódigo de acceso: 12345678" in (
        invitation(event, GUEST, head, stamp=STAMP).text
    )
