"""The Spanish words of consents."""

from vc.consents.models import ANY_CHANNEL, Scope

SCOPES = {
    Scope.IMAGE: "imagen",
    Scope.VOICE: "voz",
    Scope.NAME: "nombre",
    Scope.TESTIMONY: "testimonio",
}
CHANNELS = {
    "facebook": "Facebook",
    "instagram": "Instagram",
    "youtube": "YouTube",
    "x": "X",
    "sitio": "el sitio web",
    ANY_CHANNEL: "cualquier canal",
}
ACTIONS = {
    "consent.add": "registró el consentimiento",
    "consent.revoke": "revocó el consentimiento",
}
