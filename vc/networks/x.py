"""X: posts of the office's account, each of which costs money."""

from datetime import date

from vc.networks.facts import Format, NetworkFacts, Step, TextLimits
from vc.networks.weighted_length import has_address, weight
from vc.shapes import ALL_SHAPES, Shape

PRICE = "X cobra 0.015 USD por publicarla."
LINK_PRICE = "X cobra 0.20 USD por publicarla, porque el texto lleva una dirección."
"""By its interface only (contract of Meta, 7.6)."""


def price(text: str) -> str:
    """Return the price of a post with a text."""
    return LINK_PRICE if has_address(text) else PRICE


FACTS = NetworkFacts(
    label="X",
    mark="X",
    consent_key="x",
    text=TextLimits(
        most=280,
        length=weight,
        unit=" (como cuenta X)",
        source="docs.x.com, counting characters",
    ),
    shapes=(Shape.WIDE, Shape.SQUARE, Shape.TALL),
    formats=(
        Format(
            name="X",
            shapes=ALL_SHAPES,
            takes=ALL_SHAPES,
            least_ms=500,
            most_ms=140_000,
            most_bytes=512_000_000,
            note="Los límites dependen del plan de la cuenta.",
            source="docs.x.com, media best practices",
            seen_on=date(2026, 11, 22),
        ),
    ),
    guide=(
        Step(
            "Cuente con el gasto",
            "X cobra cada publicación: 0.015 USD; con una dirección en el texto, 0.20 USD. Compre "
            "créditos y ponga un tope de gasto en el portal de desarrollo.",
            url="https://console.x.com/",
        ),
        Step(
            "Cree la aplicación",
            "En el portal de desarrollo, una aplicación con el permiso «Read and write»; sus dos "
            "llaves están en «Keys and tokens».",
            ("X_API_KEY", "X_API_SECRET"),
            "https://console.x.com/",
        ),
        Step(
            "Genere el token de la cuenta",
            "Con la cuenta de la oficina, en «Keys and tokens» → «Access Token and Secret». Si "
            "cambia el permiso de la aplicación, genérelo otra vez. No vence.",
            ("X_ACCESS_TOKEN", "X_ACCESS_SECRET"),
            "https://console.x.com/",
        ),
    ),
    permissions=("Read and write",),
    # A post costs money, and one with an address thirteen times as much.
    is_offered_on=False,
    price=price,
    charges_links=True,
    takes_thumbnail=False,
)
