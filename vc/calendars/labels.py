"""The Spanish words for what people did with private calendars."""

from vc.search.hooks import Named

ACTIONS = {
    "observance.add": "agregó una efeméride",
    "observance.change": "cambió una efeméride",
    "observance.remove": "quitó una efeméride",
    "observancerule.add": "agregó una regla de efemérides",
    "observancerule.change": "cambió una regla de efemérides",
    "feed.add": "creó un calendario",
    "feed.renew": "renovó la dirección de un calendario",
    "feed.revoke": "cerró un calendario",
}
PAGES = {
    "observances.new": Named("Agregar efeméride", words="día conmemorativo nuevo"),
    "observances.new_rule": Named("Agregar regla anual de efemérides", words="cada año"),
    "calendars.staff": Named("Calendario", words="mes semana agenda efemérides"),
}

AGENDA = "Pláticas y foros en línea"
AGENDA_SAYS = (
    "Agenda pública: pláticas y foros en línea, gratuitos. Se entra desde el teléfono o la "
    "computadora, y no hace falta cuenta."
)
FREE = "Gratuitos, desde el teléfono o la computadora"
MOVED = "Se movió «{name}»: {day}, {begins} a {ends} h."
LIES_IN = "Cae en: {name}."
TELLS_NOBODY = "No se avisa a nadie."
TELLS_ONE = "Se avisará a 1 persona en 10 segundos."
TELLS_MANY = "Se avisará a {count} personas en 10 segundos."


def whom(count: int) -> str:
    """Return how many people will hear of a move, unless it is taken back."""
    one_or_none = (TELLS_NOBODY, TELLS_ONE)
    return one_or_none[count] if count < 2 else TELLS_MANY.format(count=f"{count:,}")
