"""TikTok: upright videos of the office's account, where the young people are."""

from datetime import date

from vc.networks.facts import Format, NetworkFacts, Step, TextLimits
from vc.shapes import Shape


def length(text: str) -> int:
    """Return TikTok's length of a text: in units of UTF-16, of which an emoji takes two."""
    return len(text.encode("utf-16-le")) // 2


FACTS = NetworkFacts(
    label="TikTok",
    mark="Tt",
    consent_key="tiktok",
    text=TextLimits(
        most=2_200,
        length=length,
        source="developers.tiktok.com, Content Posting API, direct post",
    ),
    shapes=(Shape.TALL, Shape.SQUARE, Shape.WIDE),
    formats=(
        Format(
            name="TikTok",
            shapes=(Shape.TALL,),
            takes=(Shape.TALL,),
            least_ms=3_000,
            most_ms=600_000,
            most_bytes=4_000_000_000,
            note="Hay cuentas que no pueden publicar videos de más de 3 minutos.",
            source="developers.tiktok.com, media transfer guide, video restrictions",
            seen_on=date(2026, 11, 30),
        ),
    ),
    guide=(
        Step(
            "Cree la aplicación y conecte la cuenta",
            "En «Integraciones», el botón «Conectar con TikTok» dice qué se crea en TikTok for "
            "Developers y lleva a dar el permiso con la cuenta de la oficina. Desde el servidor lo "
            "hace flask connect tiktok.",
            url="https://developers.tiktok.com/apps/",
            connects=True,
        ),
        Step(
            "Pida la auditoría de TikTok",
            "Mientras TikTok no audite la aplicación, solo deja publicar en una cuenta privada, y "
            "lo publicado solo lo ve ella misma. Hasta entonces, publique a mano: todo lo demás "
            "funciona igual.",
            url="https://developers.tiktok.com/doc/content-sharing-guidelines",
        ),
        Step(
            "Sepa cómo sale cada video",
            "Sale para todos, sin aviso de contenido comercial, y con los comentarios, duetos y "
            "«Pegar» que la cuenta permita en ese momento. TikTok no da cifras ni deja borrar "
            "desde fuera: eso sigue a mano.",
        ),
    ),
    permissions=("user.info.basic", "video.publish"),
    # An office decides to be there: nobody gets an account of it by an upgrade.
    is_offered_on=False,
    thumbnail_note="A mano, TikTok la pide al publicar.",
)
