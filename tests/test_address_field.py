"""Whatever way an address is pasted, every field that takes one reads it: over all forms."""

import re

import pytest
from wtforms import StringField
from wtforms.fields.core import UnboundField

from integrations.pasted import pasted_address
from tests.test_answers import fields_of, kinds_of, problems
from vc.address_field import AddressField

ZOOM = "https://us02web.zoom.us/j/81234567890?pwd=abc.1"
MEET = "https://meet.google.com/abc-defg-hij"
TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_X%40thread.v2/0?context=%7b%7d"
VIDEO = "https://www.facebook.com/secesp/videos/1234567890"
NAMED = re.compile(r"(?:^|_)(?:url|link|document)$|Enlace|Dirección", re.IGNORECASE)
INVITATION = """Prevención SECESP le está invitando a una reunión de Zoom programada.

Tema: Plática en línea.
Hora: 3 mar 2031 10:00 a. m. Ciudad de México

Entrar Zoom Reunión
https://us02web.zoom.us/j/81234567890?pwd=abc.1

ID de reunión: 812 3456 7890
Código de acceso: 123456

Encuentre su número local: https://us02web.zoom.us/u/kdXyZ
"""
PASTED = {
    "bare": ("meet.google.com/abc-defg-hij", MEET),
    "of a page, bare": ("www.facebook.com/secesp/videos/1234567890", VIDEO),
    "no more than a site": ("www.zoom.us", "https://www.zoom.us"),
    "blanks around it": (f"  {MEET}\t\n", MEET),
    "unseen signs around it": (f"\u200b\u202a{MEET}\u202c\ufeff", MEET),
    "in angles": (f"<{MEET}>", MEET),
    "in our quotation marks": (f"«{MEET}»", MEET),
    "in brackets": (f"({MEET})", MEET),
    "in bare brackets": ("<www.facebook.com/secesp/videos/1234567890>", VIDEO),
    "in a sentence": (f"Entre aquí: {MEET}.", MEET),
    "a sentence, bare": ("Entre a meet.google.com/abc-defg-hij, por favor", MEET),
    "as Outlook writes it": (f"Unirse a la reunión<{ZOOM}>", ZOOM),
    "a whole invitation": (INVITATION, ZOOM),
    "an invitation in one line": (" ".join(INVITATION.split()), ZOOM),
    "Meet's, with telephones": (
        f"Enlace de la videollamada: {MEET}\nMás números: https://tel.meet/abc-defg-hij?pin=1",
        MEET,
    ),
    "Teams', help before it": (
        f"Microsoft Teams ¿Necesita ayuda? https://aka.ms/JoinTeamsMeeting?omkt=es\n{TEAMS}",
        TEAMS,
    ),
    "the same twice": (f"{ZOOM} <{ZOOM}>", ZOOM),
    "its number in groups": ("https://zoom.us/j/812 3456 7890", "https://zoom.us/j/81234567890"),
    "by way of a mail filter": (
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fmeet.google.com"
        "%2Fabc-defg-hij&data=05%7C02&reserved=0",
        MEET,
    ),
    "by way of Facebook": (
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fmeet.google.com%2Fabc-defg-hij&h=AT0",
        MEET,
    ),
    "with its own brackets": (
        "https://es.wikipedia.org/wiki/Prevenci%C3%B3n_(delito)",
        "https://es.wikipedia.org/wiki/Prevenci%C3%B3n_(delito)",
    ),
    "an address in its query": (
        "https://example.org/a?u=https://example.org/b",
        "https://example.org/a?u=https://example.org/b",
    ),
}
NO_ADDRESS = ("javascript:alert(1)", "http://a.example", "hola", "https://", "https://a b", "//[x")
SEVERAL = "https://a.example/1 y https://b.example/2"


@pytest.mark.parametrize("way", PASTED)
def test_an_address_is_read_however_it_is_pasted(way):
    pasted, address = PASTED[way]

    assert pasted_address(pasted) == address


def test_every_field_takes_every_way_and_refuses_what_is_no_address(app):
    fields = fields_of(AddressField)
    wrong = [
        (field.args, way, told)
        for field in fields
        for way, (pasted, _) in PASTED.items()
        if (told := problems(app, field, pasted))
    ]
    taken = [
        (field.args, bad)
        for field in fields
        for bad in (*NO_ADDRESS, SEVERAL)
        if not problems(app, field, bad)
    ]

    assert len(fields) >= 8
    assert (wrong, taken) == ([], [])
    assert "varios enlaces" in problems(app, fields[0], SEVERAL)[0]


def test_whatever_is_called_an_address_is_read_by_the_one_reader():
    others = {
        (kind.__name__, name)
        for kind in kinds_of()
        for name in dir(kind)
        if isinstance(field := getattr(kind, name), UnboundField)
        and issubclass(field.field_class, StringField)
        and not issubclass(field.field_class, AddressField)
        and (NAMED.search(name) or NAMED.search(" ".join(map(str, field.args))))
    }

    # That of this very system may be one of the office's own network, without https or a dot.
    assert others == {("MailForm", "public_url")}
