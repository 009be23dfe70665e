"""The Spanish words of coverages."""

from vc.coverage.models import CoverageState, Shown
from vc.search.hooks import Named

STATES = {
    CoverageState.PROVEN: "comprobada",
    CoverageState.PLANNED: "planeada",
    CoverageState.UNPROVEN: "sin comprobar",
    CoverageState.CANCELLED: "cancelada",
}
TONES = {
    CoverageState.PROVEN: "ok",
    CoverageState.PLANNED: "info",
    CoverageState.UNPROVEN: "wait",
    CoverageState.CANCELLED: "off",
}
SHOWN = {
    Shown.NOBODY: "Sin personas identificables",
    Shown.CONSENTED: "Aparece alguien, con consentimiento",
    Shown.UNSAID: "Aparece alguien, todavía sin consentimiento",
}
ACTIONS = {
    "zone.add": "agregó una zona",
    "zone.change": "cambió el nombre de una zona",
    "municipality.add": "agregó un municipio",
    "municipality.change": "cambió un municipio",
    "municipality.take_out": "quitó un municipio",
    "rotation.set": "cambió el orden de las zonas",
    "zoneswap.make": "cambió la zona de un mes",
    "zoneswap.end": "devolvió el mes a su turno",
    "coverage.plan": "planeó la cobertura",
    "coverage.change": "cambió la cobertura",
    "coverage.cancel": "canceló la cobertura",
    "coverage.restore": "recuperó la cobertura",
    "coverage.address": "cambió el enlace que comprueba la cobertura",
    "coverage.photographs": "subió fotografías de la cobertura",
    "photograph.describe": "cambió los datos de una fotografía",
    "photograph.take_out": "quitó una fotografía",
    "photograph.put_back": "recuperó una fotografía",
}
COLUMNS = {
    "on_day": "Día",
    "zone": "Zona",
    "order": "Orden",
    "since": "Desde",
    "photographs": "Fotografías",
}
PAGES = {
    "coverage.index": Named(
        "Cobertura de CMSP", words="municipios zonas mapa consejo municipal seguridad pública"
    ),
    "coverage.new": Named("Planear cobertura", words="cmsp municipio sesión ir zona"),
    "municipalities.new_zone": Named("Agregar una zona", words="cmsp municipios región"),
    "zone_turns.order": Named("Cambiar el orden de las zonas", words="turno rotación cmsp"),
    "zone_turns.list_turns": Named("Turno de las zonas", words="rotación mes zona cmsp orden"),
}
