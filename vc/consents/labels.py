"""The Spanish words of consents."""

from vc.consents.models import ANY_CHANNEL, Scope
from vc.networks.known import NETWORKS
from vc.search.hooks import Named

SCOPES = {
    Scope.IMAGE: "imagen",
    Scope.VOICE: "voz",
    Scope.NAME: "nombre",
    Scope.TESTIMONY: "testimonio",
}
CHANNELS = {one.consent_key: one.in_consents or one.label for one in NETWORKS.values()}
CHANNELS[ANY_CHANNEL] = "cualquier canal"
ACTIONS = {
    "consent.add": "registró el consentimiento",
    "consent.revoke": "revocó el consentimiento",
}
PAGES = {
    "consents.new": Named("Registrar un consentimiento", words="nuevo autorización permiso firma"),
}
