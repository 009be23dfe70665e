"""The Spanish words for what people did with private calendars."""

ACTIONS = {
    "feed.add": "creó una suscripción privada",
    "feed.renew": "renovó la dirección de una suscripción",
    "feed.revoke": "cerró una suscripción",
}
PAGES = {
    "calendars.staff": ("Calendario", "mes semana agenda efemérides"),
}
