"""TikTok: upright videos of the office's account, where the young people are."""

from datetime import date

from vc.networks.facts import Format, NetworkFacts, TextLimits
from vc.shapes import Shape


def length(text: str) -> int:
    """Return TikTok's length of a text: in units of UTF-16, of which an emoji takes two."""
    return len(text.encode("utf-16-le")) // 2


FACTS = NetworkFacts(
    label="TikTok",
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
            least_ms=3_000,
            most_ms=600_000,
            most_bytes=4_000_000_000,
            note="Hay cuentas que no pueden publicar videos de más de 3 minutos.",
            source="developers.tiktok.com, media transfer guide, video restrictions",
            seen_on=date(2026, 11, 30),
        ),
    ),
    # An office decides to be there: nobody gets an account of it by an upgrade.
    is_offered_on=False,
    thumbnail_note="TikTok la pide al publicar.",
)
