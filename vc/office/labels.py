"""The Spanish words of the page «Oficina» and of what is arranged there."""

from vc.office.hooks import Group
from vc.page_settings import ON_PAGES, PALETTES

GROUPS = {
    Group.DAILY: "Más del trabajo diario",
    Group.OFFICE: "La oficina",
    Group.PEOPLE: "Personas",
    Group.ROOMS: "Salas",
    Group.PUBLISHED: "Lo que se publica",
    Group.MAIL: "Correo y textos",
    Group.RECORD: "Registro",
}
ACTIONS = {
    "setting.change": "cambió un dato de la oficina",
    "mailtext.change": "cambió un texto de la oficina",
    "mailtext.reset": "volvió al texto original",
    "holiday.add": "agregó un día inhábil",
    "holiday.change": "cambió un día inhábil",
    "holiday.remove": "quitó un día inhábil",
    "area.add": "agregó un área",
    "area.change": "cambió un área",
}
COLUMNS = {**ON_PAGES, "observed_on": "Día", "is_off": "Es inhábil"}
VALUES = {"office_palette": PALETTES}
