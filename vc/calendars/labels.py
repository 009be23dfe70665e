"""The Spanish words for what people did with private calendars."""

ACTIONS = {
    "feed.add": "creó un calendario",
    "feed.renew": "renovó la dirección de un calendario",
    "feed.revoke": "cerró un calendario",
}
PAGES = {
    "calendars.staff": ("Calendario", "mes semana agenda efemérides"),
}
