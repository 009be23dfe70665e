"""The Spanish words of privacy."""

from vc.privacy.models import Source
from vc.search.hooks import Named

SOURCES = {
    Source.REGISTRATION: "al registrarse",
    Source.DOOR: "en la entrada",
    Source.OFFICE: "lo anotó la oficina",
}
ACTIONS = {
    "privacynotice.publish": "publicó una versión del aviso de privacidad",
    "refusal.add": "se anotó que alguien no desea aparecer",
    "refusal.withdraw": "se anuló que alguien no desea aparecer",
}
PAGES = {
    "privacy.new": Named("Escribir un aviso de privacidad", words="nueva versión datos personales"),
    "privacy.simple": Named("Aviso de privacidad", words="público simplificado datos personales"),
    "privacy.full": Named(
        "Aviso de privacidad integral", words="público completo datos personales"
    ),
}
