"""The file of a certificate's paper."""

from flask import Response

from vc.addresses import absolute_url
from vc.certificates.models import Certificate
from vc.certificates.paper import certificate
from vc.db import db
from vc.errors import NotFoundError
from vc.office import service as office
from vc.services import services

GONE = "Esa constancia ya no se puede descargar; su folio se sigue comprobando."


def as_file(row: Certificate) -> Response:
    """Return the paper of a certificate that holds. Raises NotFoundError for others."""
    if not row.is_valid or not row.name:
        raise NotFoundError(GONE)
    settings = services().settings
    token = settings.office_logo
    logo = office.logo_by_digest(db.session(), token).content if token else b""
    address = absolute_url("certificates_public.verify", folio=row.folio)
    content = certificate(row, settings, address=address, logo=logo)
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="constancia-{row.folio}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
