"""The Spanish words of privacy."""

from vc.privacy.models import Source

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
    "privacy.new": ("Escribir un aviso de privacidad", "nueva versión datos personales"),
    "privacy.simple": ("Aviso de privacidad", "público simplificado datos personales"),
    "privacy.full": ("Aviso de privacidad integral", "público completo datos personales"),
}
