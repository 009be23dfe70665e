"""YouTube: videos and shorts of the office's channel."""

from datetime import date

from vc.networks.facts import Format, NetworkFacts, Step, TextLimits
from vc.shapes import Shape


def length(text: str) -> int:
    """Return YouTube's length of a text: it counts bytes."""
    return len(text.encode())


FACTS = NetworkFacts(
    label="YouTube",
    mark="Yt",
    consent_key="youtube",
    text=TextLimits(
        most=5_000,
        length=length,
        unit=" bytes",
        most_title=100,
        refuses="<>",
        source="developers.google.com, YouTube Data API, videos",
    ),
    shapes=(Shape.WIDE, Shape.TALL, Shape.SQUARE),
    formats=(
        Format(
            name="Short de YouTube",
            shapes=(Shape.TALL, Shape.SQUARE),
            most_ms=180_000,
            note="Con música reclamada, uno de más de un minuto se bloquea en todo el mundo.",
            source="support.google.com/youtube, Shorts de hasta tres minutos",
            seen_on=date(2026, 11, 22),
        ),
    ),
    guide=(
        Step(
            "Cree el proyecto y active la API",
            "En Google Cloud, un proyecto de la oficina; en «API y servicios» active «YouTube Data "
            "API v3». Cada proyecto puede subir 100 videos al día.",
            url="https://console.cloud.google.com/apis/library/youtube.googleapis.com",
            connects=True,
        ),
        Step(
            "Conecte la cuenta del canal",
            "En «Integraciones», el botón «Conectar con YouTube» dice qué cliente de OAuth se crea "
            "en Google y lleva a dar el permiso con la cuenta dueña del canal. Desde el servidor "
            "lo hace flask connect youtube.",
            connects=True,
        ),
        Step(
            "Verifique el canal por teléfono",
            "Sin eso YouTube no admite miniaturas propias ni videos de más de 15 minutos.",
            url="https://www.youtube.com/verify",
        ),
    ),
    permissions=("https://www.googleapis.com/auth/youtube.force-ssl",),
)
