"""The Spanish words for certificates."""

from vc.certificates.models import CertificateStatus
from vc.page_settings import NO_CERTIFICATE
from vc.search.hooks import Named

STATUSES = {
    CertificateStatus.VALID: "Válida",
    CertificateStatus.REVOKED: "Revocada",
    CertificateStatus.REPLACED: "Sustituida",
}
MINIMUMS = {
    "50%": "Quien estuvo la mitad de la sesión",
    "60%": "Quien estuvo 60 % de la sesión",
    "70%": "Quien estuvo 70 % de la sesión",
    "80%": "Quien estuvo 80 % de la sesión",
    "90%": "Quien estuvo 90 % de la sesión",
    "100%": "Quien estuvo toda la sesión",
    "15m": "Quien estuvo 15 minutos",
    "30m": "Quien estuvo 30 minutos",
    "45m": "Quien estuvo 45 minutos",
    "60m": "Quien estuvo 60 minutos",
    "90m": "Quien estuvo 90 minutos",
    "120m": "Quien estuvo 120 minutos",
    NO_CERTIFICATE: "Sin constancia",
}
ACTIONS = {
    "event.certificates": "emitió las constancias",
    "event.certificate_rule": "cambió quién recibe constancia",
    "certificaterule.set": "cambió quién recibe constancia por tipo de sesión",
    "certificate.give": "se emitió una constancia",
    "certificate.revoked": "revocó una constancia",
    "certificate.replaced": "se sustituyó una constancia",
}
PAGES = {
    "certificates_public.look_up": Named(
        "Comprobar una constancia", words="verificar folio certificado válida falsa"
    ),
}
COLUMNS = {"minimum": "quién recibe constancia"}


def minimum(code: str) -> str:
    """Return what it takes, in words."""
    if code in MINIMUMS:
        return MINIMUMS[code]
    number, is_part = code[:-1], code.endswith("%")
    return f"Quien estuvo {number} % de la sesión" if is_part else f"Quien estuvo {number} minutos"
