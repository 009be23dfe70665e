"""The Spanish words of the page «Oficina»."""

from vc.office.hooks import Group

GROUPS = {
    Group.DAILY: "Más del trabajo diario",
    Group.OFFICE: "La oficina",
    Group.PEOPLE: "Personas",
    Group.ROOMS: "Salas",
    Group.PUBLISHED: "Lo que se publica",
    Group.MAIL: "Correo y textos",
    Group.RECORD: "Registro",
}
