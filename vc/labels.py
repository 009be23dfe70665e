"""The Spanish words of the frame of every page: what it says of a failure, and of sizes."""

from http import HTTPStatus

TRY_AGAIN = "Inténtelo otra vez {when}."
EXPIRED_FORM = (
    "No se guardó: la página llevaba mucho abierta. Su texto sigue aquí; use otra vez el botón."
)
EXPIRED_PAGE = (
    "No se guardó: la página llevaba mucho abierta. Vuelva a la página anterior, cárguela de "
    "nuevo y repítalo."
)
SOMEBODY_CHANGED_IT = "Alguien más cambió esto mientras usted lo tenía abierto. No se guardó nada."
HTTP_ERRORS = {
    HTTPStatus.BAD_REQUEST: (
        "No se pudo leer lo enviado",
        "Vuelva a cargar la página anterior y repítalo.",
    ),
    HTTPStatus.FORBIDDEN: (
        "No tiene permiso",
        "Si necesita entrar aquí, pida el permiso a quien administra el sistema.",
    ),
    HTTPStatus.NOT_FOUND: (
        "No se encontró",
        "La dirección pudo cambiar o estar incompleta. Si la recibió en una invitación, cópiela "
        "entera, hasta la última letra, o busque la sesión en la agenda pública.",
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "Esta página no se abre por su dirección",
        "Vuelva a la página anterior y use el botón.",
    ),
    HTTPStatus.CONFLICT: (
        "Cambió mientras tanto",
        "Vuelva a abrir la página para ver cómo quedó y repita lo que haga falta.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "El envío es demasiado grande",
        "No se guardó nada. Regrese con el botón «Atrás» del navegador: su texto sigue ahí; "
        "acórtelo y vuelva a enviarlo.",
    ),
    HTTPStatus.UNPROCESSABLE_ENTITY: (
        "No se puede hacer",
        "Regrese a la página anterior, corrija lo que se indica y vuelva a intentarlo.",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        "Demasiados intentos",
        "Espere unos minutos y vuelva a intentarlo.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "Algo falló de nuestro lado",
        "Lo que ya estaba guardado sigue guardado. Vuelva a intentarlo; si se repite, avise a "
        "quien administra el sistema.",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "Volvemos en un momento",
        "Lo guardado no se pierde, y las salas que ya empezaron siguen abiertas.",
    ),
}


def counted(count: int, one: str, many: str) -> str:
    """Return a count with its noun: «1 lugar», «1,204 lugares»."""
    return f"{count:,} {one if count == 1 else many}"


def file_size(count: int | None) -> str:
    """Return a number of bytes as people read it: «1.4 GB»."""
    size = float(count or 0)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:,.0f} {unit}" if unit in ("B", "kB") else f"{size:,.1f} {unit}"
