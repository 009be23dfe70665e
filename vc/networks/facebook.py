"""Facebook: videos and reels of the office's page."""

from datetime import date

from vc.networks.facts import Format, NetworkFacts, TextLimits
from vc.networks.meta_guide import META_APP, META_AUTHORIZATION, META_REVIEW, META_TOKEN
from vc.shapes import ALL_SHAPES, Shape

FACTS = NetworkFacts(
    label="Facebook",
    mark="Fb",
    consent_key="facebook",
    text=TextLimits(most=63_206, source="lettercounter.org, Facebook character limits 2026"),
    shapes=(Shape.TALL, Shape.WIDE, Shape.SQUARE),
    formats=(
        Format(
            name="Reel de Facebook",
            shapes=(Shape.TALL,),
            takes=(Shape.TALL,),
            least_ms=3_000,
            most_ms=90_000,
            note="30 publicaciones en 24 horas; los subtítulos van dentro de la imagen.",
            source="developers.facebook.com, Reels Publishing API",
            seen_on=date(2026, 11, 22),
        ),
        Format(
            name="Historia de Facebook",
            shapes=(Shape.TALL,),
            least_ms=3_000,
            most_ms=60_000,
            source="developers.facebook.com, Reels Publishing API",
            seen_on=date(2026, 11, 22),
        ),
        Format(
            name="Video de Facebook",
            shapes=ALL_SHAPES,
            takes=(Shape.WIDE, Shape.SQUARE),
            most_ms=4 * 3_600_000,
            most_bytes=2_000_000_000,
            note="Un video vertical subido como video puede quedarse en borrador.",
            source="ayrshare.com, media guidelines",
            seen_on=date(2026, 11, 22),
        ),
    ),
    guide=(META_APP, META_TOKEN, META_AUTHORIZATION, META_REVIEW),
    permissions=(
        *("pages_manage_posts", "pages_read_engagement", "pages_show_list", "read_insights"),
    ),
    thumbnail_note="Facebook la usa en los videos; en los reels elige él.",
)
